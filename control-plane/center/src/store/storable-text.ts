/**
 * PostgreSQL's text and jsonb take neither U+0000 nor half of a surrogate pair (PostgreSQL manual, 8.14 JSON types).
 * Host names and payload facts come from the network and may hold both: one such string must not make a whole batch
 * fail for ever, so they become U+FFFD. Shape and keys stay.
 */
export function toStorable<T>(value: T): T {
  return clean(value) as T;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\u0000', '\uFFFD');
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [String(clean(key)), clean(inner)]));
}
