import type { TableRef } from 'node-nftables';
import type { IpFamily } from '../../platform/address-prefix.ts';

/** Chooses what the antivirus reads, and counts what went by it. */
export const FILES_TABLE: TableRef = { family: 'inet', table: 'omamori_files' };
/** Its queue; Suricata's are 0 and up. */
export const FILES_QUEUE = 16;

/** Carries files: to be read. Read: the antivirus let it on. Cut: a file in this connection was stopped. */
export const MARK_FILE_WANTED = 0x1000000;
export const MARK_FILE_READ = 0x2000000;
export const MARK_FILE_CUT = 0x4000000;

/** Packets and bytes of connections that carry files, read and unread: the kernel counts, whether anybody reads or not. */
export const FILES_READ_COUNTER = 'files_read';
export const FILES_UNREAD_COUNTER = 'files_unread';

/** Ends where a data connection of FTP is expected: address and port. */
export function expectedSet(family: IpFamily): string {
  return `expected${family}`;
}
