import { describe, expect, it } from 'vitest';
import { findBadImports } from './check-imports.ts';
import { rooms } from './import-arrows.ts';

const agent = 'control-plane/agent/src';
const problems = (path: string, text: string, others: { path: string; text: string }[] = []): string[] =>
  findBadImports([{ path, text }, ...others]).problems;
const manifest = (folder: string, dependencies: Record<string, string>) => ({
  path: `${folder}/package.json`,
  text: JSON.stringify({ dependencies }),
});

describe('import arrows', () => {
  it('fail when a room imports one that it may not', () => {
    expect(problems(`${agent}/status/view.ts`, "import { a } from '../data-plane/rules.ts';\n")).toEqual([
      `${agent}/status/view.ts:1 imports '../data-plane/rules.ts': ${agent}/status may not import ${agent}/data-plane`,
    ]);
    expect(problems('control-plane/contract/src/a.ts', "import '@omamori/agent';")).toHaveLength(1);
    expect(
      problems('control-plane/packages/node-nftables/src/a.ts', "import '@omamori/contract/result';"),
    ).toHaveLength(1);
  });

  it('follow the table where it has an arrow', () => {
    expect(problems(`${agent}/inventory/a.ts`, "import { c } from '../platform/clock.ts';")).toEqual([]);
    expect(problems(`${agent}/local-admin/a.ts`, "import { w } from '../config-path/inbox/write.ts';")).toEqual([]);
    expect(
      problems(`${agent}/local-admin/a.ts`, "import { w } from '../config-path/plan/plan-steps.ts';"),
    ).toHaveLength(1);
    expect(problems(`${agent}/main.ts`, "import { e } from './event-path/event-path.ts';")).toEqual([]);
    expect(problems('control-plane/center/src/fleet/a.ts', "import { s } from '../store/rows.ts';")).toEqual([]);
  });

  it('let a stage know its neighbours by type only', () => {
    const stage = `${agent}/event-path/classify/a.ts`;
    expect(problems(stage, "import type { Line } from '../intake/read-lines.ts';")).toEqual([]);
    expect(problems(stage, "import { type Line, type Mark } from '../intake/read-lines.ts';")).toEqual([]);
    expect(problems(stage, "import { read } from '../intake/read-lines.ts';")[0]).toContain('types only');
    expect(problems(stage, "import type { Link } from '../uplink/send.ts';")).toHaveLength(1);
  });

  it('see re-exports, dynamic imports and import types', () => {
    const file = 'control-plane/contract/src/a.ts';
    for (const text of [
      "export * from '@omamori/agent';",
      "export { a } from '@omamori/agent';",
      "const a = await import('@omamori/agent');",
      "type A = import('@omamori/agent').A;",
    ]) {
      expect(problems(file, text), text).toHaveLength(1);
    }
    expect(problems(file, "// import '@omamori/agent'\nconst a = \"import '@omamori/agent'\";")).toEqual([]);
  });

  it('refuse reaching into another package by path, and undeclared packages', () => {
    expect(problems('control-plane/center/src/a.ts', "import '../../contract/src/result.ts';")[0]).toContain(
      'package name',
    );
    expect(problems('control-plane/center/src/a.ts', "import 'left-pad';")[0]).toContain('not declared');
    expect(
      problems('control-plane/center/src/a.ts', "import { z } from 'zod';", [
        manifest('control-plane/center', { zod: '4' }),
      ]),
    ).toEqual([]);
    expect(problems('control-plane/center/src/a.ts', "import fs from 'fs';")[0]).toContain('node:fs');
  });

  it('keep the testkit to tests', () => {
    const text = "import { broker } from '@omamori/testkit/broker';";
    expect(problems('control-plane/center/src/a.ts', text)).toHaveLength(1);
    expect(problems('control-plane/center/src/a.test.ts', text)).toEqual([]);
    expect(problems('control-plane/center/test/a.test.ts', text)).toEqual([]);
  });

  it('judge a file that cannot be read as broken', () => {
    expect(problems('control-plane/center/src/a.ts', 'import {')).not.toEqual([]);
  });

  it('name only rooms that stand in the table', () => {
    const paths = new Set(rooms.map(({ path }) => path));
    const named = rooms.flatMap(({ may, types = [] }) => [...may, ...types]);
    expect(named.filter((path) => !paths.has(path) && path !== 'control-plane/packages')).toEqual([]);
  });
});
