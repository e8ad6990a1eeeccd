// Replaces a set of ranges, read line by line from standard input, in one transaction: prefixes, addresses or from-to.
//   printf '10.0.0.0/8\n192.0.2.1-192.0.2.9\n' | sudo node replace-a-country.mjs
import { createInterface } from 'node:readline/promises';
import { Nft, Transaction } from 'node-nftables';

const lines = [];
for await (const line of createInterface({ input: process.stdin })) if (line.trim() !== '') lines.push(line.trim());

const opened = await Nft.open();
if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}`);
const nft = opened.value;
const table = { family: 'inet', table: 'example_country' };
const declared = await nft.run(
  new Transaction(table)
    .addTable()
    .addSet({ name: 'ranges', type: 'ipv4_addr', flags: ['interval'] })
    .document(),
);
if (!declared.ok) throw new Error(declared.error.message);
const replaced = await nft.replaceSet({ ...table, set: 'ranges' }, lines);
// A bad line is named, and nothing was changed.
if (!replaced.ok)
  process.stderr.write(`${replaced.error.code}: ${replaced.error.element ?? ''} ${replaced.error.message}\n`);
const listing = await nft.list(table, { contents: ['ranges'] });
if (listing.ok) process.stdout.write(`${JSON.stringify(listing.value.nftables.find((object) => 'set' in object))}\n`);
await nft.close();
process.exitCode = replaced.ok ? 0 : 1;
