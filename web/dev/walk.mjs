/**
 * What axe cannot see, asserted in a real browser against the mock: focus, announcements, Back, storage, policy, sizes,
 * lost network, two tabs, a hostile host page. Usage: node dev/walk.mjs; exits 1 with a list of what is wrong.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { server, settings } from './mock-server.mjs';

await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.NEUVO_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
const DESKTOP = { viewport: { width: 1280, height: 800 } };
const faults = [];
let done = 0;

async function promise(name, options, run) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && /Content Security|Refused/.test(message.text()) && complaints.push(message.text()));
  try {
    await run(page, context);
    assert.deepEqual(complaints, []);
    done++;
  } catch (error) {
    faults.push(`${name}\n    ${String(error.message).split('\n').slice(0, 6).join('\n    ')}`);
  }
  await context.close();
  settings.buffering = false;
}

const shadow = (page, code) => page.evaluate(`(() => { const root = document.querySelector('neuvo-chat').shadowRoot; ${code} })()`);
const focused = (page) => shadow(page, `const a = root.activeElement; return a ? a.id || a.getAttribute('aria-label') || a.className || a.tagName : null;`);
const openChat = async (page, path = '/?lang=fi') => {
  await page.goto(base + path);
  await page.locator('neuvo-chat .launcher').click();
  await page.locator('neuvo-chat textarea').waitFor();
};
const type = async (page, text) => {
  await page.locator('neuvo-chat textarea').last().fill(text);
  await page.keyboard.press('Enter');
};
const stored = (page) => page.evaluate('[...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie].filter(Boolean)');
const bubbles = (page) => shadow(page, `return [...root.querySelectorAll('.customer .bubble')].map((b) => b.textContent);`);

await promise('nothing is stored and no conversation is made before the first message', DESKTOP, async (page) => {
  const calls = [];
  page.on('request', (request) => calls.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await openChat(page);
  await page.locator('neuvo-chat textarea').fill('luonnos');
  await page.waitForTimeout(300);
  assert.deepEqual(await stored(page), []);
  assert.ok(!calls.some((call) => call.startsWith('POST')), calls.join());
});

await promise('no request leaves the service', DESKTOP, async (page) => {
  const hosts = new Set();
  page.on('request', (request) => hosts.add(new URL(request.url()).origin));
  await openChat(page);
  await type(page, 'kuume');
  await page.waitForTimeout(800);
  assert.deepEqual([...hosts], [base]);
});

await promise('on a desktop focus goes to the answer box, Esc closes and gives it back to the launcher', DESKTOP, async (page) => {
  await openChat(page);
  assert.equal(await focused(page), 'Viesti');
  await page.keyboard.press('Escape');
  await page.waitForTimeout(100);
  assert.equal(await focused(page), 'Neuvolan chat');
  assert.equal(await page.locator('neuvo-chat dialog').isVisible(), false);
});

await promise('on a phone the chat is modal, keeps focus inside, and Back closes it without leaving the page', PHONE, async (page) => {
  await openChat(page);
  assert.equal(await focused(page), 'neuvo-title');
  assert.ok(await shadow(page, `return root.querySelector('dialog').matches(':modal')`));
  for (let n = 0; n < 25; n++) {
    await page.keyboard.press('Tab');
    const outside = await page.evaluate(`document.activeElement !== document.body && document.activeElement.localName !== 'neuvo-chat'`);
    assert.equal(outside, false);
  }
  const url = page.url();
  await page.goBack();
  await page.waitForTimeout(200);
  assert.equal(page.url(), url);
  assert.equal(await page.locator('neuvo-chat dialog').isVisible(), false);
});

await promise('closing with the button leaves no extra history entry', PHONE, async (page) => {
  await page.goto(`${base}/chat?lang=fi`);
  await openChat(page);
  await page.locator('neuvo-chat').getByRole('button', { name: 'Sulje chat' }).click();
  await page.waitForTimeout(300);
  await page.goBack();
  assert.ok(page.url().includes('/chat'));
});

await promise('each message is announced once, and a message never moves focus', DESKTOP, async (page) => {
  await openChat(page);
  await shadow(page, `window.heard = []; const seen = new WeakSet();
    new MutationObserver((list) => { for (const m of list) for (const n of m.addedNodes) if (n.nodeType === 1 && n.closest?.('[data-announcer]') && !seen.has(n)) { seen.add(n); window.heard.push(n.textContent); } }).observe(root, { childList: true, subtree: true });`);
  await type(page, 'Miten varaan ajan?');
  await page.waitForTimeout(1200);
  const heard = await page.evaluate('window.heard');
  assert.equal(heard.filter((text) => text.includes('Voit varata ajan')).length, 1, JSON.stringify(heard));
  assert.equal(heard.length, 1, JSON.stringify(heard));
  assert.match(heard[0], /^Neuvo, automaattinen avustaja: .*Vaihtoehdot: Varaa aika, Juttele hoitajan kanssa$/s);
  assert.equal(await focused(page), 'Viesti');
  await page.waitForTimeout(1500);
  assert.equal(await shadow(page, `return root.querySelector('dialog [data-announcer]').childElementCount`), 0);
});

await promise('after a reload the history is drawn and not announced', DESKTOP, async (page) => {
  await openChat(page);
  await type(page, 'Miten varaan ajan?');
  await page.waitForTimeout(900);
  await page.reload();
  await page.locator('neuvo-chat .launcher').click();
  await page.locator('neuvo-chat .customer .bubble').waitFor();
  await page.waitForTimeout(600);
  assert.equal(await shadow(page, `return root.querySelector('dialog [data-announcer]').childElementCount`), 0);
  assert.deepEqual(await bubbles(page), ['Miten varaan ajan?']);
});

await promise('the emergency card is an alert when it comes, not announced a second time, and has its number as a button', DESKTOP, async (page) => {
  await openChat(page);
  await type(page, 'vauva ei hengitä');
  await page.locator('neuvo-chat .emergency-card[role=alert]').waitFor();
  assert.equal(await shadow(page, `return root.querySelector('dialog [data-announcer]').textContent`), '');
  const call = page.locator('neuvo-chat a.call').first();
  assert.equal(await call.getAttribute('href'), 'tel:112');
  assert.ok((await call.boundingBox()).height >= 44);
});

await promise('a quick reply stays as the person’s words, focus moves onto them and Tab goes on to the next buttons', DESKTOP, async (page) => {
  await openChat(page);
  await page.locator('neuvo-chat').getByRole('button', { name: 'Rokotukset' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForTimeout(900);
  assert.deepEqual(await bubbles(page), ['Rokotukset']);
  const active = await shadow(page, `return root.activeElement?.closest('.customer, .bot')?.textContent ?? root.activeElement?.className`);
  assert.ok(/Rokotukset/.test(active ?? ''), String(active));
});

await promise('Enter sends, Shift+Enter breaks the line, and nothing empty is sent', DESKTOP, async (page) => {
  await openChat(page);
  await page.locator('neuvo-chat textarea').fill('yksi');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('kaksi');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(500);
  assert.deepEqual(await bubbles(page), ['yksikaksi']);
  assert.equal(await shadow(page, `return root.querySelectorAll('.customer .bubble br').length`), 1);
});

await promise('changing the language redraws interface, fixed texts and chosen buttons at once and keeps what was typed', DESKTOP, async (page) => {
  await openChat(page);
  await page.locator('neuvo-chat').getByRole('button', { name: 'Rokotukset' }).click();
  await page.waitForTimeout(700);
  await page.locator('neuvo-chat textarea').fill('kesken');
  await page.locator('neuvo-chat').getByRole('button', { name: 'SV' }).click();
  await page.waitForTimeout(400);
  const text = await shadow(page, `return root.querySelector('dialog').textContent`);
  for (const words of ['Rådgivningens chatt', 'Vaccinationsprogrammet', 'Skriv ett meddelande', 'Vaccinationer']) {
    const placeholder = await page.locator('neuvo-chat textarea').getAttribute('placeholder');
    assert.ok(text.includes(words) || placeholder === words, words);
  }
  assert.equal(await page.locator('neuvo-chat textarea').inputValue(), 'kesken');
  assert.equal(await page.locator('neuvo-chat').getAttribute('lang'), 'sv');
});

await promise('what is written without a network is kept over a reload and arrives once, in order', DESKTOP, async (page, context) => {
  await openChat(page);
  await type(page, 'ensimmäinen');
  await page.waitForTimeout(700);
  await context.setOffline(true);
  await type(page, 'toinen');
  await type(page, 'kolmas');
  await page.waitForTimeout(300);
  assert.ok((await stored(page)).filter((key) => key.includes(':out:')).length === 2);
  await context.setOffline(false);
  await page.reload();
  await page.locator('neuvo-chat .launcher').click();
  await page.waitForTimeout(1800);
  assert.deepEqual(await bubbles(page), ['ensimmäinen', 'toinen', 'kolmas']);
  assert.equal((await stored(page)).filter((key) => key.includes(':out:')).length, 0);
});

await promise('a proxy that holds streams back does not stop the conversation', DESKTOP, async (page) => {
  settings.buffering = true;
  await openChat(page);
  await type(page, 'Miten varaan ajan?');
  await page.locator('neuvo-chat .bot .bubble', { hasText: 'Voit varata ajan' }).waitFor({ timeout: 25_000 });
});

await promise('two tabs show the same conversation', DESKTOP, async (page, context) => {
  await openChat(page);
  const other = await context.newPage();
  await other.goto(`${base}/?lang=fi`);
  await other.locator('neuvo-chat .launcher').click();
  await other.locator('neuvo-chat textarea').waitFor();
  await type(page, 'yhdestä välilehdestä');
  await page.waitForTimeout(900);
  assert.deepEqual(await bubbles(other), ['yhdestä välilehdestä']);
  await type(other, 'toisesta');
  await page.waitForTimeout(700);
  assert.deepEqual(await bubbles(page), ['yhdestä välilehdestä', 'toisesta']);
});

await promise('quick exit wipes the device, revokes the token and replaces the page', DESKTOP, async (page) => {
  await page.route('https://www.ilmatieteenlaitos.fi/**', (route) => route.fulfill({ body: 'sää', contentType: 'text/html' }));
  await openChat(page);
  await type(page, 'mies lyö minua');
  await page.locator('neuvo-chat .exit').waitFor();
  assert.equal(await page.evaluate('localStorage.length'), 0);
  const revoked = page.waitForRequest((request) => request.method() === 'DELETE');
  await page.locator('neuvo-chat .exit').click();
  await revoked;
  await page.waitForURL('https://www.ilmatieteenlaitos.fi/');
});

await promise('forgetting the conversation leaves the device empty', DESKTOP, async (page) => {
  await openChat(page);
  await type(page, 'kuume');
  await page.waitForTimeout(700);
  await page.locator('neuvo-chat').getByRole('button', { name: 'Lisää toimintoja' }).click();
  await page.locator('neuvo-chat').getByRole('button', { name: 'Poista keskustelu tältä laitteelta' }).click();
  await page.locator('neuvo-chat').getByRole('button', { name: 'Poista', exact: true }).click();
  await page.waitForTimeout(300);
  assert.deepEqual(await stored(page), []);
  assert.equal(await focused(page), 'neuvo-title');
});

await promise('unread messages are marked on the launcher and told to the host page, without their words', DESKTOP, async (page) => {
  await openChat(page);
  await page.evaluate(`window.told = []; for (const name of ['open', 'close', 'message', 'unread', 'handoff']) document.addEventListener('neuvo:' + name, (e) => told.push([name, JSON.stringify(e.detail)]))`);
  await type(page, 'Miten varaan ajan?');
  await page.keyboard.press('Escape');
  await page.locator('neuvo-chat .badge').filter({ hasText: '1' }).waitFor();
  assert.match(await page.locator('neuvo-chat .launcher').getAttribute('aria-label'), /uusia viestejä: 1/);
  const told = await page.evaluate('window.told');
  assert.ok(told.some(([name]) => name === 'unread') && told.some(([name]) => name === 'message'));
  assert.ok(!JSON.stringify(told).includes('ajan'));
});

for (const [name, options] of [['320 px', { viewport: { width: 320, height: 568 } }], ['landscape', { viewport: { width: 640, height: 320 } }], ['200 % text', { viewport: { width: 1280, height: 800 }, text: 32 }]]) {
  await promise(`${name}: nothing is cut off sideways and every target is at least 24 px (44 for what is pressed most)`, options, async (page) => {
    if (options.text) {
      const session = await page.context().newCDPSession(page);
      await session.send('Emulation.setDeviceMetricsOverride', { width: 1280, height: 800, deviceScaleFactor: 1, mobile: false });
      await page.addInitScript(`addEventListener('DOMContentLoaded', () => { const s = new CSSStyleSheet(); document.adoptedStyleSheets = [s]; s.replaceSync('html{font-size:200%}'); })`);
    }
    await openChat(page);
    if (options.text) await shadow(page, `root.querySelector('.frame').style.fontSize = '32px'`);
    await page.locator('neuvo-chat').getByRole('button', { name: 'Oire huolettaa' }).click();
    await page.waitForTimeout(700);
    await page.locator('neuvo-chat').getByRole('button', { name: 'Ei mikään näistä nyt' }).click();
    await page.waitForTimeout(700);
    const wide = await shadow(page, `const panel = root.querySelector('dialog'); const box = panel.getBoundingClientRect();
      return [...panel.querySelectorAll('*')].filter((el) => !el.closest('.vh, svg') && el.checkVisibility() && (el.getBoundingClientRect().right > box.right + 1 || el.getBoundingClientRect().left < box.left - 1)).map((el) => el.className || el.localName)`);
    assert.deepEqual(wide, []);
    const small = await shadow(page, `return [...root.querySelectorAll('button, a, textarea')].filter((el) => el.checkVisibility() && !el.closest('p, .bubble')).map((el) => [el.textContent || el.ariaLabel, el.getBoundingClientRect()]).filter(([, r]) => r.width < 43.5 || r.height < 43.5).map(([t, r]) => t + ' ' + Math.round(r.width) + 'x' + Math.round(r.height))`);
    assert.deepEqual(small, []);
    const height = await shadow(page, `return root.querySelector('.log').clientHeight`);
    assert.ok(height >= 90, `the log has ${height} px`);
  });
}

await promise('a hostile host page changes nothing', DESKTOP, async (page) => {
  const hostile = createServer((request, response) => {
    if (request.url === '/page.css') {
      response.setHeader('Content-Type', 'text/css');
      return response.end('*{all:unset !important;color:red !important} html{font-size:5px} body>*{z-index:2147483647;position:relative} neuvo-chat{display:none !important;opacity:0} .wall{position:fixed;inset:0;background:#eee;z-index:2147483647}');
    }
    response.setHeader('Content-Type', 'text/html');
    response.end(`<!doctype html><html lang="sv"><link rel="stylesheet" href="/page.css"><body><div class="wall"></div><script src="${base}/widget.js" data-lang="sv" data-open></script>`);
  });
  await new Promise((resolve) => hostile.listen(0, '127.0.0.1', resolve));
  // The mock answers its own origin only; the browser is told that this host page is welcome.
  await page.route(`${base}/**`, async (route) => {
    if (route.request().method() === 'OPTIONS') return route.fulfill({ status: 204, headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' } });
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), 'access-control-allow-origin': '*' } });
  });
  await page.goto(`http://127.0.0.1:${hostile.address().port}/`);
  const box = page.locator('neuvo-chat textarea');
  await box.waitFor();
  await page.waitForTimeout(400);
  const at = await box.boundingBox();
  const top = await page.evaluate(([x, y]) => document.elementFromPoint(x, y).localName, [at.x + 20, at.y + 10]);
  assert.equal(top, 'neuvo-chat');
  assert.equal(await shadow(page, `return getComputedStyle(root.querySelector('textarea')).fontSize`), '16px');
  assert.match(await shadow(page, `return root.querySelector('#neuvo-title').textContent`), /Rådgivningens chatt/);
  hostile.close();
});

await promise('the page without JavaScript tells phone numbers and hours', { ...PHONE, javaScriptEnabled: false }, async (page) => {
  await page.goto(`${base}/chat?lang=sv`);
  const text = await page.locator('body').innerText();
  for (const words of ['112', '116117', 'Jourhjälpen', 'vardagar kl. 8–16']) assert.ok(text.includes(words), words);
  assert.ok(!text.includes('Hätätilanteessa'));
});

await promise('keyboard alone: from opening to feedback', DESKTOP, async (page) => {
  await page.goto(`${base}/?lang=fi`);
  for (let n = 0; n < 30 && (await focused(page)) !== 'Neuvolan chat'; n++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('neuvo-chat textarea').waitFor();
  await page.keyboard.type('kiitos, tämä riitti');
  await page.keyboard.press('Enter');
  await page.locator('neuvo-chat .feedback').waitFor();
  for (let n = 0; n < 30; n++) {
    await page.keyboard.press('Shift+Tab');
    if (await shadow(page, `return root.activeElement?.type === 'submit' && !!root.activeElement.closest('.feedback')`)) break;
  }
  await page.keyboard.press('Enter');
  await page.locator('neuvo-chat .problem').waitFor();
  await page.keyboard.press('Space');
  for (let n = 0; n < 9; n++) await page.keyboard.press('ArrowRight');
  for (let n = 0; n < 3; n++) {
    await page.keyboard.press('Tab');
    if (await shadow(page, `return root.activeElement?.type === 'submit'`)) break;
  }
  await page.keyboard.press('Enter');
  await page.locator('neuvo-chat .log', { hasText: 'Palaute on lähetetty.' }).waitFor();
});

await browser.close();
server.closeAllConnections();
server.close();
console.log(`${done} kept${faults.length ? `, ${faults.length} broken:\n  ${faults.join('\n  ')}` : ''}`);
process.exit(faults.length ? 1 : 0);
