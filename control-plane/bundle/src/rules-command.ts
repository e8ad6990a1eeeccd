// `npm run rules -- build`: sources → one signed bundle. Progress on stderr, tables and the closing JSON line on stdout.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type CodedError, causeOf, err, ok, type Result } from '@omamori/contract/result';
import { keyIdOf, type SigningKey } from '@omamori/contract/signed-document';
import { type BuildOptions, type BuiltBundle, buildBundle } from './build-bundle.ts';
import { describeBuild, resultOf } from './describe-build.ts';
import { packBundle } from './packed-bundle.ts';

const root = join(import.meta.dirname, '../../..');
/** Paths are the caller's: npm runs its scripts elsewhere. */
const place = (path: string): string => resolve(process.env.INIT_CWD ?? '.', path);
const HELP = `npm run rules -- build [options]   one signed bundle from rules/sources.yaml
  --sources FILE   another list of sources (rules/open-feeds.yaml: public feeds kept beside the repository)
  --data FOLDER    where the sources' files lie (default: the folder rules)
  --out FOLDER     where the bundle is written (default: .cache/bundle)
  --state FOLDER   last good version of each source (default: .cache/rules-state); none: --no-state
  --board NAME     room for rules: a board of rules/policy/boards.yaml (default: x86-64)
  --key FILE       Ed25519 private key, PKCS #8 PEM (default: one is made beside the bundle, for trying only)
  --date DATE      YYYY-MM-DD of the build (default: today, UTC)
  --number N       build of that day (default: 1)
  --dry-run        everything but writing the bundle
  --pack FILE      the bundle as one file too, for an upload in the console
  --publish FOLDER packed into FOLDER, where a center on this machine takes it: <its dataDir>/bundles/arriving
`;

function refuse(error: CodedError): never {
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(2);
}

function readOptions(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        sources: { type: 'string' },
        data: { type: 'string' },
        out: { type: 'string' },
        state: { type: 'string' },
        'no-state': { type: 'boolean' },
        board: { type: 'string' },
        key: { type: 'string' },
        date: { type: 'string' },
        number: { type: 'string' },
        'dry-run': { type: 'boolean' },
        pack: { type: 'string' },
        publish: { type: 'string' },
        lang: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (thrown) {
    return refuse({ code: 'BND_OPTION_UNKNOWN', message: `${causeOf(thrown)} See npm run rules -- --help.` });
  }
}

/** Error: BND_KEY_BAD. */
async function signingKey(file: string | undefined, out: string): Promise<Result<SigningKey>> {
  try {
    const made = join(dirname(out), 'bundle-key.pem');
    const pem = file === undefined ? await keyForTrying(made) : await readFile(file, 'utf8');
    if (createPrivateKey(pem).asymmetricKeyType !== 'ed25519')
      return err('BND_KEY_BAD', 'The key is not an Ed25519 key.');
    return ok({ keyId: keyIdOf(pem), privateKeyPem: pem });
  } catch (thrown) {
    return err('BND_KEY_BAD', `The signing key cannot be used: ${causeOf(thrown)}`);
  }
}

async function keyForTrying(path: string): Promise<string> {
  const kept = await readFile(path, 'utf8').catch(() => null);
  if (kept !== null) return kept;
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, pem, { mode: 0o600 });
  process.stderr.write(`No --key: a key for trying was made at ${path}; boxes trust only their own center's key.\n`);
  return pem;
}

/** Where it was packed to. Error: BND_PACK_FAILED. */
async function packAsAsked(
  folder: string,
  version: string,
  { pack, publish }: { readonly pack?: string | undefined; readonly publish?: string | undefined },
): Promise<Result<string[]>> {
  const targets = [
    ...(pack === undefined ? [] : [place(pack)]),
    ...(publish === undefined ? [] : [join(place(publish), `${version}.bundle`)]),
  ];
  for (const target of targets) {
    const packed = await packBundle(folder, target);
    if (!packed.ok) return packed;
  }
  return ok(targets);
}

async function run(): Promise<void> {
  const { values, positionals } = readOptions(process.argv.slice(2));
  if (values.help === true) {
    process.stdout.write(HELP);
    return;
  }
  if (positionals[0] !== 'build' || positionals.length > 1) {
    return refuse({ code: 'BND_OPTION_UNKNOWN', message: 'The word build is missing. See npm run rules -- --help.' });
  }
  const date = values.date ?? new Date().toISOString().slice(0, 10);
  const number = Number(values.number ?? 1);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date)) || !Number.isInteger(number) || number < 1) {
    return refuse({ code: 'BND_OPTION_UNKNOWN', message: 'The date is YYYY-MM-DD and the number a whole one from 1.' });
  }
  const dry = values['dry-run'] === true ? await mkdtemp(join(tmpdir(), 'omamori-bundle-')) : null;
  const out = dry ?? (values.out === undefined ? join(root, '.cache/bundle') : place(values.out));
  const key = await signingKey(
    values.key === undefined ? undefined : place(values.key),
    dry === null ? out : join(root, '.cache/bundle'),
  );
  if (!key.ok) return refuse(key.error);
  const options: BuildOptions = {
    rulesFolder: join(root, 'rules'),
    targetFolder: out,
    key: key.value,
    date,
    number,
    ...(values.sources === undefined ? {} : { sourcesFile: place(values.sources) }),
    ...(values.data === undefined ? {} : { dataFolder: place(values.data) }),
    ...(values['no-state'] === true || dry !== null
      ? {}
      : { stateFolder: values.state === undefined ? join(root, '.cache/rules-state') : place(values.state) }),
    ...(values.board === undefined ? {} : { board: values.board }),
    onProgress: (step) => process.stderr.write(`reading ${step}\n`),
  };
  const started = performance.now();
  const built = await buildBundle(options);
  const packed = built.ok ? await packAsAsked(out, built.value.manifest.version, values) : ok([]);
  if (dry !== null) await rm(dry, { recursive: true, force: true });
  if (!built.ok) return refuse(built.error);
  if (!packed.ok) return refuse(packed.error);
  tell(built.value, dry === null ? out : null, packed.value, performance.now() - started);
}

function tell(built: BuiltBundle, out: string | null, packed: readonly string[], ms: number): void {
  const where = { ...(out === null ? { dryRun: true } : { out }), ...(packed.length === 0 ? {} : { packed }) };
  const seconds = Math.round(ms / 100) / 10;
  process.stdout.write(describeBuild(built));
  process.stdout.write(`${JSON.stringify({ ...resultOf(built), ...where, seconds })}\n`);
}

await run();
