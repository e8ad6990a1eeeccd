import { connect, type Socket } from 'node:net';
import { z } from 'zod';
import type { CommandOutcome } from '../lab/run-command.ts';

/**
 * Programs on the box by QEMU's guest agent (qemu-ga-ref, commands guest-exec and guest-exec-status), over a serial
 * port of the machine: works when the box's network does not. One command at a time; output as the agent keeps it.
 */
const startedSchema = z.object({ return: z.object({ pid: z.number() }) });
const statusSchema = z.object({
  return: z.object({
    exited: z.boolean(),
    exitcode: z.number().optional(),
    'out-data': z.string().optional(),
    'err-data': z.string().optional(),
  }),
});
const MOST_BYTES = 8 * 1024 * 1024;
const ASK_MS = 20_000;

export class GuestAgent {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async run(argv: readonly string[], timeoutMs: number): Promise<CommandOutcome> {
    const [path = '', ...arg] = argv;
    const end = performance.now() + timeoutMs;
    try {
      const order = { execute: 'guest-exec', arguments: { path, arg, 'capture-output': true } };
      const { pid } = startedSchema.parse(await this.#ask(order)).return;
      for (;;) {
        const answer = await this.#ask({ execute: 'guest-exec-status', arguments: { pid } });
        const status = statusSchema.parse(answer).return;
        if (status.exited) return outcomeOf(status);
        if (performance.now() > end) throw new Error('the program on the box did not end');
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    } catch (thrown) {
      return { exitCode: 255, stdout: '', stderr: `guest agent: ${String(thrown).slice(0, 300)}` };
    }
  }

  /** One question on a connection of its own: an answer that comes too late belongs to nobody. */
  #ask(question: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const socket: Socket = connect(this.#path);
      let text = '';
      const end = (failure: Error | null, answer?: unknown): void => {
        clearTimeout(timer);
        socket.destroy();
        if (failure === null) resolve(answer);
        else reject(failure);
      };
      const timer = setTimeout(() => end(new Error('no answer')), ASK_MS);
      socket.setEncoding('utf8');
      socket.on('connect', () => socket.write(`${JSON.stringify(question)}\n`));
      socket.on('data', (more: string) => {
        text += more;
        if (text.length > MOST_BYTES) return end(new Error('the answer is too long'));
        const [line, rest] = text.split('\n', 2);
        if (line !== undefined && rest !== undefined) end(null, parse(line));
      });
      socket.on('error', (cause) => end(cause));
      socket.on('close', () => end(new Error('hung up')));
    });
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null; // no answer of the agent's form: the schema refuses it
  }
}

function outcomeOf(status: z.infer<typeof statusSchema>['return']): CommandOutcome {
  const text = (data: string | undefined): string => Buffer.from(data ?? '', 'base64').toString('utf8');
  return { exitCode: status.exitcode ?? 128, stdout: text(status['out-data']), stderr: text(status['err-data']) };
}
