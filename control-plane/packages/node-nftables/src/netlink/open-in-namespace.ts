import { closeSync, openSync } from 'node:fs';
import { failed, type NftError, ok, type Result } from '../nft-error.ts';
import { EACCES, EPERM, errnoName } from './errno.ts';
import { InterfaceNames } from './interface-names.ts';
import * as libc from './libc.ts';
import { NetlinkSocket } from './socket.ts';

const CLONE_NEWNET = 0x40000000;

export interface OpenedNamespace {
  readonly socket: NetlinkSocket;
  readonly interfaces: InterfaceNames;
}

/** A socket belongs to the namespace it was made in for its whole life; this thread is back in its own before anything else runs. */
export function openInNamespace(netns: string | undefined): Result<OpenedNamespace> {
  if (!libc.isLibraryLoaded) return failed(wrongSystem());
  if (netns === undefined) return openHere();
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(netns) || netns === '.' || netns === '..') return failed(missing(netns));
  let target: number;
  try {
    target = openSync(`/run/netns/${netns}`, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return failed(missing(netns));
    throw error;
  }
  const own = openSync('/proc/thread-self/ns/net', 'r');
  try {
    if (libc.setns(target, CLONE_NEWNET) < 0) {
      const error = libc.errno();
      return error === EPERM ? failed(notAllowed('enter the network namespace')) : failed(missing(netns));
    }
    const opened = openHere();
    if (libc.setns(own, CLONE_NEWNET) < 0) throw new Error('the thread cannot return to its network namespace');
    return opened;
  } finally {
    closeSync(own);
    closeSync(target);
  }
}

function openHere(): Result<OpenedNamespace> {
  const socket = NetlinkSocket.open();
  if (typeof socket !== 'number') return ok({ socket, interfaces: new InterfaceNames() });
  if (-socket === EPERM || -socket === EACCES) return failed(notAllowed('open a netlink socket'));
  return failed({
    code: 'NFT_UNSUPPORTED',
    message: 'this kernel has no netfilter netlink (CONFIG_NETFILTER_NETLINK)',
    detail: errnoName(-socket),
  });
}

function wrongSystem(): NftError {
  return {
    code: 'NFT_UNSUPPORTED',
    message: `nftables needs Linux with the GNU C library (libc.so.6); this is ${process.platform} ${process.arch}`,
  };
}

function missing(netns: string): NftError {
  return { code: 'NFT_NETNS_MISSING', message: `network namespace ${netns.slice(0, 60)} does not exist` };
}

function notAllowed(what: string): NftError {
  return { code: 'NFT_PERMISSION', message: `the process may not ${what} (CAP_NET_ADMIN, CAP_SYS_ADMIN)` };
}
