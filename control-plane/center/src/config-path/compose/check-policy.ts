import { isIP } from 'node:net';
import { type Policy, policySchema } from '@omamori/contract/desired-state';
import { err, ok, type Result } from '@omamori/contract/result';
import { countryName } from '../../wording/country-name.ts';

/** UDP ports by which the office gets its addresses (RFC 2131, RFC 8415). */
const ADDRESS_PORTS = [68, 546];
/** A shorter protected prefix would take half the internet out of every block; the box refuses it too. */
const SHORTEST_PROTECTED = { 4: 8, 6: 16 } as const;

export interface Prefix {
  readonly family: 4 | 6;
  readonly address: string;
  readonly length: number;
}

/** `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`; undefined when it is neither. */
export function readPrefix(text: string): Prefix | undefined {
  const [address = '', lengthText, ...rest] = text.split('/');
  const family = isIP(address);
  if (rest.length > 0 || (family !== 4 && family !== 6) || address.includes('%')) return undefined;
  if (lengthText !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(lengthText)) return undefined;
  const bits = family === 4 ? 32 : 128;
  const length = lengthText === undefined ? bits : Number(lengthText);
  return length > bits ? undefined : { family, address, length };
}

/**
 * Refuses what a box would refuse, before it is signed. Error: CTR_POLICY_INVALID.
 * Call it on what came in, before normalising: a port that is closed twice is a mistake, not a repetition.
 */
export function checkPolicy(policy: Policy): Result<void> {
  const parsed = policySchema.safeParse(policy);
  if (!parsed.success) return invalid('The policy does not have the agreed form.');
  const badAddress = policy.ports.flatMap((port) => port.allow).find((text) => readPrefix(text) === undefined);
  if (badAddress !== undefined) return invalid(`${JSON.stringify(badAddress)} is no address and no prefix.`);
  const codes = [...policy.geo.blockInbound, ...policy.geo.blockOutbound];
  const badCountry = codes.find((code) => countryName(code, 'en') === null);
  if (badCountry !== undefined) return invalid(`There is no country with the code ${badCountry}.`);
  return checkPorts(policy);
}

function checkPorts(policy: Policy): Result<void> {
  const seen = new Set<string>();
  for (const { protocol, port } of policy.ports) {
    const key = `${protocol}/${port}`;
    if (seen.has(key)) return invalid(`The port ${key} is closed twice.`);
    if (protocol === 'udp' && ADDRESS_PORTS.includes(port)) {
      return invalid(`Closing ${key} would keep the office from getting addresses.`);
    }
    seen.add(key);
  }
  return ok(undefined);
}

function invalid(message: string): Result<never> {
  return err('CTR_POLICY_INVALID', message);
}

/**
 * The center's own addresses and the updates', which stand before every block. Without them a policy could cut the box
 * off from the center for good. Error: CTR_POLICY_UNPROTECTED.
 */
export function checkProtected(destinations: readonly string[]): Result<void> {
  if (destinations.length === 0) {
    const hint = 'The settings name no protected destination; a policy could cut boxes off from this center.';
    return err('CTR_POLICY_UNPROTECTED', `${hint} Add the center's addresses to protectedDestinations.`);
  }
  for (const text of destinations) {
    const prefix = readPrefix(text);
    if (prefix === undefined) {
      return err('CTR_POLICY_UNPROTECTED', `The protected destination ${JSON.stringify(text)} is no address.`);
    }
    if (prefix.length < SHORTEST_PROTECTED[prefix.family]) {
      return err('CTR_POLICY_UNPROTECTED', `The protected destination ${text} is too wide.`);
    }
  }
  return ok(undefined);
}
