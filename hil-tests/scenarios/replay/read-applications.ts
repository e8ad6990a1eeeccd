// The names that the box gives, asked for where a technician reads them: on the box's own page.
import { join } from 'node:path';
import { adminApplicationsSchema } from '@omamori/contract/admin-applications';
import { runCommand } from '../../lab/run-command.ts';
import { MANAGEMENT } from './replay-network.ts';

export interface ApplicationDoor {
  /** Namespace of the box. */
  readonly box: string;
  readonly port: number;
  readonly stickerCode: string;
}

/** Signs in once and stays signed in. Throws when the page does not answer as agreed: a bug or a broken lab. */
export function applicationReader(door: ApplicationDoor): (sinceMs: number) => Promise<string[]> {
  let cookie = '-';
  const ask = async (method: string, path: string, body = '-'): Promise<{ status: number; text: string }> => {
    const program = join(import.meta.dirname, '../ask-box-page.ts');
    const url = `https://${MANAGEMENT.box}:${door.port}${path}`;
    const argv = ['ip', 'netns', 'exec', door.box, process.execPath, program, method, url, cookie, body];
    const ran = await runCommand(argv, { timeoutMs: 20_000 });
    const said = JSON.parse(ran.stdout) as { status: number; cookie: string; text: string };
    if (said.cookie !== '') cookie = said.cookie;
    return said;
  };
  return async (sinceMs) => {
    if (cookie === '-') {
      const claimed = await ask('POST', '/api/claim', JSON.stringify({ code: door.stickerCode }));
      if (claimed.status !== 204) throw new Error(`the box's page did not open: ${claimed.status}`);
    }
    const said = await ask('GET', '/api/applications');
    if (said.status !== 200) throw new Error(`the box's page did not say the applications: ${said.status}`);
    const { applications } = adminApplicationsSchema.parse(JSON.parse(said.text));
    // What nobody knows is no name.
    const seen = applications.filter(
      ({ category, lastSeen }) => category !== 'unknown' && Date.parse(lastSeen) >= sinceMs,
    );
    return [...new Set(seen.map(({ application }) => application))];
  };
}
