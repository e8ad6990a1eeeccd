import type { AdminStatus } from '@omamori/contract/admin-api';
import type { Tone } from '@omamori/ui';

const DAY_MS = 86_400_000;
const OLD_DAYS = 3;

export interface GlanceWords {
  tone: Tone;
  /** Key of the sentence under `glance`. */
  main: 'noAnswer' | 'inspecting' | 'passing-uninspected' | 'starting';
  /** Key of the second sentence under `also`, worst first. */
  also: 'noAnswer' | 'ports' | 'blind' | 'center' | 'rules' | 'passing' | 'starting' | null;
  /** Age of the rules in days. */
  days: number;
}

function second(status: AdminStatus, days: number): GlanceWords['also'] {
  if (status.ports.some((port) => !port.up)) return 'ports';
  if (!status.seeing) return 'blind';
  if (!status.center.connected) return 'center';
  if (days >= OLD_DAYS) return 'rules';
  if (status.protection === 'passing-uninspected') return 'passing';
  return status.protection === 'starting' ? 'starting' : null;
}

/** The one sentence of the page and the one below it; a box that does not answer comes before all else. */
export function worstWords(status: AdminStatus, stale: boolean, now: number): GlanceWords {
  const { rulesDate } = status.engine;
  const days = rulesDate === null ? 0 : Math.floor((now - Date.parse(rulesDate)) / DAY_MS);
  if (stale) return { tone: 'danger', main: 'noAnswer', also: 'noAnswer', days };
  const also = second(status, days);
  const calm: Tone = also === 'ports' ? 'danger' : also === null || also === 'starting' ? 'ok' : 'warn';
  const tone: Tone = status.protection === 'inspecting' ? calm : status.protection === 'starting' ? 'caution' : 'warn';
  return { tone: also === 'ports' ? 'danger' : tone, main: status.protection, also, days };
}
