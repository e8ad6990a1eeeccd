import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRequest, toPem, writeRequest } from './certificate-request.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = writeRequest('box-1', privateKey);

test('OpenSSL reads and verifies the request, and we read it back', () => {
  const told = execFileSync('openssl', ['req', '-verify', '-noout', '-subject'], {
    input: pem,
    stdio: 'pipe',
  }).toString();
  expect(told).toContain('box-1');
  const read = readRequest(pem, 'box-1');
  expect(read.ok && read.value.equals(publicKey)).toBe(true);
});

test('a request for another name, of another curve or kind of key is refused', () => {
  expect(readRequest(pem, 'box-2')).toMatchObject({ error: { code: 'ENR_REQUEST_INVALID' } });
  for (const other of [generateKeyPairSync('ec', { namedCurve: 'P-384' }), generateKeyPairSync('ed25519')]) {
    const made = other.privateKey.asymmetricKeyType === 'ec' ? writeRequest('box-1', other.privateKey) : 'x';
    expect(readRequest(made, 'box-1')).toMatchObject({ error: { code: 'ENR_REQUEST_INVALID' } });
  }
});

test('no request with a changed, missing or added byte is taken', () => {
  const der = Buffer.from(pem.replace(/-----.*-----|\n/g, ''), 'base64');
  fc.assert(
    fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), fc.constantFrom(0, 1, 2), (at, by, how) => {
      const changed = Buffer.from(der);
      changed[at] = (changed[at] ?? 0) ^ by;
      const shape = how === 0 ? changed : how === 1 ? der.subarray(0, at) : Buffer.concat([der, Buffer.from([by])]);
      expect(readRequest(toPem('CERTIFICATE REQUEST', shape), 'box-1').ok).toBe(false);
    }),
    { numRuns: 500 },
  );
});
