/**
 * The part of YAML that Suricata's configuration needs: nested maps and lists of quoted strings and numbers. Every
 * string is quoted, so no value can become structure. Booleans are written `yes` and `no`, as Suricata reads them.
 */
export type YamlValue = string | number | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** Suricata refuses a file without these two first lines. */
export function renderYaml(root: { readonly [key: string]: YamlValue }): string {
  return `%YAML 1.1\n---\n${mapLines(root, '').join('\n')}\n`;
}

function mapLines(map: { readonly [key: string]: YamlValue }, indent: string): string[] {
  return Object.entries(map).flatMap(([key, value]) => entryLines(`${indent}${key}:`, value, `${indent}  `));
}

function entryLines(lead: string, value: YamlValue, indent: string): string[] {
  if (typeof value !== 'object') return [`${lead} ${scalar(value)}`];
  const inner = isList(value) ? listLines(value, indent) : mapLines(value, indent);
  return inner.length === 0 ? [`${lead} ${isList(value) ? '[]' : '{}'}`] : [lead, ...inner];
}

function listLines(list: readonly YamlValue[], indent: string): string[] {
  return list.flatMap((item) => {
    if (typeof item !== 'object') return [`${indent}- ${scalar(item)}`];
    const lines = isList(item) ? listLines(item, `${indent}  `) : mapLines(item, `${indent}  `);
    const [first = '', ...rest] = lines;
    return [`${indent}- ${first.trimStart()}`, ...rest];
  });
}

function isList(value: object): value is readonly YamlValue[] {
  return Array.isArray(value);
}

/** JSON strings are double-quoted YAML 1.1 scalars. */
function scalar(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
