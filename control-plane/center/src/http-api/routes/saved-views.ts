import { ownChoicesSchema } from '@omamori/contract/console-api/center-facts';
import { savedViewsSchema } from '@omamori/contract/console-api/triage';
import { ok } from '@omamori/contract/result';
import { type Route, route } from '../route.ts';

export const savedViewRoutes: readonly Route[] = [
  route('get', '/api/my/views', {
    summary: 'The named views of the own queue.',
    gives: savedViewsSchema,
    handle: async ({ center }, { person }) => ok(await center.people.views.read(person.id)),
  }),
  route('post', '/api/my/views', {
    summary: 'Keeps these named views in place of those before.',
    body: savedViewsSchema,
    gives: savedViewsSchema,
    act: 'own.views',
    facts: ({ views }) => ({ views: views.length }),
    handle: async ({ center }, { body, person }) => ok(await center.people.views.keep(person.id, body)),
  }),
  route('get', '/api/my/choices', {
    summary: 'What the own account remembers of the console.',
    gives: ownChoicesSchema,
    handle: async ({ center }, { person }) => ok(await center.people.choices.read(person.id)),
  }),
  route('post', '/api/my/choices', {
    summary: 'Keeps what the own account remembers of the console.',
    body: ownChoicesSchema,
    gives: ownChoicesSchema,
    act: 'own.choices',
    facts: ({ tourSeen }) => ({ tourSeen }),
    handle: async ({ center }, { body, person }) => ok(await center.people.choices.keep(person.id, body)),
  }),
];
