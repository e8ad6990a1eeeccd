import type { IncidentDetail } from '@omamori/contract/console-api';
import type { Lab } from '../lab/start-lab.ts';
import { collectTold, countOf, type StoryTold } from './collect-told.ts';
import type { CaseName, CaseResult } from './scenario.ts';

/** What the center must say of an attack, and the owner be told. */
export interface WantedStory {
  readonly story: Parameters<typeof collectTold>[1];
  readonly direction: 'inbound' | 'outbound' | 'internal';
  /** The company's word for the device, or its MAC where the company has none. */
  readonly device: string | null;
  /** `any`: of a burst the first part passes by intent. */
  readonly outcome: 'stopped' | 'any';
  /** Parts of the Japanese notice, title or body. */
  readonly says: readonly string[];
}

export interface JudgedStory {
  readonly told: StoryTold;
  readonly failures: readonly string[];
}

/** Waits for the story at the center, then judges incident and notice. */
export async function judgeStory(lab: Lab, wanted: WantedStory, begun: number, attempts = 1): Promise<JudgedStory> {
  const told = await collectTold(lab, wanted.story, begun, attempts);
  const of = told.incidents.filter(
    ({ row }) => row.direction === wanted.direction && [row.device?.label, row.device?.mac].includes(wanted.device),
  );
  const name = `${wanted.story} ${wanted.direction} of ${wanted.device}`;
  const seen = told.incidents.map(({ row }) => `${row.direction} of ${row.device?.label ?? row.device?.mac}`);
  const failures = of.length === 0 ? [`no incident ${name}; told: ${seen.join(', ') || 'nothing'}`] : [];
  if (wanted.outcome === 'stopped' && of.some(({ row }) => row.outcome !== 'stopped'))
    failures.push(`${name} was not told as stopped`);
  for (const detail of of) failures.push(...judgeNotice(detail, wanted, name));
  return { told: { ...told, incidents: of, notified: of.length > 0 && told.notified }, failures };
}

function judgeNotice({ notices }: IncidentDetail, { says }: WantedStory, name: string): string[] {
  const newest = (language: string) => notices.filter((notice) => notice.language === language).at(-1);
  const japanese = newest('ja');
  if (japanese === undefined || newest('en') === undefined) return [`${name} has no notice in both languages`];
  const text = `${japanese.title}\n${japanese.body}`;
  return says.filter((part) => !text.includes(part)).map((part) => `the notice of ${name} lacks ${part}: ${text}`);
}

export interface Played {
  readonly sent: number;
  readonly arrived: number;
  readonly stories: readonly JudgedStory[];
  readonly failures: readonly string[];
  readonly started: number;
}

export function caseResult(name: CaseName, { sent, arrived, stories, failures, started }: Played): CaseResult {
  const detections = stories.flatMap(({ told }) => told.detections);
  const blocked = detections.filter(({ detection }) => detection.verdict === 'blocked');
  const all = [...failures, ...stories.flatMap((story) => story.failures)];
  const [device] = stories.flatMap(({ told }) => told.incidents.map(({ row }) => row.device?.label ?? row.device?.mac));
  return {
    case: name,
    ok: all.length === 0,
    sent,
    arrived,
    blocked: countOf(blocked),
    detected: countOf(detections),
    notified: stories.length > 0 && stories.every(({ told }) => told.notified),
    device: device ?? null,
    seconds: Math.round((performance.now() - started) / 100) / 10,
    delay: null,
    failures: all,
  };
}
