import { FLOWTABLE, FLOWTABLE_HOOK } from '../attribute-numbers.ts';
import type { Attributes } from '../attributes.ts';
import { MESSAGE } from '../message-numbers.ts';
import type { ObjectCompiler } from './object-compiler.ts';

const HOOK_INGRESS = 0;
const DEVICE_NAME = 1;

/** Connections that skip the rules once they are known; devices by name. */
export function addFlowtable(compiler: ObjectCompiler, body: Record<string, unknown>, flags: number): void {
  const { prio = 0, dev } = body;
  const devices = dev === undefined ? [] : [dev].flat();
  if (typeof prio !== 'number') {
    compiler.refuse('flowtable: prio is a number');
    return;
  }
  compiler.message(MESSAGE.newFlowtable, flags, (writer) => {
    writer.text(FLOWTABLE.TABLE, compiler.table);
    writer.text(FLOWTABLE.NAME, compiler.name);
    const hook = writer.nest(FLOWTABLE.HOOK);
    writer.u32(FLOWTABLE_HOOK.NUM, HOOK_INGRESS);
    writer.u32(FLOWTABLE_HOOK.PRIORITY, prio);
    if (devices.length > 0) {
      const nest = writer.nest(FLOWTABLE_HOOK.DEVS);
      for (const device of devices.map(String).sort()) writer.text(DEVICE_NAME, device);
      writer.close(nest);
    }
    writer.close(hook);
    writer.u32(FLOWTABLE.FLAGS, 0);
  });
}

export function deleteFlowtable(compiler: ObjectCompiler): void {
  compiler.message(MESSAGE.deleteFlowtable, 0, (writer) => {
    writer.text(FLOWTABLE.TABLE, compiler.table);
    writer.text(FLOWTABLE.NAME, compiler.name);
  });
}

export function readFlowtable(family: string, attributes: Attributes): Record<string, unknown> {
  const hook = attributes.nested(FLOWTABLE.HOOK);
  const devices = hook?.texts(FLOWTABLE_HOOK.DEVS) ?? [];
  return {
    family,
    name: attributes.text(FLOWTABLE.NAME) ?? '',
    table: attributes.text(FLOWTABLE.TABLE) ?? '',
    handle: attributes.u64(FLOWTABLE.HANDLE) ?? 0,
    hook: 'ingress',
    prio: (hook?.u32(FLOWTABLE_HOOK.PRIORITY) ?? 0) | 0,
    ...(devices.length === 0 ? {} : { dev: devices.length === 1 ? devices[0] : devices }),
  };
}
