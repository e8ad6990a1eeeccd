import { type Policy, policySchema, type Service, serviceSchema } from '@omamori/contract/desired-state';
import { type OffDutyDraft, readOffDuty, toOffDutyDraft } from './off-duty-draft.ts';

/** A line of the form; numbers and lists are text until they are sent. */
export interface PortLine {
  key: number;
  protocol: 'tcp' | 'udp';
  port: string;
  allow: string;
}

/** A list of addresses or sites, one entry a line. */
export interface ListLine {
  key: number;
  kind: 'address' | 'domain';
  name: string;
  direction: Policy['addressLists'][number]['direction'];
  entries: string;
}

export interface PolicyDraft {
  blockInbound: readonly string[];
  blockOutbound: readonly string[];
  except: string;
  /** Services and devices that no country is blocked for. */
  sparedServices: string;
  sparedDevices: string;
  ports: readonly PortLine[];
  lists: readonly ListLine[];
  mode: Policy['ips']['mode'];
  preset: Policy['ips']['preset'];
  /** Numbers of signatures and names of lists that are not used, one a line. */
  disabledRules: string;
  disabledLists: string;
  failModes: Policy['failModes'];
  webGuard: Policy['webGuard'];
  antivirus: Policy['antivirus'];
  offDuty: OffDutyDraft;
  mail: Policy['mail'];
  floods: Policy['floods'];
  trustedFlows: Policy['trustedFlows'];
  /** Set by commands of their own, not by the form. */
  standing: Pick<Policy, 'exceptions' | 'isolation'>;
  /** Exceptions that end when this is sent. */
  ended: readonly string[];
  /** What has no field here stays as it is. */
  rest: Policy;
}

/** Where the problem of the addresses in blocked countries stands; lines count from 0. */
export const EXCEPT_KEY = -1;
export const SERVICES_KEY = -11;
export const DEVICES_KEY = -12;
export const RULES_KEY = -2;
export const FEEDS_KEY = -3;
export const OFF_DUTY_KEY = -4;
/** Keys of sentences in the catalogue, by line of the form. */
export type LineProblem = 'port' | 'twice' | 'allow' | 'name' | 'nameTwice' | 'entries' | 'rules' | 'feeds' | 'offDuty';
export type LineProblems = ReadonlyMap<number, LineProblem>;
export type DraftResult = { ok: true; policy: Policy } | { ok: false; problems: LineProblems };

const FIRST_LIST_KEY = 100_000;
const LIST_NAME = /^[a-z0-9][a-z0-9-]{0,38}$/;
const SITE = /^[^\s*/:]{1,240}\.[^\s*/:.]{2,63}$/u;
const MOST_ALLOWED = 256;
const V4 = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?:\/(?:3[0-2]|[12]?\d))?$/;
const V6 = /^(?=.*:)[0-9a-fA-F:.]{2,45}(?:\/(?:12[0-8]|1[01]\d|[1-9]?\d))?$/;

export function toDraft(policy: Policy): PolicyDraft {
  return {
    blockInbound: policy.geo.blockInbound,
    blockOutbound: policy.geo.blockOutbound,
    except: policy.geo.except.join(', '),
    sparedServices: (policy.geo.spared?.services ?? []).map(({ protocol, port }) => `${protocol}/${port}`).join(', '),
    sparedDevices: (policy.geo.spared?.devices ?? []).join(', '),
    ports: policy.ports.map((port, index) => ({
      key: index,
      protocol: port.protocol,
      port: String(port.port),
      allow: port.allow.join(', '),
    })),
    lists: [
      ...policy.addressLists.map((list) => ({ ...list, kind: 'address' as const })),
      ...policy.domainLists.map((list) => ({ ...list, kind: 'domain' as const, direction: 'both' as const })),
    ].map((list, index) => ({ ...list, key: FIRST_LIST_KEY + index, entries: list.entries.join('\n') })),
    mode: policy.ips.mode,
    preset: policy.ips.preset,
    disabledRules: policy.ips.disabledRules.join('\n'),
    disabledLists: policy.disabledLists.join('\n'),
    failModes: policy.failModes,
    webGuard: policy.webGuard,
    antivirus: policy.antivirus,
    offDuty: toOffDutyDraft(policy.offDuty),
    mail: policy.mail,
    floods: policy.floods,
    trustedFlows: policy.trustedFlows,
    standing: standingOf(policy),
    ended: [],
    rest: policy,
  };
}

export function standingOf({ exceptions, isolation }: Policy): PolicyDraft['standing'] {
  return { exceptions, isolation };
}

/** The draft with one more list. */
export function withList(draft: PolicyDraft, kind: ListLine['kind']): PolicyDraft {
  const key = Math.max(FIRST_LIST_KEY - 1, ...draft.lists.map((line) => line.key)) + 1;
  return { ...draft, lists: [...draft.lists, { key, kind, name: '', direction: 'both', entries: '' }] };
}

export function entriesOf(text: string): string[] {
  return text.split(/[\s,、，]+/).filter((part) => part !== '');
}

function problemOf(line: PortLine, before: readonly PortLine[]): 'port' | 'twice' | 'allow' | null {
  const port = Number(line.port);
  if (!/^\d{1,5}$/.test(line.port) || port < 1 || port > 65535) return 'port';
  if (before.some((one) => one.protocol === line.protocol && Number(one.port) === port)) return 'twice';
  const allow = entriesOf(line.allow);
  return allow.length > MOST_ALLOWED || !allow.every(isAddress) ? 'allow' : null;
}

