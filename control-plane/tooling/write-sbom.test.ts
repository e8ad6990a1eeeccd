import { expect, it } from 'vitest';
import { debianComponents, npmComponents, writeSbom } from './write-sbom.ts';

it('names every package that dpkg lists', () => {
  expect(debianComponents('nftables 1.1.3-1 arm64\nlibc6 2.41-12+deb13u1 arm64\n\n')).toEqual([
    { type: 'library', name: 'nftables', version: '1.1.3-1', purl: 'pkg:deb/debian/nftables@1.1.3-1?arch=arm64' },
    {
      type: 'library',
      name: 'libc6',
      version: '2.41-12+deb13u1',
      purl: 'pkg:deb/debian/libc6@2.41-12%2Bdeb13u1?arch=arm64',
    },
  ]);
});

it('follows run-time dependencies through workspaces and prefers the nearer version', () => {
  const packages = {
    'control-plane/agent': { dependencies: { ours: '1', mqtt: '5' } },
    'node_modules/ours': { link: true, resolved: 'packages/ours' },
    'packages/ours': { dependencies: { koffi: '3' } },
    'node_modules/koffi': { version: '3.3.4', license: 'MIT' },
    'node_modules/mqtt': { version: '5.0.0', dependencies: { ws: '8' } },
    'node_modules/mqtt/node_modules/ws': { version: '8.0.0' },
    'node_modules/ws': { version: '7.0.0' },
    'node_modules/vitest': { version: '5.0.0' },
  };
  const found = npmComponents(packages, 'control-plane/agent');
  expect(found.map(({ purl }) => purl)).toEqual(['pkg:npm/koffi@3.3.4', 'pkg:npm/mqtt@5.0.0', 'pkg:npm/ws@8.0.0']);
  expect(JSON.parse(writeSbom('image', found))).toMatchObject({ bomFormat: 'CycloneDX', components: { length: 3 } });
});
