import { expect, test } from 'vitest';
import { lacksDynamicFlag, mapProgramError } from './map-program-error.ts';

/** Texts as nft 1.0.6 wrote them. */
test.each([
  ['internal:0:0-0: Error: No such file or directory; did you mean chain ‘c’ in table bridge ‘t’?', 'NFT_NOT_FOUND'],
  ['internal:0:0-0: Error: Could not process rule: No such file or directory', 'NFT_NOT_FOUND'],
  ['internal:0:0-0: Error: element does not exist', 'NFT_NOT_FOUND'],
  ['internal:0:0-0: Error: Could not process rule: File exists', 'NFT_EXISTS'],
  ['internal:0:0-0: Error: interval overlaps with an existing one', 'NFT_OVERLAP'],
  ['internal:0:0-0: Error: Could not process rule: Device or resource busy', 'NFT_IN_USE'],
  ['Error: Could not process rule: Too many open files in system', 'NFT_SET_FULL'],
  ['Operation not permitted (you must be root)\nnetlink: Error: cache initialization failed', 'NFT_PERMISSION'],
  ['internal:0:0-0: Error: Could not process rule: Operation not supported', 'NFT_UNSUPPORTED'],
  ['internal:0:0-0: Error: Could not process rule: Invalid argument', 'NFT_REJECTED'],
  ["internal:0:0-0: Error: Unknown statement object 'drp'.", 'NFT_SYNTAX'],
  ['internal:0:0-0: Error: Invalid set flag at index 0.', 'NFT_SYNTAX'],
  ['', 'NFT_REJECTED'],
])('%j is understood', (stderr, code) => {
  expect(mapProgramError(stderr).code).toBe(code);
});

test('the flag this nft does not know is told from other syntax errors, and details are bounded', () => {
  expect(lacksDynamicFlag(mapProgramError('internal:0:0-0: Error: Invalid set flag at index 0.'))).toBe(true);
  expect(lacksDynamicFlag(mapProgramError("Error: Unknown statement object 'drp'."))).toBe(false);
  expect(mapProgramError(`Error: ${'x'.repeat(9000)}`).detail?.length).toBe(600);
});
