import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Every browser we serve reads woff2: leave the second copy of each font part out of dist. */
const woff2Only: Plugin = {
  name: 'woff2-only',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('@fontsource')) return null;
    return { code: code.replace(/, url\([^)]*\.woff\) format\('woff'\)/g, ''), map: null };
  },
};

/**
 * Served by the center from /. Content security policy that this build keeps:
 *   default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self';
 *   connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'
 * 'unsafe-inline' for styles only: Mantine writes its variables into a style element and style attributes.
 * Paths are addresses of the page: every GET outside /api and /assets answers index.html.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/',
  plugins: [woff2Only, react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 2 },
            {
              name: 'parts',
              test: /node_modules[\\/](@mantine|@floating-ui|@tanstack|i18next|react-i18next|zod)[\\/].*js$/,
              priority: 1,
            },
          ],
        },
      },
    },
  },
});
