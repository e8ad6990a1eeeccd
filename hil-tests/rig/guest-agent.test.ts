import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { GuestAgent } from './guest-agent.ts';

let server: Server | null = null;
let folder = '';
afterEach(async () => {
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Answers as qemu-ga does, the next answer a question. */
async function agentThatSays(...answers: object[]): Promise<{ agent: GuestAgent; asked: string[] }> {
  folder = await mkdtemp(join(tmpdir(), 'omamori-ga-'));
  const path = join(folder, 'ga.sock');
  const asked: string[] = [];
  server = createServer((socket) => {
    socket.on('data', (text) => {
      asked.push(JSON.parse(text.toString('utf8')).execute);
      socket.write(`${JSON.stringify(answers.shift() ?? {})}\n`);
    });
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server?.listen(path, resolve));
  return { agent: new GuestAgent(path), asked };
}

it('runs a program to its end and gives what it said', async () => {
  const said = Buffer.from('up\n').toString('base64');
  const { agent, asked } = await agentThatSays(
    { return: { pid: 7 } },
    { return: { exited: false } },
    { return: { exited: true, exitcode: 3, 'out-data': said } },
  );
  expect(await agent.run(['uptime'], 5000)).toEqual({ exitCode: 3, stdout: 'up\n', stderr: '' });
  expect(asked).toEqual(['guest-exec', 'guest-exec-status', 'guest-exec-status']);
});

it('says that it was not reached when nobody or something else answers', async () => {
  expect(await new GuestAgent('/nowhere/ga.sock').run(['true'], 1000)).toMatchObject({ exitCode: 255 });
  const { agent } = await agentThatSays({ error: { class: 'GenericError' } });
  expect(await agent.run(['true'], 1000)).toMatchObject({ exitCode: 255 });
});
