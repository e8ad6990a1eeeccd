import type { Notice } from '@omamori/contract/console-api';
import type { StoryKind } from '@omamori/contract/detection';
import type { IncidentFacts } from '../event-path/incident/incident-facts.ts';
import { INSISTENT, storyOf } from './story-of.ts';

export type IncidentLevel = Extract<Notice['level'], 'urgent' | 'check' | 'info'>;

/**
 * Level by ux.md §3.3: urgent = act within ten minutes, check = answer today, info = stopped, for your knowledge.
 * A critical severity is never only info. What was not stopped never is, but for applications, which are watched by
 * wish, and for small signs from outside, by which alone nothing gets in.
 */
export function levelOf(facts: IncidentFacts): IncidentLevel {
  if (isUrgent(facts)) return 'urgent';
  if (facts.severity === 'critical') return 'check';
  return isOnlyInfo(facts) ? 'info' : 'check';
}

const NEVER_URGENT: readonly StoryKind[] = [
  'weakness',
  'application',
  'hidden-names',
  'geo-inbound',
  'geo-outbound',
  'port-closed',
  'suspicious-mail',
];
const BREAK_INS: readonly StoryKind[] = [
  'remote-control-attempt',
  'command-and-control',
  'malware-file',
  'exploit',
  'encryption',
];

function isUrgent(facts: IncidentFacts): boolean {
  const story = storyOf(facts);
  if (NEVER_URGENT.includes(story)) return false;
  const handled = facts.outcome === 'stopped' && (facts.direction === 'inbound' || story === 'dangerous-site');
  if (facts.severity === 'critical') return !handled;
  return facts.severity === 'high' && facts.outcome === 'not-stopped' && BREAK_INS.includes(story);
}

function isOnlyInfo(facts: IncidentFacts): boolean {
  const story = storyOf(facts);
  if (story === 'hidden-names') return true;
  // What people send each other every day, such as archives with a password, is for their knowledge.
  if (story === 'suspicious-mail')
    return facts.severity === 'low' || (facts.outcome === 'stopped' && facts.direction === 'inbound');
  if (story === 'application') return facts.severity !== 'high';
  if (facts.outcome === 'unknown') return isHarmlessSign(facts);
  if (facts.outcome !== 'stopped') return false;
  switch (story) {
    case 'geo-inbound':
      return true;
    case 'port-closed':
    case 'malware-file':
    case 'exploit':
    case 'password-guessing':
    case 'encryption':
    case 'scan':
    case 'flood':
      return facts.direction === 'inbound';
    case 'geo-outbound':
    case 'other':
      return facts.severity !== 'high';
    case 'dangerous-site':
      return facts.severity !== 'high' && facts.count < INSISTENT;
    case 'remote-control-attempt':
    case 'command-and-control':
    case 'spam-burst':
    case 'weakness':
      return false;
  }
}

function isHarmlessSign(facts: IncidentFacts): boolean {
  const story = storyOf(facts);
  // Old software is everywhere: said once, quietly. What others outside can reach is not.
  if (story === 'weakness') return facts.direction === 'outbound' && facts.severity === 'low';
  if (story === 'scan') return facts.direction === 'inbound' && facts.severity !== 'high';
  return story === 'other' && facts.severity === 'low';
}
