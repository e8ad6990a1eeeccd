import type { DesiredState } from '@omamori/contract/desired-state';
import { err, ok, type Result } from '@omamori/contract/result';
import { type AddressPrefix, contains, parseAddressPrefix } from '../../platform/address-prefix.ts';
import type { ValidateContext } from './validate-desired.ts';

type SafetyContext = Pick<ValidateContext, 'centerAddresses' | 'knowsCountry'>;

/** UDP ports by which the office and the box get their addresses (RFC 2131, RFC 8415): closed, the LAN would fall silent. */
const ADDRESS_PORTS = [68, 546];
/** A shorter prefix would protect half the internet from every block. */
const SHORTEST_PROTECTED = { 4: 8, 6: 16 } as const;

/**
 * Addresses really are addresses, and nothing in the document can cut off the center, the LAN or the local admin.
 * Errors: CFG_ADDRESS_INVALID, CFG_PROTECTED_TOO_WIDE, CFG_PROTECTED_MISSING, CFG_PORT_UNSAFE, CFG_PORT_TWICE,
 * CFG_COUNTRY_UNKNOWN, CFG_COUNTRY_TWICE.
 */
export function checkSafety(desired: DesiredState, context: SafetyContext): Result<void> {
  for (const check of [checkAddresses, checkProtected, checkPorts, checkCountries]) {
    const checked = check(desired, context);
    if (!checked.ok) return checked;
  }
  return ok(undefined);
}

function checkAddresses(desired: DesiredState): Result<void> {
  const excepted = desired.exceptions.flatMap(({ target }) => (target.kind === 'address' ? [target.address] : []));
  const texts = [
    ...desired.protectedDestinations,
    ...desired.ports.flatMap((port) => port.allow),
    ...desired.geo.except,
    ...desired.addressLists.flatMap((list) => list.entries),
    ...excepted,
  ];
  const bad = texts.find((text) => parseAddressPrefix(text) === null);
  if (bad === undefined) return ok(undefined);
  return err('CFG_ADDRESS_INVALID', `${JSON.stringify(bad)} is no address and no prefix.`);
}

function checkProtected(desired: DesiredState, context: SafetyContext): Result<void> {
  const prefixes = desired.protectedDestinations.map(parseAddressPrefix).filter((prefix) => prefix !== null);
  const wide = prefixes.find((prefix) => prefix.length < SHORTEST_PROTECTED[prefix.family]);
  if (wide !== undefined) {
    return err('CFG_PROTECTED_TOO_WIDE', `${wide.address}/${wide.length} is too wide to be a protected destination.`);
  }
  const missing = context.centerAddresses.find((address) => !isCovered(parseAddressPrefix(address), prefixes));
  if (missing === undefined) return ok(undefined);
  return err('CFG_PROTECTED_MISSING', `The center's address ${missing} is not among the protected destinations.`);
}

function isCovered(address: AddressPrefix | null, prefixes: readonly AddressPrefix[]): boolean {
  return address !== null && prefixes.some((prefix) => contains(prefix, address));
}

function checkPorts({ ports }: DesiredState): Result<void> {
  const seen = new Set<string>();
  for (const { protocol, port } of ports) {
    const name = `${protocol}/${port}`;
    if (seen.has(name)) return err('CFG_PORT_TWICE', `The port ${name} is closed twice in one document.`);
    seen.add(name);
    if (protocol === 'udp' && ADDRESS_PORTS.includes(port)) {
      return err('CFG_PORT_UNSAFE', `Closing ${name} would keep the office from getting addresses.`);
    }
  }
  return ok(undefined);
}

function checkCountries({ geo, exceptions }: DesiredState, context: SafetyContext): Result<void> {
  const excepted = [
    ...new Set(exceptions.flatMap(({ target }) => (target.kind === 'country' ? [target.country] : []))),
  ];
  for (const countries of [geo.blockInbound, geo.blockOutbound, excepted]) {
    const twice = countries.find((country, index) => countries.indexOf(country) !== index);
    if (twice !== undefined) return err('CFG_COUNTRY_TWICE', `The country ${twice} is listed twice.`);
    const unknown = countries.find((country) => !context.knowsCountry(country));
    if (unknown !== undefined) {
      return err(
        'CFG_COUNTRY_UNKNOWN',
        `The box has no addresses for the country ${unknown}: a rule for it would do nothing.`,
      );
    }
  }
  return ok(undefined);
}
