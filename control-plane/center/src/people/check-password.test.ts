import { describe, expect, it } from 'vitest';
import { checkPassword } from './check-password.ts';

const owner = { name: 'yamada.taro@example.jp', displayName: 'Yamada Taro Desu' };
const codeOf = (password: string) => {
  const checked = checkPassword(password, owner);
  return checked.ok ? 'good' : checked.error.code;
};

describe('the rules for passwords', () => {
  it('ask for twelve characters, counted as a person counts them', () => {
    expect(codeOf('three boats')).toBe('PPL_PASSWORD_SHORT');
    expect(codeOf('👩‍🚀🌊🌊')).toBe('PPL_PASSWORD_SHORT');
    expect(codeOf('three boats!')).toBe('good');
    expect(codeOf('あおいそらとしろいくもとかぜ')).toBe('good');
  });

  it.each([
    'password1234',
    'Password!2026',
    '123456789012',
    'qwertyuiop12',
    'aaaaaaaaaaaa',
    'abababababab',
    'omamoriomamori',
  ])('refuse %s, one of those that are tried first', (password) => {
    expect(codeOf(password)).toBe('PPL_PASSWORD_COMMON');
  });

  it('refuse the account’s own name, with figures around it too', () => {
    expect(codeOf('yamada.taro@example.jp')).toBe('PPL_PASSWORD_OWN_NAME');
    expect(codeOf('Yamada.Taro2026!')).toBe('PPL_PASSWORD_OWN_NAME');
  });
});
