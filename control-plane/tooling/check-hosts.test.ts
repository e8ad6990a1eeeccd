import { expect, it } from 'vitest';
import { findMachineTraces, machineFolders, readMachineHosts } from './check-hosts.ts';

const folders = ['/builder'];
const problems = (text: string) => findMachineTraces([{ path: 'a.md', text }], ['registry.test'], folders).problems;

it('fails on a path or a host of the machine, with its place', () => {
  expect(problems('fine\nsee /builder/main/x')).toEqual(["a.md:2: names '/builder/', which belongs to this machine"]);
  expect(problems('from https://registry.test/a')).toHaveLength(1);
});

it('does not mistake other paths for it', () => {
  expect(problems('control-plane/builder/x and ./builder/ and a.registry-test')).toEqual([]);
});

it('reads the hosts from the environment, without credentials and loopback', () => {
  const hosts = readMachineHosts({ npm_config_registry: 'https://u:p@npm.test/x', HTTP_PROXY: 'http://127.0.0.1:1' });
  expect(hosts).toContain('npm.test');
  expect(hosts.some((host) => host.startsWith('127.'))).toBe(false);
});

it('takes the top folder of an unusual clone as one of the machine', () => {
  expect(machineFolders('/builder/main')).toContain('/builder');
  expect(machineFolders('/home/me/omamori')).not.toContain('/home');
});
