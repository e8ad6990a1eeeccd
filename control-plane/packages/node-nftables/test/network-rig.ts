/** Network namespaces for the tests of this package; every name is unique, everything is removed by close(). */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const run = promisify(execFile);

export async function command(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(program, args, { timeout: 20_000, maxBuffer: 8 * 1024 * 1024 });
  return stdout;
}

export interface Namespace {
  readonly name: string;
  exec(...argv: [string, ...string[]]): Promise<string>;
  close(): Promise<void>;
}

export async function createNamespace(role = 'n'): Promise<Namespace> {
  const name = `nft-${role}-${process.pid}-${randomBytes(3).toString('hex')}`;
  await command('ip', 'netns', 'add', name);
  await command('ip', '-n', name, 'link', 'set', 'lo', 'up');
  return {
    name,
    exec: (program, ...args) => command('ip', 'netns', 'exec', name, program, ...args),
    close: async () => {
      await command('ip', 'netns', 'del', name);
    },
  };
}

/** client 10.99.0.10, fd99::10 ── lan [box: br0] wan ── server 10.99.0.20, fd99::20 */
export interface BridgeRig {
  readonly client: Namespace;
  readonly box: Namespace;
  readonly server: Namespace;
  readonly clientMac: string;
  readonly serverMac: string;
  close(): Promise<void>;
}

export async function createBridgeRig(): Promise<BridgeRig> {
  const [client, box, server] = await Promise.all([
    createNamespace('client'),
    createNamespace('box'),
    createNamespace('server'),
  ]);
  const ip = (namespace: Namespace, ...args: string[]) => command('ip', '-n', namespace.name, ...args);
  await ip(box, 'link', 'add', 'lan', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', client.name);
  await ip(box, 'link', 'add', 'wan', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', server.name);
  await ip(box, 'link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0');
  for (const port of ['lan', 'wan']) await ip(box, 'link', 'set', port, 'master', 'br0');
  for (const port of ['lan', 'wan', 'br0']) await ip(box, 'link', 'set', port, 'up');
  for (const [end, host] of [
    [client, '10'],
    [server, '20'],
  ] as const) {
    await ip(end, 'addr', 'add', `10.99.0.${host}/24`, 'dev', 'eth0');
    await ip(end, '-6', 'addr', 'add', `fd99::${host}/64`, 'dev', 'eth0', 'nodad');
    await ip(end, 'link', 'set', 'eth0', 'up');
  }
  const mac = async (end: Namespace) => (await end.exec('cat', '/sys/class/net/eth0/address')).trim();
  const [clientMac, serverMac] = await Promise.all([mac(client), mac(server)]);
  // Neighbours are fixed so that the first packet of a test is the test's own, not ARP or a lost one waiting for it.
  for (const [end, host, address] of [
    [client, '20', serverMac],
    [server, '10', clientMac],
  ] as const) {
    await ip(end, 'neigh', 'replace', `10.99.0.${host}`, 'lladdr', address, 'dev', 'eth0', 'nud', 'permanent');
    await ip(end, 'neigh', 'replace', `fd99::${host}`, 'lladdr', address, 'dev', 'eth0', 'nud', 'permanent');
  }
  return {
    client,
    box,
    server,
    clientMac,
    serverMac,
    close: async () => {
      await Promise.all([client.close(), box.close(), server.close()]);
    },
  };
}

/** Sends datagrams from a fixed port; the receiver's answer does not matter. */
export async function sendUdp(
  from: Namespace,
  to: { address: string; port: number; sourcePort: number; count: number; text?: string },
): Promise<void> {
  const script = new URL('./send-udp.ts', import.meta.url).pathname;
  await from.exec(process.execPath, script, JSON.stringify(to));
}
