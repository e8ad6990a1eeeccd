/**
 * Colours of both schemes, by role. Sources: Digital Agency Design System colours (text, primary, red-900, orange-800,
 * green-800, focus yellow). `contrast.test.ts` proves every text role on every ground it may stand on (WCAG 1.4.3, 1.4.11).
 */
export const TEXT_ROLES = ['text', 'second', 'hint', 'link', 'danger', 'warn', 'caution', 'ok'] as const;
export const GROUND_ROLES = ['page', 'surface', 'tint', 'dangerTint', 'warnTint', 'okTint'] as const;

type Role =
  | (typeof TEXT_ROLES)[number]
  | (typeof GROUND_ROLES)[number]
  | 'line'
  | 'control'
  | 'fill'
  | 'fillHover'
  | 'dangerFill'
  | 'onFill'
  | 'focus';

export type Tokens = Readonly<Record<Role, string>>;

export const lightTokens: Tokens = {
  text: '#333333',
  second: '#4d4d4d',
  hint: '#666a70',
  link: '#0017c1',
  danger: '#ce0000',
  warn: '#c74700',
  // yellow-900 is #927200; a step darker, so that it also holds on tinted rows.
  caution: '#836700',
  ok: '#197a4b',
  page: '#f8f9fb',
  surface: '#ffffff',
  tint: '#f5f7ff',
  dangerTint: '#fff8f7',
  warnTint: '#fff9f4',
  okTint: '#f1f9f5',
  line: '#d9dce2',
  control: '#767676',
  fill: '#0017c1',
  fillHover: '#00118f',
  dangerFill: '#ce0000',
  onFill: '#ffffff',
  focus: '#ffd43d',
};

export const darkTokens: Tokens = {
  text: '#e8eaed',
  second: '#c3c7ce',
  hint: '#a0a6af',
  link: '#a3baff',
  danger: '#ff9a92',
  warn: '#ffab73',
  caution: '#e8c84f',
  ok: '#74d6a0',
  page: '#101216',
  surface: '#191c22',
  tint: '#20263a',
  dangerTint: '#331b1d',
  warnTint: '#33231a',
  okTint: '#16291f',
  line: '#363b44',
  control: '#8b919b',
  fill: '#3f57d6',
  fillHover: '#3348bb',
  dangerFill: '#c42a2a',
  onFill: '#ffffff',
  focus: '#ffd43d',
};
