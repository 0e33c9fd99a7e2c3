/** Measures what a family's phone downloads, against the budget; over it, the build fails. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Bytes gzip: a slow 4G phone gets the loader in one round trip and the chat in well under a second. */
export const BUDGET = { loader: 3 * 1024, chat: 40 * 1024 };

export const gzipSize = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

/** [{name, file, bytes, budget}]; throws when something is over. */
export function checkSizes(dist, files) {
  const rows = Object.entries(files).map(([name, file]) => ({
    name,
    file,
    bytes: gzipSize(join(dist, file)),
    budget: BUDGET[name],
  }));
  for (const { name, file, bytes, budget } of rows) {
    const kB = (n) => `${(n / 1024).toFixed(1)} kB`;
    console.log(`${name.padEnd(8)} ${kB(bytes).padStart(8)} gzip${budget ? ` of ${kB(budget)}` : ''}  ${file}`);
  }
  const over = rows.filter((row) => row.budget && row.bytes > row.budget);
  if (over.length) {
    throw new Error(over.map((row) => `${row.file}: ${row.bytes} bytes gzip, budget ${row.budget}: make it smaller`).join('\n'));
  }
  return rows;
}
