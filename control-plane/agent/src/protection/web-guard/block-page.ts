// What a person sees in the place of a stopped page: no script, nothing loaded, readable on a phone and by a screen
// reader. Everything that came from the network is escaped; both languages stand on it, one link apart.
import { en } from './catalogue/en.ts';
import { ja } from './catalogue/ja.ts';
import type { PageWords } from './catalogue/page-words.ts';

export interface PageFacts {
  /** Host and path as they were asked for. */
  readonly what: string;
  readonly story: string;
  /** Of a site that the company keeps out of its network; null for what is dangerous. */
  readonly category: string | null;
  /** Name of the list or rule source. */
  readonly feed: string;
  readonly feedDate: string | null;
  /** Other companies with a block by the same list, null when the center has not told. */
  readonly others: { readonly companies: number; readonly days: number } | null;
  readonly device: string;
  readonly at: Date;
  readonly timeZone: string;
  readonly appliance: string;
  readonly phone: string;
  /** `https://…` of the box's own page. */
  readonly boxPage: string;
}

const STYLE =
  'body{margin:0 auto;max-width:36rem;padding:1.5rem;font:16px/1.75 "Noto Sans JP","Hiragino Sans","Yu Gothic UI",Meiryo,sans-serif;color:#333;background:#fff;overflow-wrap:anywhere;line-break:strict}' +
  'h1{font-size:1.5rem;line-height:1.4;margin:0 0 1rem;border-left:.5rem solid #197a4b;padding-left:.75rem}' +
  'a{color:#0017c1}.call{display:block;font-size:1.25rem;font-weight:700;padding:.75rem 1rem;margin:1rem 0;border:2px solid #0017c1;border-radius:.5rem;text-align:center}' +
  'dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:1rem 0}dt{color:#4d4d4d}dd{margin:0}' +
  'section+section{margin-top:3rem;border-top:1px solid #767676;padding-top:1.5rem}.quiet{color:#4d4d4d;font-size:.875rem}';

export function renderBlockPage(facts: PageFacts): Buffer {
  const head = `<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${ja.title} / ${en.title}</title><style>${STYLE}</style></head>`;
  return Buffer.from(`${head}<body><main>${section(ja, en, facts)}${section(en, ja, facts)}</main></body></html>\n`);
}

function section(words: PageWords, other: PageWords, facts: PageFacts): string {
  const { language, title } = words;
  const heading = language === 'ja' ? 'h1' : 'h2';
  const call = `tel:${facts.phone.replace(/[^0-9+]/g, '')}`;
  return [
    `<section lang="${language}" id="${language}" aria-labelledby="${language}-title">`,
    `<p><a href="#${other.language}" lang="${other.language}" hreflang="${other.language}">${other.name}</a></p>`,
    `<${heading} id="${language}-title">${title}</${heading}>`,
    `<p>${escapeHtml(words.stopped(facts.what))} ${reasonOf(words, facts)}</p>`,
    facts.category === null ? `<p>${words.advice}</p>` : '',
    `<a class="call" href="${escapeHtml(call)}">${escapeHtml(words.phone(facts.phone))}</a>`,
    factList(words, facts),
    `<p>${words.needed}</p>`,
    `<p class="quiet"><a href="${escapeHtml(facts.boxPage)}">${words.technician}</a></p>`,
    `<p class="quiet">${words.promise}</p></section>`,
  ].join('');
}

function reasonOf(words: PageWords, { category, story }: PageFacts): string {
  if (category !== null) return words.category(words.categories[category] ?? escapeHtml(category));
  return words.reasons[story] ?? words.reasons['other'] ?? '';
}

function factList(words: PageWords, facts: PageFacts): string {
  const time = new Intl.DateTimeFormat(words.language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: facts.timeZone,
  });
  const rows: [string, string | null][] = [
    [words.facts.list, facts.feed],
    [words.facts.date, facts.feedDate],
    [words.facts.others, facts.others === null ? null : words.others(facts.others.companies, facts.others.days)],
    [words.facts.device, facts.device],
    [words.facts.time, time.format(facts.at)],
    [words.facts.box, facts.appliance],
  ];
  const shown = rows.filter(([, value]) => value !== null);
  return `<dl>${shown.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value ?? '')}</dd>`).join('')}</dl>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
