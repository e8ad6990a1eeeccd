/** For lab-life.test.ts: takes a lab, builds its network, keeps a program running in it until SIGTERM. */
import { readCountryData } from '@omamori/bundle/read-country-csv';
import { planAddresses } from '../lab/address-plan.ts';
import { buildNetwork, namespaceOf } from '../lab/build-network.ts';
import { takeLabFolder } from '../lab/lab-folder.ts';
import { startUnit } from '../lab/supervise.ts';

const folder = await takeLabFolder();
const data = await readCountryData();
if (!folder.ok || !data.ok) process.exit(1);
await buildNetwork(folder.value.name, planAddresses(data.value.table));
startUnit({
  name: 'sleeper',
  namespace: namespaceOf(folder.value.name, 'net'),
  argv: ['sleep', '600'],
  logFile: '/dev/null',
});
process.on('SIGTERM', () => void folder.value.release().then(() => process.exit(0)));
process.stdout.write(`${folder.value.name}\n`);
