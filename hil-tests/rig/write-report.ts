import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { en } from './catalogue/en.ts';
import { ja } from './catalogue/ja.ts';
import type { BootRound } from './compare-boots.ts';
import type { HilOutcome, HilTable } from './hil-scenario.ts';
import type { MachineFacts, MemoryUse } from './read-machine-facts.ts';
import type { ReportWords } from './report-words.ts';

export interface PlayedScenario extends HilOutcome {
  readonly name: string;
  readonly seconds: number;
}

export interface MachineReport {
  readonly image: string;
  readonly secondsToShell: number;
  readonly secondsToInspecting: number;
  readonly memory: readonly MemoryUse[];
  readonly facts: MachineFacts;
  /** P12: seconds, a round each; empty when not asked for. */
  readonly rounds?: readonly BootRound[];
}

export interface HilReport {
  readonly target: string;
  readonly at: Date;
  readonly scenarios: readonly PlayedScenario[];
  readonly machine: MachineReport | null;
}

interface Papers {
  readonly bytes: number;
  readonly unpackedBytes: number | null;
  readonly packages: readonly string[];
  readonly sbom: string | null;
}

const REPORT_WORDS = { ja, en } as const;

const STYLE = `body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2b33}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{border-bottom:1px solid #cfd8dc;padding:.35rem .6rem;text-align:left;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}.bad{color:#b00020;font-weight:600}.good{color:#1b6e3c;font-weight:600}
.wide{overflow-x:auto}.wide table{min-width:34rem}li{break-inside:avoid}ul.p{columns:3 14rem;font-size:.8rem;padding-left:1.2rem}input[name=l]{margin-left:1rem}
body:has(#ja:checked) [lang=en],body:has(#en:checked) [lang=ja]{display:none}`;

/** One page in both languages beside the SBOM of the image; gives the page's path. */
export async function writeReport(report: HilReport, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const papers = report.machine === null ? null : await readPapers(report, report.machine.image, folder);
  const page = join(folder, `report-${report.target}.html`);
  await writeFile(page, renderReport(report, papers));
  return page;
}

async function readPapers(report: HilReport, image: string, folder: string): Promise<Papers> {
  const sbom = `sbom-${report.target}.json`;
  const copied = await copyFile(`${image}.sbom.json`, join(folder, sbom)).then(
    () => true,
    () => false,
  );
  const manifest = await readFile(`${image}.manifest.json`, 'utf8').catch(() => '{}');
  const { unpackedBytes } = JSON.parse(manifest) as { unpackedBytes?: number };
  const packages = await readFile(`${image}.packages.txt`, 'utf8').catch(() => '');
  return {
    bytes: (await stat(image)).blocks * 512,
    unpackedBytes: unpackedBytes ?? null,
    packages: packages.split('\n').filter((line) => line !== ''),
    sbom: copied ? sbom : null,
  };
}

export function renderReport(report: HilReport, papers: Papers | null): string {
  const parts = (['ja', 'en'] as const).map((language) => {
    const words = REPORT_WORDS[language];
    const body = [scenarioTable(report, words), machineTables(report, words), paperTables(papers, words)].join('');
    const head = `<h1>${words.title} · ${asText(report.target)}</h1><p>${report.at.toISOString()}</p>`;
    return `<main lang="${language}">${head}${body}</main>`;
  });
  const choice = (['ja', 'en'] as const).map((id, index) => {
    const checked = index === 0 ? ' checked' : '';
    return `<label><input type="radio" name="l" id="${id}"${checked}> ${REPORT_WORDS[id].language}</label>`;
  });
  const meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">';
  const title = `<title>${REPORT_WORDS.ja.title} / ${REPORT_WORDS.en.title}</title>`;
  return `<!doctype html><html lang="ja">${meta}${title}<style>${STYLE}</style>${choice.join(' ')}${parts.join('')}</html>`;
}

