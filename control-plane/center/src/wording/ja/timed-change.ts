import type { Isolation, PolicyException } from '@omamori/contract/desired-state';
import type { ChangeContext, PolicyChange } from '../change-words.ts';
import { cleanLabel } from '../clean-text.ts';
import { countryName } from '../country-name.ts';
import { localTime } from '../local-time.ts';

type IsolationChange = Extract<PolicyChange, { readonly isolation: Isolation }>;
type ExceptionChange = Extract<PolicyChange, { readonly exception: PolicyException }>;

export function isolationInJapanese({ kind, isolation }: IsolationChange, context: ChangeContext): string {
  const device = deviceName(isolation.mac, context);
  if (kind === 'released') return `${device}を元どおり、ほかの機器とつながるようにします。`;
  const end = isolation.until === null ? '戻すまで' : `${clock(isolation.until, context)}まで`;
  if (kind === 'isolation-changed') return `${device}を切り離しておく期限を「${end}」に変えます。`;
  return `${device}をほかの機器から切り離します（${end}）`;
}

export function exceptionInJapanese({ kind, exception }: ExceptionChange, context: ChangeContext): string {
  const who = exception.device === null ? '' : `${deviceName(exception.device, context)}だけ、`;
  const only =
    exception.service === undefined ? '' : `のうち ${exception.service.protocol}/${exception.service.port} だけ`;
  const what = `${target(exception)}${only}`;
  if (kind === 'exception-removed') return `${who}${what}を通すのをやめます。`;
  const end = `${clock(exception.until, context)}まで`;
  return kind === 'exception-added'
    ? `${who}${what}を${end}通します。その後は元に戻ります。`
    : `${who}${what}を通す設定を変えます（${end}）。`;
}

function target({ target: named }: PolicyException): string {
  switch (named.kind) {
    case 'rule':
      return `目印 ${named.sid} に合う通信`;
    case 'address':
      return `${named.address} との通信`;
    case 'domain':
      return `サイト ${named.domain} への通信`;
    case 'country':
      return `${countryName(named.country, 'ja') ?? named.country}との通信`;
  }
}

export function deviceName(mac: string, { labels }: ChangeContext): string {
  const label = cleanLabel(labels[mac] ?? null);
  return label === null ? `機器 ${mac} ` : `「${label}」`;
}

export function clock(iso: string, { timeZone, now }: ChangeContext): string {
  const at = localTime(iso, timeZone);
  const year = at.year === localTime(new Date(now), timeZone).year ? '' : `${at.year}年`;
  return `${year}${at.month}月${at.day}日 ${at.clock}`;
}
