/** Entry of the worker thread of a Doorbell: blocks in poll(), rings, and rests until the ring was answered. */
import { parentPort, workerData } from 'node:worker_threads';
import type { DoorbellInput } from './doorbell.ts';
import { createWaiter } from './wait-readable.ts';

const IDLE_POLL_MS = 5000;
const { socketFd, wakeFd, shared } = workerData as DoorbellInput;
const state = new Int32Array(shared);
const wait = createWaiter(socketFd, wakeFd);
for (;;) {
  const woken = wait(IDLE_POLL_MS);
  if (woken === 'wake') break;
  if (woken !== 'data') continue;
  Atomics.store(state, 0, 1);
  parentPort?.postMessage(0);
  Atomics.wait(state, 0, 1);
}
