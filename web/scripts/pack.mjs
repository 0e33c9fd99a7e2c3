/** Packs what browsers fetch, once and as small as it gets: the service hands out `x.js.br` or `x.js.gz` for `x.js`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export function pack(dist) {
  for (const name of readdirSync(dist, { recursive: true })) {
    if (!/\.(js|css|svg)$/.test(name)) continue;
    const plain = readFileSync(join(dist, name));
    writeFileSync(join(dist, `${name}.br`), brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }));
    writeFileSync(join(dist, `${name}.gz`), gzipSync(plain, { level: 9 }));
  }
}
