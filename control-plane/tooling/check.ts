// The shape every check has: a pure function from files to findings.
import type { SourceFile } from './source-tree.ts';

export type Findings = { readonly problems: string[]; readonly warnings?: string[] };

export type Check = {
  readonly name: string;
  readonly title: string;
  readonly run: (tree: readonly SourceFile[], root: string) => Findings | Promise<Findings>;
};
