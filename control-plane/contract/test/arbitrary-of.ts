import fc, { type Arbitrary } from 'fast-check';
import type { z } from 'zod';

/** Whether keys that may be left out stand in the values: sometimes, or never (a version that does not use them). */
export type OptionalKeys = 'sometimes' | 'never';

type Def = Readonly<Record<string, unknown>> & { readonly type: string };
type Schema = z.core.$ZodType;

/**
 * Values of a schema of this contract, as they stand in JSON. Knows the kinds that the contract uses and throws at any
 * other, so that a new one is added here; what its checks narrow further is filtered by the schema itself.
 */
export function arbitraryOf<T extends z.ZodType>(schema: T, optional: OptionalKeys = 'sometimes'): Arbitrary<unknown> {
  let misses = 0;
  return build(schema, optional).filter((value) => {
    const fits = schema.safeParse(value).success;
    misses = fits ? 0 : misses + 1;
    if (misses > MOST_MISSES) throw new Error('arbitrary-of.ts makes no values that this schema takes');
    return fits;
  });
}

function build(schema: Schema, optional: OptionalKeys): Arbitrary<unknown> {
  const def = schema._zod.def as unknown as Def;
  const inner = (key: string): Arbitrary<unknown> => build(def[key] as Schema, optional);
  switch (def.type) {
    case 'object':
      return objectOf(def['shape'] as Record<string, Schema>, optional);
    case 'record':
      return fc.dictionary(inner('keyType') as Arbitrary<string>, inner('valueType'), { maxKeys: 4 });
    case 'array':
      return fc.array(inner('element'), { ...lengthsOf(def, 4), size: 'small' });
    case 'tuple':
      return fc.tuple(...(def['items'] as Schema[]).map((item) => build(item, optional)));
    case 'union':
      return fc.oneof(...(def['options'] as Schema[]).map((option) => build(option, optional)));
    case 'nullable':
      return fc.option(inner('innerType'), { nil: null });
    case 'optional':
    case 'default':
      return inner('innerType');
    case 'literal':
      return fc.constantFrom(...(def['values'] as unknown[]));
    case 'enum':
      return fc.constantFrom(...Object.values(def['entries'] as Record<string, string>));
    case 'boolean':
      return fc.boolean();
    case 'number':
      return numberOf(def);
    case 'string':
      return stringOf(def);
    case 'unknown':
      return fc.jsonValue();
    default:
      throw new Error(`arbitrary-of.ts knows no values of kind ${def.type}`);
  }
}

function objectOf(shape: Record<string, Schema>, optional: OptionalKeys): Arbitrary<unknown> {
  const isOptional = (schema: Schema): boolean => ['optional', 'default'].includes(schema._zod.def.type);
  const keys = Object.keys(shape).filter((key) => optional === 'sometimes' || !isOptional(shape[key] as Schema));
  const parts = Object.fromEntries(keys.map((key) => [key, build(shape[key] as Schema, optional)]));
  return fc.record(parts, { requiredKeys: keys.filter((key) => !isOptional(shape[key] as Schema)) });
}

const checksOf = (def: Def): Def[] =>
  ((def['checks'] ?? []) as { _zod: { def: Def } }[]).map((check) => check._zod.def);

function lengthsOf(def: Def, most: number): { minLength: number; maxLength: number } {
  const of = (kind: string, key: string, otherwise: number): number =>
    Number(checksOf(def).find((one) => one['check'] === kind)?.[key] ?? otherwise);
  const minLength = of('min_length', 'minimum', 0);
  return { minLength, maxLength: Math.max(minLength, Math.min(of('max_length', 'maximum', most), minLength + most)) };
}

function numberOf(def: Def): Arbitrary<number> {
  const limit = (check: string, otherwise: number): number =>
    Number(checksOf(def).find((one) => one['check'] === check)?.['value'] ?? otherwise);
  const range = { min: limit('greater_than', -(2 ** 40)), max: Math.min(limit('less_than', 2 ** 40), 2 ** 40) };
  const isWhole = checksOf(def).some((one) => one['check'] === 'number_format');
  return isWhole ? fc.integer(range) : fc.double({ ...range, noNaN: true });
}

/** In a row; fast-check would go on for ever. */
const MOST_MISSES = 2000;
const HEX = '0123456789abcdef';

function stringOf(def: Def): Arbitrary<string> {
  const formats = [def, ...checksOf(def)].filter(({ format }) => format !== undefined);
  const format = formats[0]?.['format'];
  const pattern = formats[0]?.['pattern'];
  if (format === 'datetime')
    return fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'date')
    return fc
      .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
  if (format === 'uuid') return fc.uuid({ version: 4 });
  if (format === 'ipv4') return fc.ipV4();
  if (format === 'ipv6') return fc.ipV6();
  if (format === 'base64')
    return fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  if (format === 'regex' && pattern instanceof RegExp) return fc.stringMatching(pattern);
  if (format !== undefined) throw new Error(`arbitrary-of.ts knows no text of format ${String(format)}`);
  const { minLength, maxLength } = lengthsOf(def, 24);
  return fc.oneof(
    fc.string({ minLength, maxLength, unit: 'grapheme' }),
    fc.string({ minLength, maxLength, unit: fc.constantFrom(...HEX) }),
  );
}
