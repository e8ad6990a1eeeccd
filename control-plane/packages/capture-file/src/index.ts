export { CaptureDecoder } from './capture-decoder.ts';
export type { CaptureError, CaptureResult } from './capture-error.ts';
export { type CapturePacket, MAX_PACKET_BYTES } from './packet.ts';
export { type OpenCapture, openCapture } from './read-capture.ts';
export { LINK_TYPES, toEthernet } from './to-ethernet.ts';
