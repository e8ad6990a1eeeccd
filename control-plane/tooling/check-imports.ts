// Judges every import against the arrows: relative ones that leave their room, and our own packages by name.
// Other packages must be declared where they are used.
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path/posix';
import type { Check, Findings } from './check.ts';
import { packageRooms, type Room, rooms, testsMay } from './import-arrows.ts';
import { type ImportEdge, scanSource } from './scan-source.ts';
import { isTest, isTypeScript, type SourceFile } from './source-tree.ts';

const builtins = new Set(builtinModules);
const holds = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`);
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

export const roomOf = (path: string): Room | undefined =>
  rooms.filter((room) => holds(room.path, path)).sort((a, b) => b.path.length - a.path.length)[0];

/** The workspace package a path belongs to: its files reach each other by relative path, others by name. */
const workspaceOf = (path: string): string =>
  /^(control-plane\/(?:packages|web)\/[^/]+|control-plane\/[^/]+|hil-tests)\//.exec(path)?.[1] ?? '';

const inTestFolder = (path: string): boolean => path.includes('/test/');

/** Why this edge is not allowed, or undefined. `target` is a path in the tree. */
const judgeTarget = (file: SourceFile, target: string, edge: ImportEdge): string | undefined => {
  const from = roomOf(file.path);
  const to = roomOf(target);
  if (from === undefined) return `${file.path} is in no room of import-arrows.ts`;
  if (to === undefined) return `${target} is in no room of import-arrows.ts`;
  if (from.path === to.path) return undefined;
  const sameWorkspace = workspaceOf(file.path) === workspaceOf(target);
  if (isTest(file) && testsMay.some((room) => holds(room, target))) return undefined;
  if (isTest(file) && sameWorkspace && (inTestFolder(file.path) || inTestFolder(target))) return undefined;
  // A listed room opens itself and what is no room of its own inside it, except for a composition root.
  const opens = (room: string): boolean => holds(room, target) && (holds(room, to.path) || room === to.path);
  if (from.may.some(opens)) return undefined;
  if (edge.typeOnly && from.types?.some(opens)) return undefined;
  const hint = from.types?.some(opens) ? ' (types only)' : '';
  return `${from.path} may not import ${to.path}${hint}`;
};

const judgeEdge = (file: SourceFile, edge: ImportEdge, declared: ReadonlySet<string>): string | undefined => {
  const { specifier } = edge;
  if (specifier.startsWith('.')) {
    const target = normalize(join(dirname(file.path), specifier));
    if (workspaceOf(target) !== workspaceOf(file.path)) return `reach ${target} by its package name`;
    return judgeTarget(file, target, edge);
  }
  if (specifier.startsWith('node:')) return undefined;
  if (builtins.has(specifier)) return `write node:${specifier}`;
  const name = packageOf(specifier);
  const room = packageRooms[name];
  if (room !== undefined) return judgeTarget(file, `${room}/${specifier.slice(name.length + 1) || 'index'}`, edge);
  return declared.has(name) ? undefined : `${name} is not declared in the package.json beside it`;
};

type Manifest = Partial<
  Record<'dependencies' | 'devDependencies' | 'optionalDependencies' | 'peerDependencies', object>
>;

const namesIn = (file: SourceFile | undefined): string[] => {
  if (file === undefined) return [];
  const manifest = JSON.parse(file.text) as Manifest;
  return [
    manifest.dependencies,
    manifest.devDependencies,
    manifest.optionalDependencies,
    manifest.peerDependencies,
  ].flatMap((group) => Object.keys(group ?? {}));
};

export const findBadImports = (tree: readonly SourceFile[]): Findings => {
  const byPath = new Map(tree.map((file) => [file.path, file]));
  const shared = namesIn(byPath.get('package.json')); // tools such as vitest are declared once, at the root
  const declaredOf = new Map<string, Set<string>>();
  const problems: string[] = [];
  for (const file of tree.filter(isTypeScript)) {
    const workspace = workspaceOf(file.path);
    let declared = declaredOf.get(workspace);
    if (declared === undefined) {
      declared = new Set([...shared, ...namesIn(byPath.get(`${workspace}/package.json`))]);
      declaredOf.set(workspace, declared);
    }
    const scan = scanSource(file);
    if (scan.broken !== undefined) problems.push(`${file.path}: ${scan.broken}`);
    for (const edge of scan.imports) {
      const reason = judgeEdge(file, edge, declared);
      if (reason !== undefined) problems.push(`${file.path}:${edge.line} imports '${edge.specifier}': ${reason}`);
    }
  }
  return { problems };
};

export const checkImports: Check = { name: 'imports', title: 'import arrows', run: findBadImports };
