import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The page on the box uses the phone's own fonts: the console's are kept out of dist. */
const noFonts: Plugin = {
  name: 'no-fonts',
  enforce: 'pre',
  load: (id) => (id.includes('@fontsource') ? '' : null),
};

/**
 * Served by the agent from /. No request leaves the box: system fonts, no outside address. Policy that this build keeps:
 *   default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self';
 *   base-uri 'none'; form-action 'self'; frame-ancestors 'none'
 * 'unsafe-inline' for styles only: Mantine writes its variables into a style element and style attributes.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [noFonts, react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
});
