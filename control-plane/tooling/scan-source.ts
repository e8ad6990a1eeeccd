// What a TypeScript file imports and which strings it has, from Vite's parser (TypeScript 7 has no stable API).
import { parseSync, Visitor } from 'vite';
import type { SourceFile } from './source-tree.ts';

export type ImportEdge = { readonly specifier: string; readonly typeOnly: boolean; readonly line: number };
export type Scan = {
  readonly imports: ImportEdge[];
  readonly strings: { readonly text: string; readonly line: number }[];
  readonly broken: string | undefined;
};

type Named = { type: string; value?: unknown; start: number };
type Specified = { importKind?: string; exportKind?: string };

const lineCounter = (text: string) => {
  const starts = [...text.matchAll(/\n/g)].map((match) => match.index);
  return (offset: number): number => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
};

/** `import { type A } from 'x'` with only type specifiers loads nothing either: verbatimModuleSyntax keeps `import {}`. */
const isTypeOnly = (kind: string | undefined, specifiers: readonly Specified[]): boolean =>
  kind === 'type' || (specifiers.length > 0 && specifiers.every((s) => (s.importKind ?? s.exportKind) === 'type'));

export const scanSource = ({ path, text }: SourceFile): Scan => {
  const parsed = parseSync(path, text);
  const lineOf = lineCounter(text);
  const imports: ImportEdge[] = [];
  const strings: { text: string; line: number }[] = [];
  const note = (source: Named | null | undefined, typeOnly: boolean): void => {
    if (typeof source?.value !== 'string') return;
    imports.push({ specifier: source.value, typeOnly, line: lineOf(source.start) });
  };
  const keep = (value: unknown, start: number): void => {
    if (typeof value === 'string') strings.push({ text: value, line: lineOf(start) });
  };
  new Visitor({
    ImportDeclaration: (node) => note(node.source, isTypeOnly(node.importKind, node.specifiers as Specified[])),
    ExportNamedDeclaration: (node) => note(node.source, isTypeOnly(node.exportKind, node.specifiers as Specified[])),
    ExportAllDeclaration: (node) => note(node.source, node.exportKind === 'type'),
    ImportExpression: (node) => note(node.source as Named, false),
    TSImportType: (node) => note(node.source as Named, true),
    Literal: (node) => keep(node.value, node.start),
    TemplateElement: (node) => keep(node.value.cooked, node.start),
    JSXText: (node) => keep(node.value, node.start),
  }).visit(parsed.program);
  return { imports, strings, broken: parsed.errors[0]?.message };
};
