import { appendFile, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rulesFolder } from './programs.ts';
import { listedHashes } from './servers/make-file.ts';

const SOURCE = `  - id: lab-files
    kind: list
    from: { file: lists/lab-files.txt }
    licence: Apache-2.0
    attribution: Omamori
    function: F1
    story: malware-file
    severity: high
    preset: connectivity
`;

/** The repository's rules with one more source, a hash list that names files of the lab alone. */
export async function withListedFiles(settings: string): Promise<string> {
  const folder = join(settings, 'rules');
  await cp(rulesFolder(), folder, { recursive: true });
  await writeFile(join(folder, 'lists/lab-files.txt'), `${listedHashes().join('\n')}\n`);
  await appendFile(join(folder, 'sources.yaml'), SOURCE);
  return folder;
}
