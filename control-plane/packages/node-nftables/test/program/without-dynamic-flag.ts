import type { Command, NftDocument, NftObject } from '../../src/document.ts';

/**
 * For a program whose JSON has no `dynamic`: sets go without the flag. The kernel behaves the same as long as the set
 * has `timeout` or a per-element counter, or a rule of the same document writes it (nft then sets the flag itself).
 */
export function withoutDynamicFlag(document: NftDocument): NftDocument {
  return { nftables: document.nftables.map(stripCommand) };
}

function stripCommand(command: Command): Command {
  if ('add' in command) return { add: stripObject(command.add) };
  if ('create' in command) return { create: stripObject(command.create) };
  return command;
}

function stripObject(object: NftObject): NftObject {
  if (!('set' in object) || object.set.flags === undefined) return object;
  return { set: { ...object.set, flags: object.set.flags.filter((flag) => flag !== 'dynamic') } };
}
