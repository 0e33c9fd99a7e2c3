// @vitest-environment happy-dom
import { h, render } from 'preact';
import { expect, test } from 'vitest';
import { blocks, linkify, plain, RichText, safeHref, telHref } from '../../../web/shared/richtext';

const links = (text: string) => linkify(text).filter((piece) => piece.kind !== 'text') as { kind: string; text: string; href: string }[];

function draw(text: string, markup = true): HTMLElement {
  const box = document.createElement('div');
  render(h(RichText, { text, markup }), box);
  return box;
}

test.each([
  ['<script>alert(1)</script>'],
  ['<img src=x onerror=alert(1)>'],
  ['<svg/onload=alert(1)>'],
  ['**<b onmouseover=alert(1)>x</b>**'],
  ['- <iframe src="javascript:alert(1)"></iframe>'],
  ['<style>*{display:none}</style>'],
  ['&lt;script&gt;'],
  ['[x](javascript:alert(1))'],
  ['\u202egnp.exe\u202c'],
])('%s is shown as text and nothing else', (text) => {
  const box = draw(text);
  expect(box.textContent).toContain(text.replace(/^- /, '').replace(/\*\*/g, ''));
  expect(box.querySelector('script, img, svg, iframe, style, b')).toBeNull();
  for (const a of box.querySelectorAll('a')) expect(a.getAttribute('href')).toMatch(/^(https?|tel):/);
});

test('only http and https become links', () => {
  expect(safeHref('javascript:alert(1)')).toBeNull();
  expect(safeHref('data:text/html,x')).toBeNull();
  expect(safeHref(' \tjavascript:alert(1)')).toBeNull();
  expect(safeHref('https://thl.fi/a?b=1')).toBe('https://thl.fi/a?b=1');
});

test('an address ends before the full stop and the closing bracket of its sentence', () => {
  expect(links('Katso (https://thl.fi/rokotus). Ja https://fi.wikipedia.org/wiki/A_(b)!').map((l) => l.text)).toEqual([
    'https://thl.fi/rokotus',
    'https://fi.wikipedia.org/wiki/A_(b)',
  ]);
});

test.each([
  ['Soita 112.', ['tel:112']],
  ['Soita 116117 tai 116 117', ['tel:116117', 'tel:116117']],
  ['09 471 71500', ['tel:0947171500']],
  ['+358 40 123 4567', ['tel:+358401234567']],
  ['0800 147 111 (24 h)', ['tel:0800147111']],
  ['Nollalinja 080 005 005', ['tel:080005005']],
])('phone numbers in "%s" can be called', (text, expected) => {
  expect(links(text).map((l) => l.href)).toEqual(expected);
});

test.each(['39,2', '38.5 °C', '3450 g', '23.11.2026', 'klo 8.00', '2026-11-23', 'rv 32+4', '0,5 ml', '1125', 'C1-112', '112,5'])(
  '"%s" is not a phone number',
  (text) => expect(links(text)).toEqual([]),
);

test('a number to call has no spaces in its address', () => expect(telHref('09 471 71500')).toBe('tel:0947171500'));

test('the bot’s lists and bold are drawn, a person’s stars and dashes stay as typed', () => {
  const bot = draw('**Ota mukaan**\n- neuvolakortti\n- kysymykset');
  expect(bot.querySelectorAll('li')).toHaveLength(2);
  expect(bot.querySelector('strong')!.textContent).toBe('Ota mukaan');
  const person = draw('**ei** näin\n- vaan näin', false);
  expect(person.querySelector('strong, li')).toBeNull();
  expect(person.textContent).toBe('**ei** näin- vaan näin');
  expect(person.querySelectorAll('br')).toHaveLength(1);
});

test('an empty line begins a new paragraph', () => {
  expect(blocks('a\nb\n\nc', false)).toEqual([
    { kind: 'p', lines: ['a', 'b'] },
    { kind: 'p', lines: ['c'] },
  ]);
});

test('what is announced has no marks', () => expect(plain('**Soita** 112\n- jos')).toBe('Soita 112\njos'));