export function isAddress(text: string): boolean {
  return V4.test(text) || V6.test(text);
}

function problemOfList(line: ListLine, before: readonly ListLine[]): LineProblem | null {
  if (!LIST_NAME.test(line.name)) return 'name';
  if (before.some((one) => one.kind === line.kind && one.name === line.name)) return 'nameTwice';
  const entries = entriesOf(line.entries);
  const fits = line.kind === 'address' ? isAddress : (text: string) => SITE.test(text);
  return entries.length === 0 || !entries.every(fits) ? 'entries' : null;
}

/** `tcp/25`; null when it is no service. */
export function serviceOf(text: string): Service | null {
  const [, protocol, port] = /^(tcp|udp)\/(\d{1,5})$/.exec(text.toLowerCase()) ?? [];
  const service = serviceSchema.safeParse({ protocol, port: Number(port) });
  return service.success ? service.data : null;
}

function isMac(text: string): boolean {
  return /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(text);
}

function sparedOf({ sparedDevices, sparedServices }: PolicyDraft): Pick<Policy['geo'], 'spared'> {
  const devices = entriesOf(sparedDevices.toLowerCase()).sort();
  const services = entriesOf(sparedServices).flatMap((text) => serviceOf(text) ?? []);
  return devices.length + services.length === 0 ? {} : { spared: { services, devices } };
}

function checkTexts(draft: PolicyDraft, problems: Map<number, LineProblem>): void {
  if (!entriesOf(draft.except).every(isAddress)) problems.set(EXCEPT_KEY, 'allow');
  if (entriesOf(draft.sparedServices).map(serviceOf).includes(null)) problems.set(SERVICES_KEY, 'port');
  if (!entriesOf(draft.sparedDevices).every(isMac)) problems.set(DEVICES_KEY, 'allow');
  if (!entriesOf(draft.disabledRules).every((sid) => /^[1-9]\d{0,9}$/.test(sid))) problems.set(RULES_KEY, 'rules');
  if (!entriesOf(draft.disabledLists).every((name) => LIST_NAME.test(name))) problems.set(FEEDS_KEY, 'feeds');
}

/** The policy that the form says, or which lines are wrong; addresses are checked for good by the box itself. */
export function toPolicy(draft: PolicyDraft): DraftResult {
  const problems = new Map<number, LineProblem>();
  draft.ports.forEach((line, index) => {
    const problem = problemOf(line, draft.ports.slice(0, index));
    if (problem !== null) problems.set(line.key, problem);
  });
  draft.lists.forEach((line, index) => {
    const problem = problemOfList(line, draft.lists.slice(0, index));
    if (problem !== null) problems.set(line.key, problem);
  });
  checkTexts(draft, problems);
  const offDuty = readOffDuty(draft.offDuty);
  if (offDuty === null) problems.set(OFF_DUTY_KEY, 'offDuty');
  if (problems.size > 0) return { ok: false, problems };
  const policy = policySchema.safeParse({
    ...draft.rest,
    geo: {
      blockInbound: [...draft.blockInbound].sort(),
      blockOutbound: [...draft.blockOutbound].sort(),
      except: entriesOf(draft.except),
      ...sparedOf(draft),
    },
    ports: draft.ports.map((line) => ({
      protocol: line.protocol,
      port: Number(line.port),
      allow: entriesOf(line.allow),
    })),
    ...listsOf(draft),
    disabledLists: [...new Set(entriesOf(draft.disabledLists))].sort(),
    ips: {
      ...{ mode: draft.mode, preset: draft.preset },
      disabledRules: [...new Set(entriesOf(draft.disabledRules).map(Number))].sort((one, other) => one - other),
    },
    failModes: draft.failModes,
    webGuard: draft.webGuard,
    antivirus: draft.antivirus,
    offDuty,
    mail: draft.mail,
    trustedFlows: draft.trustedFlows,
    floods: { ...draft.floods, busyDevices: [...draft.floods.busyDevices].sort() },
    isolation: draft.standing.isolation,
    exceptions: draft.standing.exceptions.filter(({ id }) => !draft.ended.includes(id)),
  });
  return policy.success ? { ok: true, policy: policy.data } : { ok: false, problems };
}

function listsOf({ lists }: PolicyDraft): Pick<Policy, 'addressLists' | 'domainLists'> {
  const ofKind = (kind: ListLine['kind']) => lists.filter((line) => line.kind === kind);
  return {
    addressLists: ofKind('address').map(({ name, direction, entries }) => ({
      name,
      direction,
      entries: entriesOf(entries),
    })),
    domainLists: ofKind('domain').map(({ name, entries }) => ({ name, entries: entriesOf(entries) })),
  };
}

/** True when only exceptions and isolation differ: an edit of the rest need not be looked at again. */
export function sameButStanding(a: Policy, b: Policy): boolean {
  return samePolicy({ ...a, ...standingOf(b) }, b);
}

export function samePolicy(a: Policy, b: Policy): boolean {
  const form = (policy: Policy) => {
    const result = toPolicy(toDraft(policy));
    return JSON.stringify(result.ok ? result.policy : policy);
  };
  return form(a) === form(b);
}
