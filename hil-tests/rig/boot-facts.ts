import { waitUntil } from '../lab/wait-until.ts';
import { inspects, passes } from './faults.ts';
import type { HilOutcome, HilScenario } from './hil-scenario.ts';
import type { QemuBox } from './qemu-box.ts';
import { watchBoot } from './watch-boot.ts';

const AGENT = 'omamori-agent.service';
const ENDED = 'Watchdog timeout';
/** Host and guest count time each by themselves. */
const CLOCK_SLACK_MS = 500;
const BUILT_FLOOR = '/usr/lib/omamori/time-floor';

/**
 * Switched on again with a clock that says 1970, while the office and somebody outside try the line: the office gets
 * out early, nobody gets in before the agent's rules stand, the clock is not before what the box has seen, TLS works.
 */
export const clockLost: HilScenario = async (rig): Promise<HilOutcome> => {
  const { lab, box, machine } = rig;
  if (machine === null) throw new Error('only a machine starts');
  const switchedOff = Date.now();
  await machine.cutPower();
  const watch = watchBoot(lab);
  const begun = Date.now();
  try {
    await machine.powerOn({ clock: 'lost' });
    const clock = Number(await ask(machine, 'date', '+%s'));
    const floor = Number(await ask(machine, 'stat', '--format=%Y', BUILT_FLOOR));
    await inspects(rig);
    await waitUntil('the agent is at its center over TLS', 60_000 * box.patience, async () =>
      (await box.readAgentLog()).includes('connected to the center'),
    );
    const seen = await watch.until(120_000);
    await machine.setClock();
    const order = await readOrder(machine);
    const failures: string[] = [];
    if (clock < floor) failures.push(`the clock stands at ${clock}, before its floor ${floor}`);
    if (clock * 1000 < switchedOff - 3_600_000) failures.push(`the clock lost ${switchedOff / 1000 - clock} s`);
    if (order.failsafe >= order.network) failures.push('the network came up before the failsafe ruleset');
    for (const [name, at] of Object.entries(seen)) if (at === null) failures.push(`${name}: never`);
    const letIn = (seen.letsInAt ?? begun) - begun;
    if (letIn + CLOCK_SLACK_MS < order.agent)
      failures.push(`somebody came in ${order.agent - letIn} ms before the rules`);
    const seconds = (at: number | null): number => (at === null ? -1 : Math.round((at - begun) / 100) / 10);
    return {
      failures,
      figures: {
        clockBehindSeconds: Math.round(begun / 1000 - clock),
        failsafeSeconds: order.failsafe / 1000,
        networkSeconds: order.network / 1000,
        agentReadySeconds: order.agent / 1000,
        secondsToForwarding: seconds(seen.forwardsAt),
        secondsToInspecting: seconds(seen.inspectsAt),
        secondsToLettingIn: seconds(seen.letsInAt),
      },
    };
  } finally {
    await watch.stop();
  }
};

/** Milliseconds of the guest's own clock since its kernel began. */
async function readOrder(machine: QemuBox) {
  const at = async (unit: string, property: string): Promise<number> =>
    Math.round(Number(await ask(machine, 'systemctl', 'show', `--property=${property}`, '--value', unit)) / 1000);
  return {
    failsafe: await at('omamori-failsafe.service', 'ActiveEnterTimestampMonotonic'),
    network: await at('systemd-networkd.service', 'ExecMainStartTimestampMonotonic'),
    agent: await at(AGENT, 'ActiveEnterTimestampMonotonic'),
  };
}

/** With the management port dead the box is still reached, by the guest agent; and put right over it. */
export const sshBroken: HilScenario = async ({ machine }): Promise<HilOutcome> => {
  if (machine === null) throw new Error('only a machine has a guest agent');
  const failures: string[] = [];
  // Not by systemctl over ssh: the order would cut the branch it sits on.
  await ask(
    machine,
    'systemd-run',
    '--on-active=1s',
    'sh',
    '-c',
    'systemctl stop rig-ssh; pkill -x sshd; pkill sshd-session',
  );
  await waitUntil('the management port is dead', 120_000, async () => !(await machine.answersBySsh()), 1000);
  const begun = performance.now();
  const kernel = await ask(machine, 'uname', '-r');
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  if (!kernel.includes('arm64')) failures.push(`the guest agent said ${kernel}`);
  await ask(machine, 'systemctl', 'start', 'rig-ssh');
  await waitUntil('the management port answers again', 120_000, () => machine.answersBySsh(), 1000);
  return { failures, figures: { seconds } };
};

/** An agent that stands still is ended and started anew by systemd's watchdog; meanwhile the office works. */
export const agentHung: HilScenario = async ({ lab, box, machine }): Promise<HilOutcome> => {
  if (machine === null) throw new Error('only a machine has systemd');
  const folder = `/run/systemd/system/${AGENT}.d`;
  await ask(machine, 'mkdir', '-p', folder);
  // Three minutes in the product; here less, so that the run does not wait for nothing.
  await ask(machine, 'sh', '-c', `printf '[Service]\\nWatchdogSec=45s\\n' >${folder}/rig.conf`);
  await ask(machine, 'systemctl', 'daemon-reload');
  await ask(machine, 'systemctl', 'restart', AGENT);
  const before = await box.pidOf('agent');
  const begun = performance.now();
  await ask(machine, 'systemctl', 'kill', '--signal=SIGSTOP', AGENT);
  const failures = await passes(lab);
  await waitUntil('the agent was started anew', 60_000 * box.patience, async () => {
    const now = await box.pidOf('agent');
    return now !== null && now !== before;
  });
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  const said = await ask(machine, 'journalctl', '--no-pager', '--output=cat', '--unit', AGENT);
  if (!said.includes(ENDED)) failures.push('it was not the watchdog that ended it');
  await ask(machine, 'rm', '-r', folder);
  await ask(machine, 'systemctl', 'daemon-reload');
  return { failures, figures: { seconds } };
};

async function ask(machine: QemuBox, ...argv: string[]): Promise<string> {
  const outcome = await machine.run(argv, 300_000);
  if (outcome.exitCode !== 0) throw new Error(`${argv.join(' ')}: ${outcome.stderr.slice(-300)}`);
  return outcome.stdout.trim();
}
