import { access, appendFile, cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ListSource, readSourceList } from '@omamori/bundle/source/source-list';

const DANGEROUS = ['command-and-control', 'dangerous-site', 'malware-file'];

/**
 * Lists of names and addresses that a suite brings in `feeds/`, in the places of `rules/open-feeds.yaml`, as sources of the
 * bundle: what says who commands malware or steals passwords. Reputation of callers and site categories stay outside.
 */
export async function addSuiteLists(sources: string, suite: string): Promise<void> {
  const known = await readSourceList(join(sources, 'open-feeds.yaml'));
  if (!known.ok) throw new Error(known.error.message);
  for (const source of known.value.sources) {
    if (source.kind !== 'list' || !DANGEROUS.includes(source.story)) continue;
    const files = filesOf(source);
    if (files.length === 0 || !(await allThere(suite, files))) continue;
    for (const file of files) {
      await mkdir(dirname(join(sources, file)), { recursive: true });
      await cp(join(suite, file), join(sources, file));
    }
    await appendFile(join(sources, 'sources.yaml'), `\n  - ${JSON.stringify(source)}\n`);
  }
}

function filesOf({ from }: ListSource): readonly string[] {
  if ('file' in from) return [from.file];
  return 'files' in from ? from.files : [];
}

async function allThere(suite: string, files: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    files.map((file) =>
      access(join(suite, file)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every(Boolean);
}
