/**
 * Walks the widget and the desk through their states against the mock, takes a picture of each and runs axe-core on it.
 * Usage: node dev/shots.mjs [folder] [--widget|--desk] [--quick] [--only=fi-phone-light]; exits 1 when axe finds a violation or the console complains.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { server, settings } from './mock-server.mjs';

const args = process.argv.slice(2);
const folder = args.find((arg) => !arg.startsWith('--')) ?? '/tmp/web/shots';
const quick = args.includes('--quick');
const only = args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
mkdirSync(folder, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.NEUVO_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const faults = [];

const WORDS = {
  fi: { symptom: 'Oire huolettaa', none: 'Ei mikään näistä nyt', send: 'Lähetä hoitajalle', fever: '39,2', where: 'Kainalosta', no: 'Ei', danger: 'vauva ei hengitä', thanks: 'kiitos, tämä riitti', vacc: 'Rokotukset', violence: 'mies lyö minua', book: 'Miten varaan ajan?' },
  sv: { symptom: 'Ett symtom oroar mig', none: 'Inget av dessa nu', send: 'Skicka till hälsovårdaren', fever: '39,2', where: 'I armhålan', no: 'Nej', danger: 'barnet andas inte', thanks: 'tack, det räcker', vacc: 'Vaccinationer', violence: 'min man slår mig', book: 'Hur bokar jag en tid?' },
  en: { symptom: 'I am worried about a symptom', none: 'None of these now', send: 'Send to the nurse', fever: '39.2', where: 'Armpit', no: 'No', danger: 'my baby is not breathing', thanks: 'thank you, that is all', vacc: 'Vaccinations', violence: 'he hits me, violence', book: 'How do I book?' },
};
const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };

async function look(page, name) {
  await page.waitForTimeout(250);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  // Injected through the protocol: the page's policy forbids foreign scripts, rightly.
  const result = await page.evaluate(`${axe};axe.run(document,{runOnly:${JSON.stringify(TAGS)}})`);
  for (const violation of result.violations) {
    faults.push(`${name}: ${violation.id} (${violation.impact}): ${violation.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.any.concat(node.all)[0]?.message ?? ''}`).join(' | ')}`);
  }
}

async function open(context, path) {
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !/ERR_|Failed to load resource/.test(message.text())) faults.push(`${path}: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`${path}: ${error.message}`));
  await page.goto(base + path);
  return page;
}

const type = async (page, text) => {
  await page.locator('neuvo-chat textarea').last().fill(text);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(600);
};
const press = async (page, title) => {
  await page.locator('neuvo-chat').getByRole('button', { name: title, exact: true }).last().click();
  await page.waitForTimeout(600);
};

async function widget(lang, size, scheme) {
  const tag = `${lang}-${size}-${scheme}`;
  const w = WORDS[lang];
  const context = () => browser.newContext({ viewport: SIZES[size], colorScheme: scheme, deviceScaleFactor: 1, hasTouch: size === 'phone', locale: 'fi-FI' });

  let one = await context();
  let page = await open(one, `/?lang=${lang}`);
  await look(page, `${tag}-01-closed`);
  await page.locator('neuvo-chat .launcher').click();
  await page.locator('neuvo-chat textarea').waitFor();
  await look(page, `${tag}-02-greeting`);
  await press(page, w.vacc);
  await look(page, `${tag}-03-table`);
  await type(page, w.book);
  await look(page, `${tag}-04-answer`);
  await press(page, WORDS[lang].book === '' ? '' : { fi: 'Lisää toimintoja', sv: 'Fler funktioner', en: 'More actions' }[lang]);
  await look(page, `${tag}-05-menu`);
  await page.keyboard.press('Escape');
  await type(page, 'kuume feber fever');
  await look(page, `${tag}-06-safety`);
  await press(page, w.none);
  await look(page, `${tag}-07-form-number`);
  await type(page, w.fever);
  await look(page, `${tag}-08-form-choice`);
  await press(page, w.where);
  await press(page, w.no);
  await look(page, `${tag}-09-check`);
  await press(page, w.send);
  await look(page, `${tag}-10-queue`);
  await type(page, w.danger);
  await type(page, lang === 'fi' ? 'Kiitos.' : 'Tack.');
  const talk = await takeChat(base);
  await page.waitForTimeout(500);
  await look(page, `${tag}-11-nurse`);
  await talk.deed('typing');
  await page.waitForTimeout(300);
  await look(page, `${tag}-12-typing`);
  await talk.deed('close', { reason: 'advice_given' });
  await page.waitForTimeout(400);
  await look(page, `${tag}-13-feedback`);
  await one.close();

  one = await context();
  page = await open(one, `/chat?lang=${lang}`);
  await page.locator('neuvo-chat textarea').waitFor();
  await type(page, w.danger);
  await look(page, `${tag}-14-page-emergency`);
  await type(page, w.violence);
  await look(page, `${tag}-15-quick-exit`);
  await one.setOffline(true);
  await page.evaluate('dispatchEvent(new Event("offline"))');
  await type(page, w.book);
  await look(page, `${tag}-16-offline`);
  await one.close();

  one = await context();
  settings.open = false;
  settings.maintenance = { fi: 'Chatissa on huoltokatko tänään klo 17–18.', sv: 'Chatten är ur bruk för underhåll i dag kl. 17–18.', en: 'The chat is down for maintenance today 17–18.' };
  page = await open(one, `/?lang=${lang}`);
  await page.locator('neuvo-chat .launcher').click();
  await page.locator('neuvo-chat textarea').waitFor();
  await page.locator('neuvo-chat input[type=file]').setInputFiles({ name: 'ihottuma.png', mimeType: 'image/png', buffer: await picture(page) });
  await page.waitForTimeout(300);
  await look(page, `${tag}-17-closed-photo`);
  await type(page, 'nurse');
  await look(page, `${tag}-18-message`);
  settings.open = true;
  settings.maintenance = null;
  await one.close();
}

async function picture(page) {
  const data = await page.evaluate(`(() => { const c = document.createElement('canvas'); c.width = 320; c.height = 240; const x = c.getContext('2d');
    x.fillStyle = '#e8c4a8'; x.fillRect(0, 0, 320, 240); x.fillStyle = '#d98a7a'; for (let i = 0; i < 40; i++) { x.beginPath(); x.arc((i * 73) % 320, (i * 47) % 240, 6, 0, 7); x.fill(); } return c.toDataURL('image/png').split(',')[1]; })()`);
  return Buffer.from(data, 'base64');
}

/** The mock's nurse takes the oldest chat and writes two messages. */
async function takeChat() {
  const login = await fetch(`${base}/api/v1/console/login`, { method: 'POST', body: JSON.stringify({ username: 'sanna', password: 'salasana' }) });
  const { csrf } = await login.json();
  const headers = { cookie: login.headers.get('set-cookie').split(';')[0], 'x-csrf-token': csrf };
  const call = async (path, json = {}) => (await fetch(`${base}/api/v1/console/${path}`, { method: 'POST', headers, body: JSON.stringify(json) })).json().catch(() => null);
  const card = await call('next');
  const deed = (name, json) => call(`conversations/${card.conversation_id}/${name}`, json);
  await deed('read', { seq: 999 });
  await deed('messages', { client_id: crypto.randomUUID(), text: 'Hei! Luin vastauksesi. Onko vauva juonut mitään tänä aamuna?' });
  await deed('messages', { client_id: crypto.randomUUID(), text: 'Voit myös soittaa minulle: 040 123 4567.' });
  return { deed, card };
}

if (!args.includes('--desk')) {
  const runs = quick ? [['fi', 'phone', 'light'], ['sv', 'desktop', 'dark']] : ['fi', 'sv', 'en'].flatMap((lang) => Object.keys(SIZES).flatMap((size) => ['light', 'dark'].map((scheme) => [lang, size, scheme])));
  for (const run of runs) {
    if (only && !run.join('-').includes(only)) continue;
    const before = faults.length;
    await widget(...run);
    console.log(`${run.join(' ')}: ${faults.length - before || 'no'} violation`);
  }
}
if (!args.includes('--widget')) {
  const { desk } = await import('./shots-desk.mjs');
  await desk({ browser, open, look, base, quick, takeChat });
}
await browser.close();
server.closeAllConnections();
server.close();
console.log(faults.length ? [...new Set(faults)].join('\n') : 'no violation');
process.exit(faults.length ? 1 : 0);
