import { adminFloodReleaseSchema } from '../flood-blocks.ts';

/**
 * POST /api/appliances/:id/floods/release { source } → nothing: asks the box to let an address or MAC in again that its
 * flood guard keeps out; 409 CTR_BOX_AWAY, CTR_COMMAND_REFUSED, 504 CTR_BOX_LATE
 */
export const releaseSourceSchema = adminFloodReleaseSchema;
