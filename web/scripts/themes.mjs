/**
 * Turns themes/*.json and hds-core's token values into CSS custom properties, and refuses colours that cannot be read.
 * A theme names only what differs from themes/neuvo.json; "hds:<token>" takes the value of that hds-core token.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../themes/', import.meta.url));
const require = createRequire(import.meta.url);

/** [foreground, background, least contrast]: 4.5 for text (WCAG 1.4.3), 3 for parts of controls (1.4.11). */
const PAIRS = [
  ['ink', 'paper', 4.5],
  ['ink', 'surface', 4.5],
  ['ink', 'sunken', 4.5],
  ['muted', 'paper', 4.5],
  ['muted', 'surface', 4.5],
  ['muted', 'sunken', 4.5],
  ['accent', 'paper', 4.5],
  ['accent', 'surface', 4.5],
  ['accent-ink', 'accent', 4.5],
  ['accent-ink', 'accent-strong', 4.5],
  ['accent-strong', 'accent-soft', 4.5],
  ['accent', 'accent-soft', 4.5],
  ['ink', 'accent-soft', 4.5],
  ['nurse-ink', 'nurse', 4.5],
  ['ink', 'nurse', 4.5],
  ['muted', 'nurse', 4.5],
  ['accent', 'nurse', 4.5],
  ['danger', 'surface', 4.5],
  ['danger', 'paper', 4.5],
  ['danger', 'danger-soft', 4.5],
  ['danger-ink', 'danger', 4.5],
  ['ink', 'danger-soft', 4.5],
  ['warn-ink', 'warn', 4.5],
  ['control', 'surface', 3],
  ['control', 'paper', 3],
  ['focus', 'paper', 3],
  ['focus', 'surface', 3],
];

/** All tokens of hds-core: name without dashes in front -> value. */
export function hdsTokens() {
  const css = readFileSync(require.resolve('hds-core/lib/base.css'), 'utf8');
  return Object.fromEntries([...css.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value.trim()]));
}

function resolve(colours, hds, where) {
  return Object.fromEntries(
    Object.entries(colours).map(([name, value]) => {
      const hex = value.startsWith('hds:') ? hds[value.slice(4)] : value;
      if (!/^#[0-9a-f]{6}$/i.test(hex ?? '')) {
        throw new Error(`${where}: "${name}" is "${value}"; give #rrggbb or hds:<a colour token of hds-core>`);
      }
      return [name, hex.toLowerCase()];
    }),
  );
}

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two #rrggbb colours as WCAG defines it, 1…21. */
export function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Every pair that cannot be read, as a sentence. */
export function contrastFaults(colours, where) {
  return PAIRS.filter(([front, back, least]) => contrast(colours[front], colours[back]) < least).map(
    ([front, back, least]) =>
      `${where}: ${front} ${colours[front]} on ${back} ${colours[back]} has contrast ` +
      `${contrast(colours[front], colours[back]).toFixed(2)}; at least ${least} is needed`,
  );
}

/** {name: {title, light: {token: #hex}, dark: {…}}}; throws with all faults at once. */
export function readThemes(from = folder) {
  const hds = hdsTokens();
  const read = (file) => JSON.parse(readFileSync(join(from, file), 'utf8'));
  const base = read('neuvo.json');
  const faults = [];
  const themes = {};
  for (const file of readdirSync(from).filter((name) => name.endsWith('.json')).sort()) {
    const own = read(file);
    const theme = { title: own.title };
    for (const scheme of ['light', 'dark']) {
      const where = `themes/${file} ${scheme}`;
      theme[scheme] = resolve({ ...base[scheme], ...own[scheme] }, hds, where);
      faults.push(...contrastFaults(theme[scheme], where));
    }
    themes[basename(file, '.json')] = theme;
  }
  if (faults.length) throw new Error(`Colours that cannot be read:\n  ${faults.join('\n  ')}`);
  return themes;
}

export const declarations = (colours) =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

/** CSS text of the default theme for whole pages (console, full-page chat, demo). */
export function pageTokens() {
  const { light, dark } = readThemes().neuvo;
  return `:root{color-scheme:light dark;${declarations(light)}}@media (prefers-color-scheme:dark){:root{${declarations(dark)}}}`;
}

/** Vite plugin: the virtual modules, `@neuvo-tokens;` in CSS, hds tokens by `hds(<token>)`, and rem of our own in the widget. */
export function themePlugin() {
  const hds = hdsTokens();
  return {
    name: 'neuvo-themes',
    enforce: 'pre',
    resolveId(id) {
      return id === 'virtual:neuvo-themes' || id === 'virtual:neuvo-launcher' ? `\0${id}` : null;
    },
    load(id) {
      if (id === '\0virtual:neuvo-themes') {
        const themes = Object.entries(readThemes()).map(([name, { light, dark }]) => [
          name,
          { light: declarations(light), dark: declarations(dark) },
        ]);
        return `export const themes = ${JSON.stringify(Object.fromEntries(themes))}`;
      }
      if (id === '\0virtual:neuvo-launcher') {
        const launcher = Object.entries(readThemes()).map(([name, { light, dark }]) => [
          name,
          [light.accent, light['accent-ink'], dark.accent, dark['accent-ink']],
        ]);
        return `export const launcher = ${JSON.stringify(Object.fromEntries(launcher))}`;
      }
      return null;
    },
    transform(code, id) {
      const path = id.split('?')[0];
      if (!path.endsWith('.css') || path.includes('node_modules')) return null;
      let css = code.replace('@neuvo-tokens;', pageTokens());
      css = css.replace(/hds\(([\w-]+)\)/g, (whole, name) => {
        if (!hds[name]) throw new Error(`${path}: hds-core has no token "${name}"`);
        return hds[name].replace(/\/\*.*\*\//, '').trim();
      });
      // The host page decides what 1 rem is; the widget measures by the reader's own text size instead.
      if (path.includes('/widget/')) css = css.replace(/(?<![\w.-])(-?\d*\.?\d+)rem\b/g, 'calc(var(--neuvo-rem)*$1)');
      return { code: css, map: null };
    },
  };
}
