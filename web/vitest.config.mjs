/** Unit tests live in ../tests/web, mirroring this folder; packages are found here. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { themePlugin } from './scripts/themes.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at('..'),
  cacheDir: at('node_modules/.vite'),
  plugins: [themePlugin()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { alias: [
      // Exactly as the code in web/ resolves it, so that there is one Preact.
      { find: /^preact$/, replacement: at('node_modules/preact/dist/preact.mjs') },
      { find: 'vitest', replacement: at('node_modules/vitest') },
    ] },
  server: { fs: { allow: [at('..')] } },
  test: { include: ['tests/web/**/*.test.{ts,tsx}'], environment: 'node', pool: 'threads', maxWorkers: 2 },
});
