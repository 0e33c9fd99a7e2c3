/** The table of an answer, as the family and the nurse see it: caption, heads, the first cell of a row as its name. */
import type { VNode } from 'preact';
import { inLanguage, type Lang, type Table } from './types';

export function AnswerTable({ table, lang }: { table: Table; lang: Lang }): VNode {
  const caption = inLanguage(table.caption, lang);
  return (
    <div class="table" tabIndex={0} role="region" aria-label={caption}>
      <table>
        {caption && <caption>{caption}</caption>}
        <thead>
          <tr>
            {table.head.map((cell) => (
              <th scope="col">{inLanguage(cell, lang)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr>
              {row.map((cell, at) => (at === 0 ? <th scope="row">{inLanguage(cell, lang)}</th> : <td>{inLanguage(cell, lang)}</td>))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
