// Links of an HTML mail: the text shows one place, the link goes to another, or to a look-alike.
import type { BrandTable } from './brand-table.ts';
import { readableDomain, registeredDomain } from './domain-forms.ts';
import { shown } from './judge-files.ts';
import type { SeenSign } from './mail-signs.ts';

const MOST_LINKS = 200;
const MOST_TAG = 4096;
const MOST_INNER = 600;
const HREF = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/iu;
const PLACE = /^(?:https?:\/\/)?((?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24})(?:[/:?#].*)?$/iu;

/** `isFromList`: senders of newsletters count clicks at a place of their own. */
export function judgeLinks(html: string, sender: string, isFromList: boolean, brands: BrandTable): SeenSign[] {
  const seen = new Map<string, SeenSign>();
  for (const { link, inner } of linksOf(html)) {
    const goes = hostOf(link);
    if (goes === null) continue;
    for (const one of judgeLink(goes, textOf(inner), sender, isFromList, brands)) seen.set(one.sign, one);
  }
  return [...seen.values()];
}

/** By searching onwards, never back: time grows with the text alone. */
function linksOf(html: string): { readonly link: string; readonly inner: string }[] {
  const links: { link: string; inner: string }[] = [];
  const lower = html.toLowerCase();
  for (let at = lower.indexOf('<a'); at >= 0 && links.length < MOST_LINKS; at = lower.indexOf('<a', at + 2)) {
    const end = lower.indexOf('>', at);
    if (end < 0) break;
    if (end - at > MOST_TAG || !/\s/.test(lower[at + 2] ?? '')) continue;
    const [, double, single, bare] = HREF.exec(html.slice(at, end)) ?? [];
    const inner = html.slice(end + 1, end + 1 + MOST_INNER).split(/<\/a/iu, 1)[0] ?? '';
    links.push({ link: (double ?? single ?? bare ?? '').slice(0, 2000), inner });
  }
  return links;
}

function judgeLink(goes: string, text: string, sender: string, isFromList: boolean, brands: BrandTable): SeenSign[] {
  const imitated = brands.imitated(goes);
  const signs: SeenSign[] = [];
  if (imitated !== null && registeredDomain(goes) !== registeredDomain(sender))
    signs.push({
      sign: 'look-alike-link',
      facts: { link: shown(readableDomain(goes)), brand: imitated.brand.names[0] ?? '' },
    });
  const says = PLACE.exec(text)?.[1]?.toLowerCase();
  if (says === undefined || registeredDomain(says) === registeredDomain(goes)) return signs;
  const isBrand = brands.owner(says) !== null;
  const sameOwner = isBrand && brands.owner(says) === brands.owner(goes);
  const counts = isFromList || registeredDomain(goes) === registeredDomain(sender);
  if (!sameOwner && (!counts || isBrand) && brands.owner(sender) === null)
    signs.push({ sign: 'hidden-link', facts: { shown: shown(says), link: shown(goes) } });
  return signs;
}

function textOf(inner: string): string {
  return inner
    .replace(/<[^>]*>/g, '')
    .replaceAll('&amp;', '&')
    .replace(/&nbsp;|\s+/g, ' ')
    .trim();
}

/** Null for what leads to no place on the web. */
function hostOf(link: string): string | null {
  const url = URL.parse(link.replaceAll('&amp;', '&').trim());
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  return url.hostname.replace(/\.$/, '');
}
