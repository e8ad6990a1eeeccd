import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Attempt } from './peer-attempt.ts';

/** A host of the test network that lives as long as its namespace. */
export interface PeerHost {
  /** True when the answer came. */
  reach(attempt: Attempt): Promise<boolean>;
}

/** Drives a `peer.ts serve`; settles once it listens. */
export async function drivePeer(child: ChildProcess): Promise<PeerHost> {
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('the peer has no pipes');
  const waiting = new Map<number, PromiseWithResolvers<boolean>>();
  let gone = false;
  child.once('exit', () => {
    gone = true;
    for (const { reject } of waiting.values()) reject(new Error('the peer ended during an attempt'));
  });
  stdin.on('error', () => stdin.destroy()); // its end is told by `exit`
  const lines = createInterface({ input: stdout });
  await new Promise<void>((resolve, reject) => {
    lines.once('line', () => resolve());
    child.once('exit', () => reject(new Error('the peer ended before it listened')));
  });
  lines.on('line', (line) => {
    const { id, answered } = JSON.parse(line) as { id: number; answered: boolean };
    waiting.get(id)?.resolve(answered);
    waiting.delete(id);
  });
  let orders = 0;
  return {
    async reach(attempt) {
      if (gone) throw new Error('the peer has ended');
      orders += 1;
      const answer = Promise.withResolvers<boolean>();
      waiting.set(orders, answer);
      stdin.write(`${JSON.stringify({ id: orders, ...attempt })}\n`);
      return await answer.promise;
    },
  };
}
