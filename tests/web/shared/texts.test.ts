import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fill } from '../../../web/shared/translate';

const LANGS = ['fi', 'sv', 'en'];
const read = (folder: string, lang: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`../../../web/${folder}/i18n/${lang}.json`, import.meta.url), 'utf8'));
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

for (const folder of ['shared', 'widget', 'console']) {
  test(`${folder}: the three languages have the same texts with the same placeholders`, () => {
    const fi = read(folder, 'fi');
    for (const lang of LANGS) {
      const texts = read(folder, lang);
      expect(Object.keys(texts)).toEqual(Object.keys(fi));
      for (const [key, text] of Object.entries(texts)) {
        expect(text.trim(), `${folder}/${lang} ${key}`).not.toBe('');
        expect(names(text), `${folder}/${lang} ${key}`).toEqual(names(fi[key]!));
      }
    }
  });

  test(`${folder}: no interface text judges urgency`, () => {
    const forbidden = /oirearvio|triage|diagnoo|riski|risk\b|kiireelli|brådskande|urgent|diagnos|symptom checker/i;
    for (const lang of LANGS) for (const [key, text] of Object.entries(read(folder, lang))) expect(text, key).not.toMatch(forbidden);
  });
}

test('widget and desk do not carry each other’s texts', () => {
  const [common, widget, desk] = ['shared', 'widget', 'console'].map((folder) => Object.keys(read(folder, 'fi')));
  expect(widget!.filter((key) => common!.includes(key))).toEqual([]);
  expect(desk!.filter((key) => common!.includes(key))).toEqual([]);
});

test('a value that looks like a placeholder is not filled again', () => {
  expect(fill('{a} {b}', { a: '{b}', b: 'x' })).toBe('{b} x');
  expect(fill('{unknown}', {})).toBe('{unknown}');
});