function scenarioTable({ scenarios }: HilReport, words: ReportWords): string {
  const rows = scenarios.map(({ name, seconds, failures, figures = {} }) => {
    const good = failures.length === 0;
    const mark = `<span class="${good ? 'good' : 'bad'}">${good ? words.held : words.failed}</span>`;
    const why = failures.map((failure) => `<br>${asText(failure)}`).join('');
    const told = Object.entries(figures).map(([key, value]) => `${asText(key)} ${value}`);
    return [asText(name), mark + why, String(seconds), told.join(', ')];
  });
  const found = scenarios.flatMap(({ name, table: one }) => (one === undefined ? [] : [foundTable(name, one)]));
  return `<h2>${words.scenarios}</h2>${table([words.name, words.result, words.seconds, words.figures], rows)}${found.join('')}`;
}

function foundTable(name: string, { heads, rows }: HilTable): string {
  return `<h3>${asText(name)}</h3>${table(
    heads.map(asText),
    rows.map((cells) => cells.map(asText)),
  )}`;
}

function machineTables({ machine }: HilReport, words: ReportWords): string {
  if (machine === null) return '';
  const { facts, memory } = machine;
  const times = [
    [words.shell, `${machine.secondsToShell} s`],
    [words.inspecting, `${machine.secondsToInspecting} s`],
    ['systemd-analyze', asText(facts.bootWords)],
  ];
  const used = memory.map((use) => [words.moments[use.moment], ...[use.usedMb, use.agentMb, use.engineMb].map(String)]);
  const say = (is: boolean): string => (is ? words.yes : words.no);
  const { built, mapped, compiledMatchers } = facts.hyperscan;
  const told = [
    ['Linux', asText(facts.kernel)],
    ['Suricata', asText(facts.engine)],
    [words.hyperscan, `${say(built)} · ${say(mapped)} · ${compiledMatchers}`],
    [words.exposure, facts.exposure.map(({ unit, level }) => `${asText(unit)} ${level}`).join('<br>')],
    [words.watchdog, [facts.watchdog.device, facts.watchdog.afterUs, facts.watchdog.lastFed].map(asText).join(' · ')],
    [words.idleWrites, `${facts.idleWrites.kilobytes} KB / ${facts.idleWrites.seconds} s`],
    ...facts.mounts.map(({ place, how }) => [asText(place), asText(how)]),
  ];
  const power = `<h2>${words.times}</h2>${table([], times)}<p>${words.emulated}</p>${roundsTable(machine.rounds ?? [], words)}`;
  const room = `<h2>${words.memory}</h2>${table(['', words.whole, 'agent', 'Suricata'], used)}`;
  return `${power}${room}<h2>${words.facts}</h2>${table([], told)}`;
}

function roundsTable(rounds: readonly BootRound[], words: ReportWords): string {
  if (rounds.length === 0) return '';
  const rows = rounds.map(({ bare, forwarding, inspecting }) => {
    const ratio = (seconds: number): string => `${seconds} s (${(seconds / bare).toFixed(2)}×)`;
    return [`${bare} s`, ratio(forwarding), ratio(inspecting)];
  });
  return `<h3>${words.comparison}</h3>${table([words.bare, words.forwarding, words.box], rows)}`;
}

function paperTables(papers: Papers | null, words: ReportWords): string {
  if (papers === null) return '';
  const mega = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
  const rows = [
    [words.size, mega(papers.bytes)],
    ...(papers.unpackedBytes === null ? [] : [[words.unpacked, mega(papers.unpackedBytes)]]),
    ...(papers.sbom === null ? [] : [[words.sbom, `<a href="${asText(papers.sbom)}">${asText(papers.sbom)}</a>`]]),
  ];
  const list = papers.packages.map((line) => `<li>${asText(line)}</li>`).join('');
  const listed = `<details><summary>${words.packages}: ${papers.packages.length}</summary><ul class="p">${list}</ul></details>`;
  return `<h2>${words.image}</h2>${table([], rows)}${listed}`;
}

/** Cells are HTML already. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.length === 0 ? '' : `<tr>${heads.map((text) => `<th>${text}</th>`).join('')}</tr>`;
  const body = rows.map((cells) => {
    const shown = cells.map((cell) => `<td${/^[\d.]+( s| MB)?$/.test(cell) ? ' class="n"' : ''}>${cell}</td>`);
    return `<tr>${shown.join('')}</tr>`;
  });
  return `<div class="wide"><table>${head}${body.join('')}</table></div>`;
}

function asText(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
