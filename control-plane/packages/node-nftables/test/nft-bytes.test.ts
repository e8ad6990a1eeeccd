import { expect, test } from 'vitest';
import { bytesComparisons } from './compiled-bytes.ts';

test.each(bytesComparisons())('$title is sent byte for byte as nft sends it', ({ sent, recorded }) => {
  expect(sent()).toEqual(recorded);
});
