import { mkdir, readlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activateVersion } from '../src/data-plane/suricata/activate-version.ts';
import { askEngine } from '../src/data-plane/suricata/command-socket.ts';
import { enginePaths } from '../src/data-plane/suricata/render-config.ts';
import { activeVersion, swapVersion } from '../src/data-plane/suricata/stage-version.ts';
import { makeBoxDirs } from './box-driver.ts';

const OLD = `v-${'0'.repeat(20)}`;
const NEW = `v-${'1'.repeat(20)}`;
const options = { waitForSocketMs: 0, reloadTimeoutMs: 1000 };
let dirs: Awaited<ReturnType<typeof makeBoxDirs>>;
let paths: ReturnType<typeof enginePaths>;
let server: Server | undefined;
let commands: string[];

/** Speaks the engine's protocol; `answer` decides what each command gets. */
async function startEngine(answer: (command: string) => object | 'hang up' | 'silence' | 'garbage'): Promise<void> {
  server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
      const message = JSON.parse(data.toString()) as { version?: string; command?: string };
      if (message.command !== undefined) commands.push(message.command);
      const said = message.command === undefined ? { return: 'OK' } : answer(message.command);
      if (said === 'silence') return;
      if (said === 'hang up') socket.destroy();
      else if (said === 'garbage') socket.write('"yes"\n');
      else socket.write(`${JSON.stringify(said)}\n`);
    });
  });
  await new Promise<void>((resolve) => server?.listen(paths.commandSocket, resolve));
}
const stats = (loaded: number, failed = 0) => ({
  return: 'OK',
  message: [{ id: 0, rules_loaded: loaded, rules_failed: failed }],
});

beforeEach(async () => {
  dirs = await makeBoxDirs();
  paths = enginePaths(dirs);
  commands = [];
  for (const name of [OLD, NEW]) {
    await mkdir(join(paths.versions, name), { recursive: true });
    await writeFile(join(paths.versions, name, 'suricata.yaml'), name);
  }
  await swapVersion(paths, OLD);
});
afterEach(async () => {
  await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  server = undefined;
  await dirs.remove();
});

describe('activateVersion', () => {
  it('swaps, reloads and believes the engine only by its own count', async () => {
    await startEngine((command) => (command === 'ruleset-stats' ? stats(10) : { return: 'OK', message: 1 }));
    const activated = await activateVersion(paths, { name: NEW, expectedRules: 10 }, options);
    expect(activated).toEqual({ ok: true, value: { loaded: 10 } });
    expect(commands).toEqual(['uptime', 'ruleset-reload-rules', 'ruleset-stats']);
    expect([await readlink(paths.current), await activeVersion(paths)]).toEqual([NEW, NEW]);
  });

  it.each([
    ['loaded fewer rules', () => stats(9)],
    ['loaded all but says that one failed', () => stats(10, 1)],
    ['does not say how many', () => ({ return: 'OK', message: 'none' })],
  ])('brings the version before back when the engine %s', async (_, answer) => {
    await startEngine((command) => (command === 'ruleset-stats' ? answer() : { return: 'OK', message: 1 }));
    const activated = await activateVersion(paths, { name: NEW, expectedRules: 10 }, options);
    expect(activated).toMatchObject({ ok: false, error: { code: 'ENG_RELOAD_FAILED' } });
    expect(commands.filter((command) => command === 'ruleset-reload-rules')).toHaveLength(2);
    expect([await readlink(paths.current), await activeVersion(paths)]).toEqual([OLD, OLD]);
  });

  it.each(['hang up', 'silence'] as const)(
    'asks again when the busy engine answers the proof with %s',
    async (first) => {
      await writeFile(paths.pidFile, `${process.pid}\n`); // an engine that lives, only busy
      let asked = 0;
      await startEngine((command) => {
        if (command !== 'ruleset-stats') return { return: 'OK', message: 1 };
        asked += 1;
        return asked === 1 ? first : stats(10);
      });
      const activated = await activateVersion(paths, { name: NEW, expectedRules: 10 }, options);
      expect(activated).toEqual({ ok: true, value: { loaded: 10 } });
      expect([await activeVersion(paths), asked]).toEqual([NEW, 2]);
      expect(commands.filter((command) => command === 'ruleset-reload-rules')).toHaveLength(1);
    },
  );

  it('says that the engine must be started anew when it takes neither, with the version before in place', async () => {
    await startEngine((command) =>
      command === 'ruleset-reload-rules' ? { return: 'NOK' } : { return: 'OK', message: 1 },
    );
    const activated = await activateVersion(paths, { name: NEW, expectedRules: 10 }, options);
    expect(activated).toMatchObject({ ok: false, error: { code: 'ENG_ROLLBACK_FAILED' } });
    expect(await readlink(paths.current)).toBe(OLD);
  });

  it('only puts the version in place when no engine runs', async () => {
    const activated = await activateVersion(paths, { name: NEW, expectedRules: 10 }, options);
    expect(activated).toEqual({ ok: true, value: { loaded: null } });
    expect(await activeVersion(paths)).toBe(NEW);
  });
});

describe('askEngine', () => {
  it('gives each failure its code', async () => {
    const ask = async () => {
      const answer = await askEngine(paths.commandSocket, 'uptime', 300);
      return answer.ok ? 'ok' : answer.error.code;
    };
    expect(await ask()).toBe('ENG_SOCKET_AWAY');
    let said: object | 'hang up' | 'garbage' = 'hang up';
    await startEngine(() => said);
    expect(await ask()).toBe('ENG_SOCKET_AWAY');
    said = 'garbage';
    expect(await ask()).toBe('ENG_ANSWER_BAD');
    said = { return: 'NOK', message: 'no' };
    expect(await ask()).toBe('ENG_COMMAND_REFUSED');
    said = { return: 'OK', message: 5 };
    expect(await ask()).toBe('ok');
  });
});
