import { CHAIN, HOOK } from '../attribute-numbers.ts';
import type { Attributes } from '../attributes.ts';
import { readUserData } from '../element/set-declaration.ts';
import { MESSAGE } from '../message-numbers.ts';
import type { MessageWriter } from '../message-writer.ts';
import type { ObjectCompiler } from './object-compiler.ts';
import { commentEntry, encodeUserData, readComment } from './user-data.ts';

const INET_HOOKS: Readonly<Record<string, number>> = {
  prerouting: 0,
  input: 1,
  forward: 2,
  output: 3,
  postrouting: 4,
  ingress: 5,
};
const NETDEV_HOOKS: Readonly<Record<string, number>> = { ingress: 0, egress: 1 };
const ARP_HOOKS: Readonly<Record<string, number>> = { input: 0, output: 1, forward: 2 };
const POLICIES: Readonly<Record<string, number>> = { drop: 0, accept: 1 };
const DEVICE_NAME = 1;

export function hooksOf(family: string): Readonly<Record<string, number>> {
  if (family === 'netdev') return NETDEV_HOOKS;
  return family === 'arp' ? ARP_HOOKS : INET_HOOKS;
}

export function addChain(compiler: ObjectCompiler, body: Record<string, unknown>, flags: number): void {
  const { hook, prio = 0, type, policy, dev, comment } = body;
  const number = hook === undefined ? undefined : hooksOf(compiler.family)[String(hook)];
  const verdict = policy === undefined ? undefined : POLICIES[String(policy)];
  const isBase = hook !== undefined;
  if (isBase && (number === undefined || typeof prio !== 'number' || typeof type !== 'string')) {
    compiler.refuse('chain: type, hook and prio (a number) belong together');
    return;
  }
  if (policy !== undefined && verdict === undefined) {
    compiler.refuse('chain: policy accept or drop');
    return;
  }
  compiler.message(MESSAGE.newChain, flags, (writer) => {
    writer.text(CHAIN.TABLE, compiler.table);
    writer.text(CHAIN.NAME, compiler.name);
    if (isBase) {
      writer.text(CHAIN.TYPE, String(type));
      if (verdict !== undefined) writer.u32(CHAIN.POLICY, verdict);
      writeHook(writer, number ?? 0, Number(prio), dev);
    }
    const userData = encodeUserData(commentEntry(0, comment));
    if (userData.length > 0) writer.value(CHAIN.USERDATA, userData);
  });
}

function writeHook(writer: MessageWriter, hook: number, priority: number, dev: unknown): void {
  const nest = writer.nest(CHAIN.HOOK);
  writer.u32(HOOK.HOOKNUM, hook);
  writer.u32(HOOK.PRIORITY, priority);
  if (typeof dev === 'string') writer.text(HOOK.DEV, dev);
  else if (Array.isArray(dev)) {
    const devices = writer.nest(HOOK.DEVS);
    for (const device of dev) writer.text(DEVICE_NAME, String(device));
    writer.close(devices);
  }
  writer.close(nest);
}

export function deleteChain(compiler: ObjectCompiler): void {
  compiler.message(MESSAGE.deleteChain, 0, (writer) => {
    writer.text(CHAIN.TABLE, compiler.table);
    writer.text(CHAIN.NAME, compiler.name);
  });
}

export function readChain(family: string, attributes: Attributes): Record<string, unknown> {
  const hook = attributes.nested(CHAIN.HOOK);
  const comment = readComment(readUserData(attributes.bytes(CHAIN.USERDATA) ?? new Uint8Array(0)), 0);
  return {
    family,
    table: attributes.text(CHAIN.TABLE) ?? '',
    name: attributes.text(CHAIN.NAME) ?? '',
    handle: attributes.u64(CHAIN.HANDLE) ?? 0,
    ...(comment === undefined ? {} : { comment }),
    ...(hook === undefined ? {} : readHook(family, attributes, hook)),
  };
}

function readHook(family: string, attributes: Attributes, hook: Attributes): object {
  const number = hook.u32(HOOK.HOOKNUM);
  const single = hook.text(HOOK.DEV);
  const devices = deviceNames(hook);
  const dev = devices.length > 1 ? devices : (single ?? devices[0]);
  return {
    type: attributes.text(CHAIN.TYPE) ?? 'filter',
    hook: Object.entries(hooksOf(family)).find(([, known]) => known === number)?.[0],
    prio: (hook.u32(HOOK.PRIORITY) ?? 0) | 0,
    ...(dev === undefined ? {} : { dev }),
    policy: attributes.u32(CHAIN.POLICY) === 0 ? 'drop' : 'accept',
  };
}

function deviceNames(hook: Attributes): string[] {
  return hook.texts(HOOK.DEVS);
}
