/**
 * Builds dist/: widget.js (loader, stable name), assets/chat-<hash>.js, the pages and the console.
 * Everything is referred to relatively, so dist/ works under any address.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { common, dist, target, webRoot } from './config.mjs';
import { pack } from './pack.mjs';
import { checkSizes } from './sizes.mjs';

rmSync(dist, { recursive: true, force: true });

await build({
  ...common,
  root: join(webRoot, 'pages'),
  publicDir: join(webRoot, 'public'),
  base: './',
  build: {
    outDir: dist,
    emptyOutDir: false,
    target,
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: ['chat', 'demo', 'console'].map((name) => join(webRoot, 'pages', `${name}.html`)),
    },
  },
});

const chat = await build({
  ...common,
  publicDir: false,
  build: {
    outDir: dist,
    emptyOutDir: false,
    target,
    modulePreload: false,
    // Not Vite's library mode: that one leaves the spaces in.
    rollupOptions: {
      input: join(webRoot, 'widget/chat.tsx'),
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: 'assets/chat-[hash].js' },
    },
  },
});
const chatFile = [chat].flat()[0].output.find((file) => file.isEntry).fileName;

await build({
  ...common,
  publicDir: false,
  define: { __CHAT_FILE__: JSON.stringify(chatFile) },
  build: {
    outDir: dist,
    emptyOutDir: false,
    target,
    // One plain script: works as <script> and as <script type="module">.
    lib: { entry: join(webRoot, 'widget/loader.ts'), formats: ['iife'], name: 'NeuvoLoader', fileName: () => 'widget.js' },
    minify: true,
  },
});

// The full page fetches the chat beside its loader instead of after it.
const page = join(dist, 'chat.html');
writeFileSync(page, readFileSync(page, 'utf8').replace('</head>', `  <link rel="modulepreload" href="./${chatFile}" />\n  </head>`));

const consoleFile = readdirSync(join(dist, 'assets')).find((name) => /^console-.*\.js$/.test(name));
const sizes = checkSizes(dist, { loader: 'widget.js', chat: chatFile, console: `assets/${consoleFile}` });
writeFileSync(join(dist, 'sizes.json'), JSON.stringify(sizes, null, 2));
pack(dist);
