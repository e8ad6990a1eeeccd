import { madeStickerSchema, stickerRequestSchema, stickersAnswerSchema } from '@omamori/contract/console-api/enrolment';
import { ok } from '@omamori/contract/result';
import { z } from 'zod';
import { type Route, route } from '../route.ts';
import { applianceParams } from './fleet.ts';

const stickerParams = z.object({ id: z.coerce.number().int().min(1).max(2_147_483_647) });

export const enrolmentRoutes: readonly Route[] = [
  route('get', '/api/stickers', {
    summary: 'Stickers of boxes, what became of them, and the certificates in force.',
    gives: stickersAnswerSchema,
    handle: async ({ center }) => ok(await center.stickers.list()),
  }),
  route('post', '/api/stickers', {
    summary: 'A sticker for a new box: its code is told in this answer and never again.',
    body: stickerRequestSchema,
    gives: madeStickerSchema,
    act: 'sticker-make',
    target: ({ body }) => body.appliance,
    facts: ({ company, site, hours, replaces }) => ({ company, site, hours, replaces: replaces ?? null }),
    handle: ({ center }, { body, person }) => center.stickers.make(body, person.name),
  }),
  route('post', '/api/stickers/:id/withdraw', {
    summary: 'The code opens nothing any more; certificates that came of it end.',
    params: stickerParams,
    gives: 'nothing',
    act: 'sticker-withdraw',
    handle: ({ center }, { params }) => center.stickers.withdraw(params.id),
  }),
  route('post', '/api/appliances/:id/revoke', {
    summary: "The box's certificates end and its connection is cut.",
    params: applianceParams,
    gives: 'nothing',
    act: 'box-revoke',
    handle: ({ center }, { params }) => center.stickers.revoke(params.id),
  }),
];
