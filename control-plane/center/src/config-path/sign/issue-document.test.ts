import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policySchema } from '@omamori/contract/desired-state';
import { expect, it } from 'vitest';
import { createIssuer } from './issue-document.ts';

it('makes one key when many boxes are issued their first document at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'issuer-'));
  try {
    const options = { signingKeyFile: join(folder, 'key.pem'), protectedDestinations: ['192.0.2.1'], now: Date.now };
    const issuer = createIssuer(options);
    const geo = { blockInbound: [], blockOutbound: [] };
    const policy = policySchema.parse({ geo, ports: [], ips: { mode: 'block', disabledRules: [] } });
    const boxes = Array.from({ length: 20 }, (_, index) => `box-${index}`);
    const issued = await Promise.all(boxes.map((box) => issuer.issue(box, 1, policy)));
    const keys = issued.map((one) => (one.ok ? one.value.document.keyId : one.error.code));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).not.toMatch(/^CTR_/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
