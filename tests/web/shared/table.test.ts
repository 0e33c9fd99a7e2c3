// @vitest-environment happy-dom
import { h, render } from 'preact';
import { expect, test } from 'vitest';
import { AnswerTable } from '../../../web/shared/table';
import type { Table } from '../../../web/shared/types';

const said = (text: string) => ({ fi: text, sv: `${text} sv`, en: `${text} en` });
const table: Table = { caption: said('Ruoka'), head: [said('Ikä'), said('Määrä')], rows: [[said('4 kk'), said('<b>1 tl</b>')]] };

test('an answer table reads in one language, with its caption, heads and the first cell as the name of the row', () => {
  const box = document.createElement('div');
  render(h(AnswerTable, { table, lang: 'sv' }), box);
  expect(box.querySelector('[role=region]')!.getAttribute('aria-label')).toBe('Ruoka sv');
  expect(box.querySelector('caption')!.textContent).toBe('Ruoka sv');
  expect([...box.querySelectorAll('th')].map((cell) => [cell.getAttribute('scope'), cell.textContent])).toEqual([
    ['col', 'Ikä sv'], ['col', 'Määrä sv'], ['row', '4 kk sv'],
  ]);
  expect(box.querySelector('td')!.textContent).toBe('<b>1 tl</b> sv');
});
