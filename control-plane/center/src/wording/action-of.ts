import type { IncidentFacts } from '../event-path/incident/incident-facts.ts';
import { type IncidentLevel, levelOf } from './level-of.ts';
import { closedByPolicy, deviceIsSuspect, isByMail, storyOf } from './story-of.ts';

/** What the reader shall do now; each language has one text a key. */
export type ActionKey =
  | 'unplug' // fixed four parts, ux.md §0 rule 8
  | 'unplug-do-not-pay'
  | 'isolated'
  | 'stop-using'
  | 'leave-site'
  | 'mail-password'
  | 'offer-close'
  | 'keep-closed'
  | 'fix-together'
  | 'keep-if-used'
  | 'call-now'
  | 'call-today'
  | 'expected-or-call'
  | 'ask-sender'
  | 'no-attachments'
  | 'no-unknown-files'
  | 'no-odd-links'
  | 'slow-then-call'
  | 'needed-then-call'
  | 'nothing';

export function actionOf(facts: IncidentFacts): ActionKey {
  const level = levelOf(facts);
  if (level === 'urgent') return urgentAction(facts);
  return level === 'check' ? checkAction(facts) : infoAction(facts);
}

/** Word for word the same wherever a device must leave the network at once. */
export function asksToUnplug(facts: IncidentFacts, level: IncidentLevel): boolean {
  return level === 'urgent' && actionOf(facts).startsWith('unplug');
}

function urgentAction(facts: IncidentFacts): ActionKey {
  const story = storyOf(facts);
  if (story === 'dangerous-site' && facts.direction !== 'outbound') return 'call-now';
  if (story === 'dangerous-site' && !deviceIsSuspect(facts)) return 'leave-site';
  if (story === 'spam-burst') return facts.direction === 'outbound' ? 'mail-password' : 'call-now';
  if ((story === 'flood' || story === 'scan') && facts.direction !== 'outbound') return 'call-now';
  if (story === 'other') return 'call-now';
  if (facts.isolated) return 'isolated';
  return story === 'exploit' || story === 'encryption' || story === 'malware-file' ? 'unplug-do-not-pay' : 'unplug';
}

function checkAction(facts: IncidentFacts): ActionKey {
  switch (storyOf(facts)) {
    case 'remote-control-attempt':
      if (facts.direction !== 'inbound') return 'expected-or-call';
      if (facts.outcome !== 'stopped') return 'call-today';
      return closedByPolicy(facts) ? 'keep-closed' : 'offer-close';
    case 'dangerous-site':
      if (deviceIsSuspect(facts)) return 'stop-using';
      if (facts.direction !== 'outbound') return 'call-today';
      return facts.outcome === 'stopped' ? 'expected-or-call' : 'leave-site';
    case 'spam-burst':
      return facts.direction === 'outbound' ? 'mail-password' : 'call-today';
    case 'malware-file':
      return facts.direction === 'inbound' && facts.outcome === 'stopped' ? fileAdvice(facts) : 'stop-using';
    case 'suspicious-mail':
      return facts.direction === 'outbound' ? 'expected-or-call' : 'ask-sender';
    case 'command-and-control':
    case 'exploit':
    case 'password-guessing':
    case 'encryption':
    case 'scan':
    case 'flood':
      return deviceIsSuspect(facts) ? 'stop-using' : 'call-today';
    case 'weakness':
      return 'fix-together';
    case 'application':
    case 'hidden-names':
      return 'keep-if-used';
    case 'geo-outbound':
      return 'expected-or-call';
    case 'geo-inbound':
    case 'port-closed':
    case 'other':
      return 'call-today';
  }
}

function fileAdvice(facts: IncidentFacts): ActionKey {
  return isByMail(facts) ? 'no-attachments' : 'no-unknown-files';
}

function infoAction(facts: IncidentFacts): ActionKey {
  switch (storyOf(facts)) {
    case 'malware-file':
      return fileAdvice(facts);
    case 'suspicious-mail':
      return 'ask-sender';
    case 'flood':
      return 'slow-then-call';
    case 'weakness':
      return 'fix-together';
    case 'application':
    case 'hidden-names':
      return 'keep-if-used';
    case 'geo-inbound':
    case 'geo-outbound':
    case 'port-closed':
      return 'needed-then-call';
    case 'dangerous-site':
      return facts.direction === 'outbound' ? 'no-odd-links' : 'needed-then-call';
    default:
      return 'nothing';
  }
}
