import type { LayerVersionAnswer } from '@omamori/contract/console-api/layers';
import type { Policy } from '@omamori/contract/desired-state';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import {
  type LayerName,
  layerHistoryQuery,
  policyHistoryQuery,
  readLayerVersion,
  readPolicyVersion,
} from '../api/layers.ts';
import { VersionList, Versions } from './version-list.tsx';

interface PolicyVersionsProps {
  appliance: string;
  current: number;
  onPutBack: (policy: Policy) => void;
}

export function PolicyVersions(props: PolicyVersionsProps) {
  return <VersionList>{() => <OfBox {...props} />}</VersionList>;
}

function OfBox({ appliance, current, onPutBack }: PolicyVersionsProps) {
  const { t } = useTranslation();
  const history = useQuery({
    ...policyHistoryQuery(appliance, current),
    select: ({ entries }) => entries.map((entry) => ({ ...entry, words: t(`versions.action.${entry.action}`) })),
  });
  const read = (version: number) => readPolicyVersion(appliance, version);
  return <Versions history={history} current={current} read={read} onPutBack={({ policy }) => onPutBack(policy)} />;
}

interface LayerVersionsProps {
  name: LayerName;
  current: number;
  onPutBack: (stood: LayerVersionAnswer) => void;
}

export function LayerVersions(props: LayerVersionsProps) {
  return <VersionList>{() => <OfLayer {...props} />}</VersionList>;
}

function OfLayer({ name, current, onPutBack }: LayerVersionsProps) {
  const { t } = useTranslation();
  const history = useQuery({
    ...layerHistoryQuery(name, current),
    select: ({ entries }) =>
      entries.map(({ template, ...entry }) => ({
        ...{ ...entry, reason: null },
        words: template === null ? '' : t('layers.title.template', { name: template }),
      })),
  });
  const read = (version: number) => readLayerVersion(name, version);
  return <Versions history={history} current={current} read={read} onPutBack={onPutBack} />;
}
