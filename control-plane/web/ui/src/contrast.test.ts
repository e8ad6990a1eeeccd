import { describe, expect, it } from 'vitest';
import { darkTokens, GROUND_ROLES, lightTokens, TEXT_ROLES } from './tokens.ts';

function luminance(hex: string): number {
  const channel = (from: number) => {
    const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe.each([
  ['light', lightTokens],
  ['dark', darkTokens],
] as const)('the %s scheme', (_name, tokens) => {
  it('shows every text colour with 4.5:1 on every ground', () => {
    const weak = TEXT_ROLES.flatMap((text) =>
      GROUND_ROLES.filter((ground) => contrast(tokens[text], tokens[ground]) < 4.5).map(
        (ground) => `${text} on ${ground}: ${contrast(tokens[text], tokens[ground]).toFixed(2)}`,
      ),
    );
    expect(weak).toEqual([]);
  });

  it('shows the words on filled buttons with 4.5:1', () => {
    for (const fill of ['fill', 'fillHover', 'dangerFill'] as const)
      expect(contrast(tokens.onFill, tokens[fill])).toBeGreaterThanOrEqual(4.5);
  });

  it('shows the edge of a control with 3:1', () => {
    expect(contrast(tokens.control, tokens.surface)).toBeGreaterThanOrEqual(3);
    expect(contrast(tokens.control, tokens.page)).toBeGreaterThanOrEqual(3);
  });
});
