import type { Floods } from '@omamori/contract/desired-state';

/** Tokens of a bucket: `rate` are added in each `per`, `burst` is what it holds. */
export interface FloodLimit {
  readonly rate: number;
  readonly per: 'second' | 'minute';
  readonly burst: number;
}

/** Of one source outside: connections, tries at one service, different targets. Of one device: what may come at it, what it may begin. */
export interface FloodLimits {
  readonly connections: FloodLimit;
  readonly brute: FloodLimit;
  readonly scan: FloodLimit;
  readonly syn: FloodLimit;
  readonly udp: FloodLimit;
  readonly icmp: FloodLimit;
  readonly reflection: FloodLimit;
  readonly spam: FloodLimit;
  readonly sweep: FloodLimit;
  readonly burstTcp: FloodLimit;
  readonly burstUdp: FloodLimit;
}

const second = (rate: number, burst: number): FloodLimit => ({ rate, per: 'second', burst });
const minute = (rate: number, burst: number): FloodLimit => ({ rate, per: 'minute', burst });

/**
 * An office of up to fifty people stays far below `normal`; `strict` is for one that offers nothing to the outside,
 * `relaxed` for one with busy servers. Answers of conversations are never counted. `syn` holds for strangers at one device:
 * above it a caller's first request waits for its repetition (a second), who has held a connection does not.
 */
export const FLOOD_LIMITS: Readonly<Record<Floods['profile'], FloodLimits>> = {
  relaxed: {
    connections: second(200, 1000),
    brute: minute(120, 120),
    scan: minute(240, 240),
    syn: second(1000, 2000),
    udp: second(2000, 8000),
    icmp: second(300, 600),
    reflection: second(200, 400),
    spam: minute(120, 240),
    sweep: minute(120, 120),
    burstTcp: second(500, 4000),
    burstUdp: second(3000, 12_000),
  },
  normal: {
    connections: second(50, 200),
    brute: minute(30, 30),
    scan: minute(60, 60),
    syn: second(40, 100),
    udp: second(500, 2000),
    icmp: second(100, 200),
    reflection: second(10, 50),
    spam: minute(30, 60),
    sweep: minute(30, 30),
    burstTcp: second(200, 1000),
    burstUdp: second(1000, 4000),
  },
  strict: {
    connections: second(20, 60),
    brute: minute(10, 10),
    scan: minute(20, 20),
    syn: second(20, 50),
    udp: second(200, 600),
    icmp: second(30, 60),
    reflection: second(5, 20),
    spam: minute(10, 20),
    sweep: minute(10, 10),
    burstTcp: second(100, 400),
    burstUdp: second(500, 2000),
  },
};

/** Services of which a small question draws a large answer (US-CERT TA14-017A): quote, chargen, DNS, TFTP, NTP, portmap, SNMP, CLDAP, SSDP, CoAP, memcached … */
export const REFLECTORS = [
  17, 19, 53, 69, 111, 123, 137, 161, 389, 520, 1900, 3283, 3702, 5353, 5683, 10_001, 11_211,
] as const;
/** Services with a password that is tried out. */
export const GUESSED = [21, 22, 23, 25, 110, 143, 445, 465, 587, 993, 995, 1433, 3306, 3389, 5432, 5900, 5985] as const;
export const MAIL_OUT = [25, 465, 587] as const;
/** What worms and their descendants (Mirai and others) look for in the whole internet. */
export const SWEPT = [
  22, 23, 81, 135, 139, 445, 2222, 2323, 3389, 5555, 5900, 7547, 8291, 37_215, 52_869, 60_023,
] as const;
