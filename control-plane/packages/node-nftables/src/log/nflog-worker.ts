/**
 * Entry of the worker thread: opens the socket, binds the groups, then reads until the wake-up descriptor is written.
 * It never returns to its event loop while it runs; what it has to say it posts.
 */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { EACCES, EBUSY, EPERM } from '../netlink/errno.ts';
import { NetlinkSocket } from '../netlink/socket.ts';
import { createWaiter } from '../netlink/wait-readable.ts';
import { bindMessage } from './bind-message.ts';
import type { NflogError } from './nflog-error.ts';
import { NflogReader, type Post } from './nflog-reader.ts';
import { MOST_BATCHES, SHARED, type WorkerInput } from './worker-message.ts';

const ACK_TIMEOUT_MS = 2000;
const IDLE_POLL_MS = 5000;
const CREDIT_POLL_MS = 20;

const post: Post = (message, transfer = []) => parentPort?.postMessage(message, transfer);

function start(input: WorkerInput): void {
  const socket = NetlinkSocket.open();
  if (typeof socket === 'number') {
    const message = `no netlink socket: errno ${-socket}`;
    post({ kind: 'failed', error: { code: 'NFT_LOG_SOCKET', message } });
    return;
  }
  try {
    serve(input, socket);
  } finally {
    // A descriptor outlives its thread; closing it is also what unbinds the groups in the kernel.
    socket.close();
  }
}

function serve(input: WorkerInput, socket: NetlinkSocket): void {
  const bufferBytes = socket.setReceiveBuffer(input.bufferBytes);
  const shared = new Int32Array(input.shared);
  const reader = new NflogReader(socket, shared, post);
  const wait = createWaiter(socket.fd, input.wakeFd);
  const error = bindGroups(input, socket, reader, wait);
  if (error === undefined) {
    post({ kind: 'ready', bufferBytes });
    readUntilWoken(shared, reader, wait, createWaiter(input.wakeFd, input.wakeFd));
  } else post({ kind: 'failed', error });
}

type Wait = ReturnType<typeof createWaiter>;

function bindGroups(
  input: WorkerInput,
  socket: NetlinkSocket,
  reader: NflogReader,
  wait: Wait,
): NflogError | undefined {
  for (const [sequence, group] of input.groups.entries()) {
    const sent = socket.send(bindMessage(group, sequence, input));
    if (sent < 0) return bindError(group, -sent);
    let answer: number | undefined;
    while (answer === undefined) {
      const woken = wait(ACK_TIMEOUT_MS);
      if (woken !== 'data') return { code: 'NFT_LOG_SOCKET', message: `no answer to binding group ${group}: ${woken}` };
      reader.drain((acknowledged, errno) => {
        if (acknowledged === sequence) answer = errno;
      });
    }
    if (answer !== 0) return bindError(group, answer);
  }
  return undefined;
}

function readUntilWoken(shared: Int32Array, reader: NflogReader, wait: Wait, waitForWake: Wait): void {
  for (;;) {
    if (Atomics.load(shared, SHARED.inFlight) >= MOST_BATCHES) {
      if (waitForWake(CREDIT_POLL_MS) === 'wake') return;
      continue;
    }
    const woken = wait(IDLE_POLL_MS);
    if (woken === 'wake') return;
    if (woken === 'data') reader.drain(() => undefined);
  }
}

/** The kernel says EPERM both for a missing capability and for a group that belongs to another socket. */
function bindError(group: number, errno: number): NflogError {
  if (errno === EBUSY || ((errno === EPERM || errno === EACCES) && isBound(group))) {
    return { code: 'NFT_LOG_GROUP_TAKEN', message: `log group ${group} is read by another socket` };
  }
  if (errno === EPERM || errno === EACCES) {
    return { code: 'NFT_PERMISSION', message: 'reading NFLOG needs CAP_NET_ADMIN' };
  }
  return { code: 'NFT_LOG_UNSUPPORTED', message: `the kernel refused log group ${group}: errno ${errno}` };
}

/** /proc/net/netfilter/nfnetlink_log: one line a bound group, the number first. */
function isBound(group: number): boolean {
  try {
    const lines = readFileSync('/proc/self/net/netfilter/nfnetlink_log', 'utf8').split('\n');
    return lines.some((line) => Number.parseInt(line, 10) === group);
  } catch {
    // The file is missing or not ours to read: then it is a matter of permission, not of a taken group.
    return false;
  }
}

start(workerData as WorkerInput);
