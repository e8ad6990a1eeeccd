// Client of Suricata's unix socket protocol (User Guide 7.0, "Interacting via Unix Socket"): JSON objects, the first
// one names the protocol version. One connection a command: the engine serves them one after another.
import { createConnection, type Socket } from 'node:net';
import { err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';

const PROTOCOL_VERSION = '0.2';
const MAX_ANSWER_BYTES = 1024 * 1024;
const answerSchema = z.object({ return: z.enum(['OK', 'NOK']), message: z.unknown().optional() });
const rulesetStatsSchema = z.array(z.object({ rules_loaded: z.number().int(), rules_failed: z.number().int() })).min(1);

export interface RulesetStats {
  readonly loaded: number;
  readonly failed: number;
}

/** Errors: ENG_SOCKET_AWAY, ENG_SOCKET_TIMEOUT, ENG_ANSWER_BAD, ENG_COMMAND_REFUSED. */
export async function askEngine(
  socketPath: string,
  command: string,
  timeoutMs: number,
  args?: Readonly<Record<string, string>>,
): Promise<Result<unknown>> {
  const asked = args === undefined ? { command } : { command, arguments: args };
  const answers = await converse(socketPath, [{ version: PROTOCOL_VERSION }, asked], timeoutMs);
  if (!answers.ok) return answers;
  const parsed = answerSchema.safeParse(answers.value.at(-1));
  if (!parsed.success) return err('ENG_ANSWER_BAD', `The engine's answer to ${command} has no known form.`);
  if (parsed.data.return === 'OK') return ok(parsed.data.message ?? null);
  return err('ENG_COMMAND_REFUSED', `The engine refused the command ${command}.`, {
    cause: JSON.stringify(parsed.data.message ?? null).slice(0, 300),
  });
}

export async function readRulesetStats(socketPath: string, timeoutMs: number): Promise<Result<RulesetStats>> {
  const answer = await askEngine(socketPath, 'ruleset-stats', timeoutMs);
  if (!answer.ok) return answer;
  const parsed = rulesetStatsSchema.safeParse(answer.value);
  const first = parsed.success ? parsed.data[0] : undefined;
  if (first === undefined) return err('ENG_ANSWER_BAD', 'The engine does not say how many rules it loaded.');
  return ok({ loaded: first.rules_loaded, failed: first.rules_failed });
}

function converse(path: string, requests: readonly object[], timeoutMs: number): Promise<Result<unknown[]>> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    const answers: unknown[] = [];
    let text = '';
    const finish = (result: Result<unknown[]>) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => {
      finish(err('ENG_SOCKET_TIMEOUT', `The engine did not answer within ${timeoutMs} ms.`));
    }, timeoutMs);
    socket.setEncoding('utf8');
    socket.on('error', (cause) => {
      finish(err('ENG_SOCKET_AWAY', 'The engine cannot be reached by its socket.', { cause: cause.message }));
    });
    socket.on('close', () => finish(err('ENG_SOCKET_AWAY', 'The engine closed the connection without an answer.')));
    socket.on('connect', () => send(socket, requests[0]));
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > MAX_ANSWER_BYTES) return finish(err('ENG_ANSWER_BAD', 'The answer of the engine is too long.'));
      const answer = parseWhole(text);
      if (answer === undefined) return undefined;
      text = '';
      answers.push(answer);
      if (answers.length === requests.length) return finish(ok(answers));
      return send(socket, requests[answers.length]);
    });
  });
}

function send(socket: Socket, request: object | undefined): void {
  socket.write(`${JSON.stringify(request)}\n`);
}

/** The engine sends one object at a time; an unfinished one is not JSON yet. */
function parseWhole(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}
