// Lets the first packets of queue 7 through and drops those that say "no", then ends.
//   sudo iptables -A OUTPUT -p udp --dport 9 -j NFQUEUE --queue-num 7; sudo node decide-packets.mjs 10
import { openNfqueue } from 'node-nftables';

const most = Number(process.argv[2] ?? 10);
const seen = { accept: 0, drop: 0 };
const opened = await openNfqueue({
  queue: 7,
  copyRange: 256,
  failOpen: true,
  onPacket: ({ payload }) => {
    const verdict = Buffer.from(payload).includes('no') ? 'drop' : 'accept';
    seen[verdict] += 1;
    if (seen.accept + seen.drop === most) setImmediate(finish);
    return verdict;
  },
});
if (!opened.ok) throw new Error(`${opened.error.code}: ${opened.error.message}`);
process.stdout.write('deciding\n');

async function finish() {
  await opened.value.close();
  process.stdout.write(`${JSON.stringify(seen)}\n`);
}
