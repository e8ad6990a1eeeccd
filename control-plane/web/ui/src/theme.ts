import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';
import { darkTokens, lightTokens, type Tokens } from './tokens.ts';

const SANS =
  '"Noto Sans JP", "Hiragino Sans", "BIZ UDPGothic", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", system-ui, sans-serif';
const MONO = '"Noto Sans Mono", ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace';

// Only the shades that Mantine reads are exact: 8 and 9 on light ground, 6 and 7 on dark, 0–2 as text on dark.
const primary: MantineColorsTuple = [
  '#e8edff',
  '#a3baff',
  '#8ea8ff',
  '#6f8cff',
  '#5a78f5',
  '#4a66e8',
  darkTokens.fill,
  darkTokens.fillHover,
  lightTokens.fill,
  lightTokens.fillHover,
];

/** Mantine's own greys and shades miss WCAG AA, so sizes, fonts and colours are set here once. */
export const theme = createTheme({
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  headings: {
    fontFamily: SANS,
    fontWeight: '700',
    sizes: {
      h1: { fontSize: '24px', lineHeight: '1.4' },
      h2: { fontSize: '20px', lineHeight: '1.4' },
      h3: { fontSize: '16px', lineHeight: '1.5' },
    },
  },
  // Nothing under 14 px, on purpose: xs equals sm.
  fontSizes: { xs: '14px', sm: '14px', md: '16px', lg: '18px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.5', md: '1.7', lg: '1.7', xl: '1.5' },
  colors: { primary },
  primaryColor: 'primary',
  primaryShade: { light: 8, dark: 6 },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
});

function variables(tokens: Tokens): Record<string, string> {
  const own = Object.fromEntries(
    Object.entries(tokens).map(([role, value]) => [
      `--om-${role.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      value,
    ]),
  );
  return {
    ...own,
    '--mantine-color-text': tokens.text,
    '--mantine-color-body': tokens.surface,
    '--mantine-color-dimmed': tokens.hint,
    '--mantine-color-placeholder': tokens.hint,
    '--mantine-color-error': tokens.danger,
    '--mantine-color-anchor': tokens.link,
    '--mantine-color-default': tokens.surface,
    '--mantine-color-default-hover': tokens.tint,
    '--mantine-color-default-color': tokens.text,
    '--mantine-color-default-border': tokens.control,
  };
}

export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: variables(lightTokens),
  dark: variables(darkTokens),
});
