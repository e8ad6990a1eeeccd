import { useMantineColorScheme } from '@mantine/core';
import { useLanguage } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useActs } from '../acts/acts-provider.tsx';
import { fleetQuery } from '../api/queries.ts';
import { NO_FILTER, toAddress } from '../incidents/filter-address.ts';
import { ACCOUNT, appliancePath, incidentPath, layerPath } from '../routing/routes.ts';
import { navigate } from '../routing/use-location.ts';
import { useRooms } from '../shell/navigation.tsx';
import { useTour } from '../tour/use-tour.ts';
import { type Entry, findEntries, incidentNumber } from './find-entries.ts';

/** What fits the words: an incident by its number, then pages, boxes, companies and acts. */
export function useEntries(text: string, onKeyHelp: () => void): readonly Entry[] {
  const { t } = useTranslation();
  const pages = usePages();
  const places = usePlaces();
  const acts = useOwnActs(onKeyHelp);
  const number = incidentNumber(text);
  const incident: Entry[] =
    number === null
      ? []
      : [
          {
            ...{ id: 'incident', kind: t('palette.kind.incident'), run: () => navigate(incidentPath(number)) },
            label: t('palette.incident', { n: number }),
          },
        ];
  return [...incident, ...findEntries([...pages, ...acts, ...places], text)];
}

function usePages(): Entry[] {
  const { t } = useTranslation();
  const kind = t('palette.kind.page');
  const rooms = useRooms().map(({ word, to }) => ({ word, to, label: t(`nav.${word}`) }));
  return [...rooms, { word: 'account', to: ACCOUNT, label: t('account.title') }].map(({ word, to, label }) => ({
    ...{ id: `page ${word}`, kind, label, words: word },
    run: () => navigate(to),
  }));
}

/** Boxes by company, site and id; companies by their open incidents and their policy. */
function usePlaces(): Entry[] {
  const { t } = useTranslation();
  const rows = useQuery(fleetQuery).data?.appliances ?? [];
  const boxes = rows.map(({ id, company, site }) => ({
    ...{ id: `box ${id}`, kind: t('palette.kind.box'), label: `${company} ${site}`, words: id },
    run: () => navigate(appliancePath(id)),
  }));
  const companies = [...new Set(rows.map(({ company }) => company))].flatMap((company) => [
    {
      ...{ id: `incidents ${company}`, kind: t('palette.kind.company') },
      label: t('palette.companyIncidents', { company }),
      run: () => navigate(toAddress({ ...NO_FILTER, company }, null)),
    },
    {
      ...{ id: `policy ${company}`, kind: t('palette.kind.company') },
      label: t('palette.companyPolicy', { company }),
      run: () => navigate(layerPath('company', company)),
    },
  ]);
  return [...boxes, ...companies];
}

function useOwnActs(onKeyHelp: () => void): Entry[] {
  const { t } = useTranslation();
  const { undoLast } = useActs();
  const { setColorScheme } = useMantineColorScheme();
  const { language, choose } = useLanguage();
  const { begin } = useTour();
  const other = language === 'ja' ? 'en' : 'ja';
  const acts: readonly [string, string, () => void][] = [
    ['undo', t('keys.z'), undoLast],
    ['keys', t('actions.keys'), onKeyHelp],
    ['light', t('palette.scheme', { scheme: t('scheme.light') }), () => setColorScheme('light')],
    ['dark', t('palette.scheme', { scheme: t('scheme.dark') }), () => setColorScheme('dark')],
    ['auto', t('palette.scheme', { scheme: t('scheme.auto') }), () => setColorScheme('auto')],
    ['language', t('palette.language', { name: t(`languageName.${other}`) }), () => choose(other)],
    ['tour', t('tour.again'), begin],
  ];
  return acts.map(([word, label, run]) => ({
    id: `act ${word}`,
    kind: t('palette.kind.act'),
    label,
    words: word,
    run,
  }));
}
