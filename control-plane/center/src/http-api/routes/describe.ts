import { ok } from '@omamori/contract/result';
import { describeApi } from '../openapi/describe-api.ts';
import { type Route, route } from '../route.ts';

/** `table`: every route, this one too. */
export const describeRoutes = (table: () => readonly Route[]): readonly Route[] => [
  route('get', '/api/openapi.json', {
    summary: 'This description.',
    gives: 'json',
    handle: async ({ center }) => ok(describeApi(table(), center.centerVersion)),
  }),
];
