import { mkdtempSync, writeFileSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
// @ts-expect-error a build script without types
import { contrast, readThemes } from '../../web/scripts/themes.mjs';

test('contrast is what WCAG says it is', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

test('every theme that is shipped can be read, light and dark', () => {
  expect(Object.keys(readThemes())).toContain('neuvo');
});

function withTheme(theme: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'neuvo-themes-'));
  copyFileSync(fileURLToPath(new URL('../../web/themes/neuvo.json', import.meta.url)), join(folder, 'neuvo.json'));
  writeFileSync(join(folder, 'county.json'), JSON.stringify(theme));
  return folder;
}

test('a pale county colour is refused with file, colours and contrast', () => {
  const folder = withTheme({ title: 'x', light: { accent: '#8fd3c4' }, dark: {} });
  expect(() => readThemes(folder)).toThrow(/themes\/county\.json light: accent #8fd3c4 on paper .* has contrast 1\.\d+; at least 4\.5 is needed/);
});

test('a colour that does not exist in hds-core is refused by name', () => {
  const folder = withTheme({ title: 'x', light: { accent: 'hds:color-nowhere' }, dark: {} });
  expect(() => readThemes(folder)).toThrow(/"accent" is "hds:color-nowhere"/);
});
