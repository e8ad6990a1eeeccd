// Sends the packets of a capture one after the other from their side and sees what comes out at the other side.
// Order over both sides is kept: a packet is sent when the one before it arrived, or its time to arrive is over.
import { randomBytes } from 'node:crypto';
import { type OpenCapture, toEthernet } from 'capture-file';
import type { Side, SideChooser } from './choose-side.ts';
import { completeChecksums } from './complete-checksums.ts';
import { DeliveryLedger } from './delivery-ledger.ts';
import type { Pace } from './pace-packets.ts';
import { type PacketSocket, waitForFrames } from './packet-socket.ts';
import { type FrameFacts, readFrame } from './read-frame.ts';

/** How long a packet may take through the box before the next is sent; one that comes later still counts. */
const PATIENCE_MS = 150;
/** Once a conversation lost a packet the rest of it is likely lost too; fragments wait in the kernel for the last. */
const LITTLE_PATIENCE_MS = 3;
/** All waiting for packets that do not come, together; then little patience for all. */
const WAITING_MS = 30_000;
/** After the last packet, for those that are still on their way. */
const LATE_MS = 1000;

type CableAddresses = Readonly<Record<Side, readonly number[]>>;

/**
 * Addresses on the cable that no interface has: the hosts' own stacks do not answer. Others for each capture: the box
 * keeps a device that attacked out for a time (F8), and that of another capture is another device.
 */
function cableAddresses(): CableAddresses {
  const own = [0x02, 0x4f, ...randomBytes(3)];
  return { office: [...own, 0x0a], internet: [...own, 0x0b] };
}

export interface Player {
  readonly sockets: Readonly<Record<Side, PacketSocket>>;
  readonly sides: SideChooser;
  readonly pace: Pace;
  readonly mendAll: boolean;
}

interface Playing extends Player {
  readonly macs: CableAddresses;
}

/** Plays to the end of the file; the ledger then holds every packet once. */
export function playCapture(capture: OpenCapture, given: Player): DeliveryLedger {
  const player: Playing = { ...given, macs: cableAddresses() };
  const ledger = new DeliveryLedger();
  let waited = 0;
  for (const packet of capture.packets()) {
    const captured = toEthernet(packet);
    if (captured === null) {
      ledger.noteUnsendable(null);
      continue;
    }
    const { frame } = completeChecksums(captured, player.mendAll);
    pause(player, ledger, player.pace.gapMs(packet.timestampNs));
    const facts = readFrame(frame);
    if (!sendFrame(player, ledger, frame, facts)) continue;
    const patience = waited > WAITING_MS ? LITTLE_PATIENCE_MS : patienceFor(ledger, facts);
    waited += awaitArrival(player, ledger, patience);
  }
  const end = performance.now() + LATE_MS;
  while (ledger.pending > 0 && performance.now() < end) {
    waitForFrames(Object.values(player.sockets), end - performance.now());
    takeArrivals(player, ledger);
  }
  ledger.settle();
  return ledger;
}

function sendFrame(
  { sockets, sides, macs }: Playing,
  ledger: DeliveryLedger,
  frame: Uint8Array,
  facts: FrameFacts,
): boolean {
  const side = sides.sideOf(facts);
  const readdressed = Uint8Array.from(frame);
  readdressed.set(macs[side === 'office' ? 'internet' : 'office'], 0);
  readdressed.set(macs[side], 6);
  ledger.noteSent(readdressed, facts, side);
  if (sockets[side].send(readdressed) === 0) return true;
  ledger.noteRefused(readdressed, facts);
  return false;
}

function patienceFor(ledger: DeliveryLedger, facts: FrameFacts): number {
  const before = ledger.conversations.get(facts.conversation);
  const lost = before !== undefined && before.packets - before.delivered - before.unsendable > 1;
  return lost || facts.isFragment || facts.refusedByKernel ? LITTLE_PATIENCE_MS : PATIENCE_MS;
}

/** Until the packet just sent is out of the other side; answers the milliseconds when it did not come. */
function awaitArrival(player: Player, ledger: DeliveryLedger, patienceMs: number): number {
  const goal = ledger.totals.delivered + 1;
  const start = performance.now();
  for (;;) {
    takeArrivals(player, ledger);
    if (ledger.totals.delivered >= goal) return 0;
    const left = patienceMs - (performance.now() - start);
    if (left <= 0) return patienceMs;
    waitForFrames(Object.values(player.sockets), left);
  }
}

function pause(player: Player, ledger: DeliveryLedger, ms: number): void {
  if (ms < 1) return;
  const end = performance.now() + ms;
  for (let left = ms; left > 0; left = end - performance.now()) {
    waitForFrames(Object.values(player.sockets), left);
    takeArrivals(player, ledger);
  }
}

function takeArrivals({ sockets }: Player, ledger: DeliveryLedger): void {
  for (const socket of [sockets.office, sockets.internet]) {
    for (let frame = socket.receive(); frame !== null; frame = socket.receive()) {
      if (frame.length >= 14) ledger.noteArrived(frame, readFrame(frame).length);
    }
  }
}
