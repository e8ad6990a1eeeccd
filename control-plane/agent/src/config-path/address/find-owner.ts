import { ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import { type Enter, readIpJson, runIp } from './observe-network.ts';

const neighboursSchema = z.array(
  z.object({ dst: z.string(), lladdr: z.string().optional(), state: z.array(z.string()).default([]) }),
);
/** The kernel asks three times, a second apart (arp(7), RFC 4861 §10); then the entry has failed. */
const MOST_MS = 4000;
const LOOK_EVERY_MS = 200;

/**
 * Duplicate address detection before an address is taken: the kernel itself asks the line for it (ARP, RFC 5227;
 * neighbour solicitation, RFC 4861), also while the box has no address of its own. MAC of who answered, else null.
 * Error: NET_OBSERVE_FAILED.
 */
export async function findOwner(device: string, address: string, enter: Enter = []): Promise<Result<string | null>> {
  const entry = [address, 'dev', device] as const;
  // An entry of before may be old: the question starts from nothing.
  await runIp(enter, 'neigh', 'del', ...entry);
  await runIp(enter, 'neigh', 'replace', ...entry, 'nud', 'none', 'use');
  const end = performance.now() + MOST_MS;
  for (;;) {
    const read = await readIpJson(enter, neighboursSchema, 'neigh', 'show', 'dev', device, 'to', address);
    if (!read.ok) return read;
    const [found] = read.value;
    if (found?.lladdr !== undefined && !found.state.includes('FAILED')) return ok(found.lladdr);
    if (found?.state.includes('FAILED') === true || performance.now() >= end) return ok(null);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
