/** What the builds and the tests have in common. */
import { fileURLToPath } from 'node:url';
import { themePlugin } from './themes.mjs';

export const webRoot = fileURLToPath(new URL('..', import.meta.url));
export const dist = fileURLToPath(new URL('../dist/', import.meta.url));

export const common = {
  root: webRoot,
  configFile: false,
  logLevel: 'warn',
  plugins: [themePlugin()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
};

/** Browsers of the last five years: what Finnish phones in use can run. */
export const target = ['es2022', 'safari16.4', 'firefox114', 'chrome111'];
