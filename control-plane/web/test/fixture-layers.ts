import { type PolicyAnswer, policyLayerSchema } from '@omamori/contract/console-api';
import { centerFactsSchema } from '@omamori/contract/console-api/center-facts';
import { policyLayersAnswerSchema, policyVersionAnswerSchema } from '@omamori/contract/console-api/layers';
import { minutesAgo, policy } from './fixture-console.ts';
import { type ApiHandler, type Reply, refuse } from './fixture-server.ts';

/** Layers, versions and settings of a center, for the browser tests only. */
export interface FixtureLayers {
  tourSeen: boolean;
  /** Changes of layers that were taken, as path and body. */
  sent: string[];
  /** How often the layer of a company or template was changed. */
  versions: Record<string, number>;
}

export function fixtureLayers(over: Partial<FixtureLayers> = {}): FixtureLayers {
  return { tourSeen: true, sent: [], versions: {}, ...over };
}

const COMPANY = '株式会社さくら商店';
const ok = (body: unknown): Reply => ({ status: 200, body });
const layers = {
  template: policyLayerSchema.parse({
    geo: { blockInbound: ['RU'], blockOutbound: [] },
    ips: { mode: 'block', preset: 'balanced' },
  }),
  company: policyLayerSchema.parse({
    addressLists: [{ name: 'shared', direction: 'both', entries: ['192.0.2.0/24'] }],
    ips: { mode: null, preset: 'security' },
  }),
};

const list = {
  templates: [
    { name: 'standard', version: 3, appliances: 6, companies: 5, updatedAt: minutesAgo(90), updatedBy: 'sato@soc' },
  ],
  companies: [
    { name: COMPANY, version: 1, appliances: 2, template: 'standard', updatedAt: minutesAgo(9), updatedBy: 'sato@soc' },
    {
      ...{ name: 'Harbor Trading LLC', version: 0, appliances: 1 },
      ...{ template: 'standard', updatedAt: null, updatedBy: null },
    },
  ],
};

const history = {
  entries: [
    { version: 4, at: minutesAgo(90), actor: 'desk', action: 'policy', reason: null },
    { version: 3, at: minutesAgo(900), actor: 'sato@soc.example', action: 'layers', reason: 'template standard' },
    { version: 2, at: minutesAgo(1_800), actor: 'sato@soc.example', action: 'exception', reason: '給与計算のため' },
    { version: 1, at: minutesAgo(9_000), actor: 'center', action: 'first', reason: null },
  ],
};

const facts = centerFactsSchema.parse({
  ...{ phone: '0120-000-000', secondFactor: 'required', signingKeyId: 'k-4f1c09d2', appliances: 6 },
  keep: { detectionMonths: 13, evidenceMonths: 6, auditMonths: 36 },
  ...{ protectedDestinations: ['192.0.2.1', '2001:db8::1'], defaultPolicy: policy(1).policy },
  ...{ database: 'embedded', broker: 'embedded', session: { idleHours: 12, longestHours: 168 } },
});

/** undefined: not here. */
export function answerLayers(state: FixtureLayers, call: Parameters<ApiHandler>[0]): Reply | undefined {
  const { body, method, path } = call;
  if (path === '/api/settings') return ok(facts);
  if (path === '/api/layers') return ok(list);
  if (path === '/api/my/choices') {
    if (method === 'POST') state.tourSeen = (body as { tourSeen: boolean }).tourSeen;
    return ok({ tourSeen: state.tourSeen });
  }
  const [, kind = '', id = '', what = '', rest = ''] = path.slice(1).split('/');
  if (kind === 'templates' || kind === 'companies') return answerLayer(state, { kind, id, rest, method, body });
  if (kind !== 'appliances' || what !== 'policy') return undefined;
  if (rest === 'history') return ok(history);
  if (rest === 'layers') return ok(ofBox);
  if (rest === 'version') return ok(policyVersionAnswerSchema.parse({ version: 2, policy: older(policy(2)) }));
  return undefined;
}

const EARLIER = { geo: { blockInbound: ['BR'], blockOutbound: [] } };

const ofBox = policyLayersAnswerSchema.parse({
  template: { name: 'standard', version: 3, layer: layers.template },
  company: { name: COMPANY, version: 1, layer: layers.company },
  appliance: policyLayerSchema.parse({ geo: { blockInbound: ['LV', 'KP'], blockOutbound: ['KP'] } }),
});

function older({ policy: stood }: PolicyAnswer): PolicyAnswer['policy'] {
  return { ...stood, geo: { ...stood.geo, blockInbound: ['KP'] }, exceptions: [] };
}

interface LayerCall {
  kind: string;
  id: string;
  rest: string;
  method: string;
  body: unknown;
}

function answerLayer(state: FixtureLayers, { kind, id, rest, method, body }: LayerCall): Reply {
  const scope = kind === 'templates' ? 'template' : 'company';
  const name = decodeURIComponent(id);
  if (!list[kind === 'templates' ? 'templates' : 'companies'].some((one) => one.name === name))
    return refuse(404, 'CTR_COMPANY_UNKNOWN', 'No appliance belongs to a company of this name.');
  if (rest === 'preview') {
    const sentences = {
      ja: ['ロシアから社内への通信を止めます。'],
      en: ['Connections from Russia will be blocked.'],
    };
    const appliances = ['本社', '倉庫'].map((site, index) => ({ id: `om-000${index + 1}`, company: COMPANY, site }));
    return ok({ sentences, appliances, total: 2, problems: [] });
  }
  const version = state.versions[name] ?? 1;
  const template = scope === 'company' ? 'standard' : null;
  if (rest === 'history') {
    const entries = Array.from({ length: version }, (_, index) => ({
      ...{ version: version - index, at: minutesAgo(90 * (index + 1)), actor: 'sato@soc.example', template },
    }));
    return ok({ entries });
  }
  if (rest === 'version') return ok({ version: 1, layer: policyLayerSchema.parse(EARLIER), template });
  if (method === 'PUT') {
    if ((body as { basedOn: number }).basedOn !== version)
      return refuse(409, 'CTR_POLICY_STALE', 'Somebody else has changed the policy first.');
    state.versions[name] = version + 1;
    state.sent.push(`${kind}/${name} ${JSON.stringify(body)}`);
  }
  const sent = method === 'PUT' ? policyLayerSchema.parse((body as { layer: unknown }).layer) : layers[scope];
  return ok({
    ...{ scope, name, version: state.versions[name] ?? 1, layer: sent, appliances: 2 },
    ...{ template: scope === 'company' ? 'standard' : null, updatedAt: minutesAgo(9), updatedBy: 'sato@soc.example' },
  });
}
