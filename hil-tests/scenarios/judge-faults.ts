import type { EngineFaults, FaultResult } from './engine-faults.ts';

/** IP and TCP headers of a message with a data segment and an acknowledgement each way (IPv6: 40 + 32), by its payload. */
const HEADERS = 144;
/** What was sent again, and the other traffic of the office meanwhile: announcements, attacks, the canaries. */
const SENT_AGAIN = 1.25;
const OTHER_TRAFFIC = 400_000;

/** What is not as the fail-mode table says; empty when all is. */
export function judgeFaults(played: EngineFaults): string[] {
  const { connections, results, whole } = played;
  const problems = whole === connections ? [] : [`${connections - whole} connections lost or changed bytes`];
  return [
    ...problems,
    ...results.flatMap((result) => judgeFault(result, played).map((text) => `${result.fault}: ${text}`)),
  ];
}

function judgeFault(result: FaultResult, { connections, messageBytes }: EngineFaults): string[] {
  const { counted, told, oldSession } = result;
  // Every byte that came back crossed the box twice. Inside the window all of it was uninspected but for one message a
  // connection under way at its edge; around it, with headers and what was sent again, no more can have been.
  const least = 2 * (result.payloadInside - connections * messageBytes);
  const perMessage = (messageBytes + HEADERS) / messageBytes;
  const most =
    result.fault === 'rules reloaded' ? 0 : 2 * result.payloadAround * perMessage * SENT_AGAIN + OTHER_TRAFFIC;
  const checks: readonly [boolean, string][] = [
    [result.kept === connections, `${connections - result.kept} connections were cut`],
    [
      told.bytes === counted.bytes && told.packets === counted.packets,
      'the center tells another number than the kernel',
    ],
    [counted.bytes >= least, `${counted.bytes} bytes counted, but ${least} passed for certain`],
    [counted.bytes <= most, `${counted.bytes} bytes counted, but no more than ${Math.round(most)} can have passed`],
    [result.fault === 'rules reloaded' || result.seconds > 0, 'no uninspected seconds were told'],
    [result.attempts > 0 && result.cameThrough === 0, `${result.cameThrough} blocked attempts came through`],
    [oldSession.ordinary, 'an old session was not answered afterwards'],
    [oldSession.dangerousStopped, 'an old session is not inspected any more'],
  ];
  return checks.flatMap(([holds, text]) => (holds ? [] : [text]));
}

/** One line a fault, for people. */
export function tellFaults({ connections, results, whole }: EngineFaults): string {
  const head = 'fault              | kept    | longest stall | uninspected s | packets |     bytes';
  const rows = results.map(({ fault, kept, longestStallMs, seconds, counted }) =>
    [
      fault.padEnd(18),
      `${kept}/${connections}`.padStart(7),
      `${longestStallMs} ms`.padStart(13),
      seconds.toFixed(1).padStart(13),
      String(counted.packets).padStart(7),
      String(counted.bytes).padStart(9),
    ].join(' | '),
  );
  return `${[head, ...rows].join('\n')}\n${whole} of ${connections} connections whole at the end\n`;
}
