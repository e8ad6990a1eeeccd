// Nothing of the machine it was written on may stand in the tree: its paths, and the hosts it installs from.
// Both are read from the machine at run time, so that this file does not name them either.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Check, Findings } from './check.ts';
import type { SourceFile } from './source-tree.ts';

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
const list = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
const hostsIn = (text: string): string[] =>
  [...text.matchAll(/https?:\/\/(?:[^@/\s]*@)?([A-Za-z0-9.-]+\.[A-Za-z0-9-]+)/g)].map((match) => match[1] ?? '');
const isLocal = (host: string): boolean => /^(127\.|localhost$|0\.0\.0\.0$)/.test(host);

/** Hosts of the package registries this machine is set up for. */
export const readMachineHosts = (environment: NodeJS.ProcessEnv): string[] => {
  const settings = [
    'npm_config_registry',
    'NPM_CONFIG_REGISTRY',
    'http_proxy',
    'https_proxy',
    'HTTP_PROXY',
    'HTTPS_PROXY',
  ];
  const files = [
    join(homedir(), '.npmrc'),
    '/etc/npmrc',
    '/usr/etc/npmrc',
    '/etc/apt/sources.list',
    ...list('/etc/apt/sources.list.d'),
  ];
  const texts = [...settings.map((name) => environment[name] ?? ''), ...files.map(read)];
  return [...new Set(texts.flatMap(hostsIn))].filter((host) => !isLocal(host));
};

/** The folder above the clone, when it is one of a build machine and not a person's own kind (/home, /tmp, …). */
export const machineFolders = (root: string): string[] => {
  const top = `/${dirname(root).split('/')[1] ?? ''}`;
  const ordinary = new Set(['/', '/home', '/root', '/tmp', '/var', '/srv', '/opt', '/usr', '/mnt', '/media']);
  return [...new Set([...(ordinary.has(top) ? [] : [top]), ...['work', 'farm'].map((name) => `/${name}`)])];
};

const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

export const findMachineTraces = (
  tree: readonly SourceFile[],
  hosts: readonly string[],
  folders: readonly string[],
): Findings => {
  const parts = [...folders.map((folder) => `(?<![\\w.~-])${quoted(folder)}/`), ...hosts.map(quoted)];
  if (parts.length === 0) return { problems: [] };
  const trace = new RegExp(parts.join('|'));
  const problems = tree.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const found = trace.exec(line);
      return found === null ? [] : [`${path}:${index + 1}: names '${found[0]}', which belongs to this machine`];
    }),
  );
  return { problems };
};

export const checkHosts: Check = {
  name: 'hosts',
  title: 'no traces of a machine',
  run: (tree, root) => findMachineTraces(tree, readMachineHosts(process.env), machineFolders(root)),
};
