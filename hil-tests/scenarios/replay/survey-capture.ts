import { type CaptureError, openCapture, toEthernet } from 'capture-file';
import { completeChecksums } from './complete-checksums.ts';
import { Pace } from './pace-packets.ts';

/** What is known of a capture before anything is started for it. */
export interface CaptureSurvey {
  readonly path: string;
  readonly packets: number;
  readonly truncated: boolean;
  /** Longest frame after re-framing, bytes: decides the MTU. */
  readonly longestFrame: number;
  /** All pauses together before they are shortened, milliseconds. */
  readonly pausesMs: number;
  /** Most checksums are wrong beyond what network cards explain: the capture was rewritten, all are mended. */
  readonly mendAll: boolean;
}

/** Reads the whole file once. Errors: those of `openCapture`. */
export function surveyCapture(
  path: string,
): { readonly ok: true; readonly value: CaptureSurvey } | { readonly ok: false; readonly error: CaptureError } {
  const opened = openCapture(path);
  if (!opened.ok) return opened;
  const pace = new Pace(0);
  let packets = 0;
  let longestFrame = 0;
  let pausesMs = 0;
  let judged = 0;
  let wrong = 0;
  for (const packet of opened.value.packets()) {
    packets += 1;
    pausesMs += pace.gapMs(packet.timestampNs);
    const frame = toEthernet(packet);
    if (frame === null) continue;
    longestFrame = Math.max(longestFrame, frame.length);
    const found = completeChecksums(frame, false);
    judged += found.judged ? 1 : 0;
    wrong += found.wrong ? 1 : 0;
  }
  opened.value.close();
  const { truncated } = opened.value;
  return { ok: true, value: { path, packets, truncated, longestFrame, pausesMs, mendAll: wrong * 2 > judged } };
}
