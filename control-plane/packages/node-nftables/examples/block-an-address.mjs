// Blocks an address in the namespace it runs in, shows the table in words, and takes everything back.
//   sudo ip netns add demo; sudo ip netns exec demo node block-an-address.mjs 192.0.2.1
import { drop, explainRuleset, match, Nft, payload, Transaction } from 'node-nftables';

const address = process.argv[2] ?? '192.0.2.1';
const opened = await Nft.open();
if (!opened.ok) {
  process.stderr.write(`${opened.error.code}: ${opened.error.message}\n`);
  process.exit(2);
}
const nft = opened.value;
const table = { family: 'inet', table: 'example' };
const built = await nft.run(
  new Transaction(table)
    .replaceTable()
    .addSet({ name: 'blocked', type: 'ipv4_addr' })
    .addChain({ name: 'in', type: 'filter', hook: 'input', prio: 0, policy: 'accept' })
    .addRule('in', [match(payload('ip', 'saddr'), '@blocked'), drop()])
    .document(),
);
const blocked = built.ok ? await nft.addElements({ ...table, set: 'blocked' }, [address]) : built;
if (blocked.ok) {
  const listing = await nft.list(table, { contents: 'all' });
  if (listing.ok) for (const line of explainRuleset(listing.value)) process.stdout.write(`${line}\n`);
  await nft.run(new Transaction(table).deleteTable().document());
} else process.stderr.write(`${blocked.error.code}: ${blocked.error.message}\n`);
await nft.close();
process.exitCode = blocked.ok ? 0 : 1;
