import { describe, expect, it } from 'vitest';
import { isPlainKey, type KeyLike } from './key-guard.ts';

const key: KeyLike = {
  key: 'e',
  keyCode: 69,
  isComposing: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  defaultPrevented: false,
};

describe('isPlainKey', () => {
  it('takes a plain key', () => {
    expect(isPlainKey(key)).toBe(true);
  });
  it('leaves keys of the Japanese conversion alone', () => {
    expect(isPlainKey({ ...key, isComposing: true })).toBe(false);
    expect(isPlainKey({ ...key, keyCode: 229 })).toBe(false);
  });
  it('leaves the browser its own combinations', () => {
    for (const held of ['ctrlKey', 'metaKey', 'altKey', 'defaultPrevented'] as const)
      expect(isPlainKey({ ...key, [held]: true })).toBe(false);
  });
});
