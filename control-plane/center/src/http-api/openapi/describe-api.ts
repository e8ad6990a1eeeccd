// OpenAPI 3.1 out of the route table and the contract's own schemas: what is described is what is parsed.
import { apiErrorSchema } from '@omamori/contract/console-api';
import { z } from 'zod';
import { type Access, accessOf } from '../access/role-table.ts';
import type { Route } from '../route.ts';

type Json = Readonly<Record<string, unknown>>;

const SESSION_COOKIE = 'session';

export function describeApi(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const one of routes) {
    const path = one.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [one.method]: describe(one) };
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Omamori center', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    components: {
      schemas: { Refusal: schemaOf(apiErrorSchema, 'output') },
      securitySchemes: {
        [SESSION_COOKIE]: {
          type: 'apiKey',
          in: 'cookie',
          name: 'omamori-center-<port>',
          description: 'Set by POST /api/sign-in. A change that another site asks for is refused.',
        },
      },
    },
    paths,
  };
}

function describe(one: Route): Json {
  const access = accessOf(one);
  const body = one.method === 'get' ? undefined : schemaOf(one.body, 'input');
  const hasBody = body !== undefined && Object.keys(body).length > 0;
  return {
    operationId: `${one.method}${one.path.replaceAll(/[^a-zA-Z0-9]+(\w)?/g, (_all, next: string | undefined) => (next ?? '').toUpperCase())}`,
    summary: one.summary,
    tags: [one.path.split('/')[2] ?? 'api'],
    security: access === 'open' ? [] : [{ [SESSION_COOKIE]: [] }],
    'x-least-role': leastRole(access),
    'x-audit-act': one.act,
    parameters: [...parameters(one.params, 'path'), ...parameters(one.query, 'query')],
    ...(hasBody ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: { ...answerOf(one.gives), ...(one.method === 'get' ? {} : { 409: CONFLICT }), default: REFUSED },
  };
}

const REFUSED = {
  description: 'Refused; `code` says why, see control-plane/docs/errors.md.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } },
};

const CONFLICT = { ...REFUSED, description: 'It does not fit what is there now, or what was sent does not hold.' };

function leastRole(access: Access | undefined): string {
  if (access === undefined) return 'nobody';
  if (access === 'own') return 'every account';
  return access === 'open' ? 'no account needed' : access;
}

function answerOf(gives: Route['gives']): Json {
  const content = (type: string, schema: Json): Json => ({
    200: { description: 'Done.', content: { [type]: { schema } } },
  });
  if (gives === 'nothing') return { 204: { description: 'Done.' } };
  if (gives === 'event-stream') return content('text/event-stream', { type: 'string' });
  if (gives === 'json-lines') return content('application/jsonl', { type: 'string' });
  if (gives === 'capture-file') {
    return content('application/vnd.tcpdump.pcap', { type: 'string', contentEncoding: 'binary' });
  }
  if (gives === 'json') return content('application/json', { type: 'object' });
  return content('application/json', schemaOf(gives, 'output'));
}

function parameters(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const described = schemaOf(schema, 'input');
  const properties = described['properties'];
  if (typeof properties !== 'object' || properties === null) return [];
  const needed = described['required'];
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: place,
    required: place === 'path' || (Array.isArray(needed) && needed.includes(name)),
    schema: of,
  }));
}

/** What a schema cannot say in JSON (a transform's result) is left open; the center still checks it. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
  });
  return described;
}
