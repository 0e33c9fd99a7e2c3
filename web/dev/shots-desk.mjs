/** The desk's states for dev/shots.mjs: login, board, claim, summary, answering, dialogs, in three languages. */

const family = async (base, lang, words) => {
  const json = { 'Content-Type': 'application/json' };
  const made = await (await fetch(`${base}/api/v1/conversations`, { method: 'POST', headers: json, body: JSON.stringify({ language: lang }) })).json();
  const headers = { ...json, Authorization: `Bearer ${made.token}` };
  const post = (what) => fetch(`${base}/api/v1/conversations/${made.conversation_id}/messages`, { method: 'POST', headers, body: JSON.stringify({ client_id: crypto.randomUUID(), ...what }) });
  for (const what of words) {
    await post(what);
    await new Promise((resolve) => setTimeout(resolve, 450));
  }
  return { post };
};

const STORY = [{ text: 'vauvalla kuume eikä syö' }, { choice: 'K3:none' }, { text: '39,2' }, { choice: 'C1-2:armpit' }, { choice: 'C1-4:no' }, { choice: 'w:send' }];
const LOGIN = { fi: ['Kirjaudu sisään', 'Käyttäjätunnus', 'Salasana'], sv: ['Logga in', 'Användarnamn', 'Lösenord'], en: ['Log in', 'Username', 'Password'] };
const NAMES = {
  fi: { next: 'Ota seuraava', close: 'Päätä keskustelu', only: 'Päätä kopioimatta', transfer: 'Siirrä' },
  sv: { next: 'Ta nästa', close: 'Avsluta samtalet', only: 'Avsluta utan att kopiera', transfer: 'Flytta' },
  en: { next: 'Take next', close: 'Close the conversation', only: 'Close without copying', transfer: 'Transfer' },
};

export async function desk({ browser, open, look, base, quick }) {
  const runs = quick ? [['fi', 1280, 800, 'light'], ['sv', 768, 1024, 'dark']] : ['fi', 'sv', 'en'].flatMap((lang) => [[1280, 800, 'light'], [768, 1024, 'dark'], [640, 800, 'light']].map((size) => [lang, ...size]));
  for (const [lang, width, height, colorScheme] of runs) {
    const tag = `desk-${lang}-${width}-${colorScheme}`;
    const parent = await family(base, 'fi', STORY);
    await family(base, 'sv', [{ text: 'Jag behöver hjälp med amningen' }, { choice: 'nurse' }]);
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: `${lang}-FI` });
    const page = await open(context, '/console');
    await page.locator('select').selectOption(lang);
    await page.getByLabel(LOGIN[lang][1]).waitFor();
    await look(page, `${tag}-1-login`);
    await page.getByLabel(LOGIN[lang][1]).fill('sanna');
    await page.getByLabel(LOGIN[lang][2]).fill('salasana');
    await page.getByRole('button', { name: LOGIN[lang][0] }).click();
    await page.locator('.item').first().waitFor();
    await look(page, `${tag}-2-board`);
    await page.getByRole('button', { name: NAMES[lang].next }).click();
    await page.locator('#answer').waitFor();
    await page.locator('.summary pre').waitFor();
    await look(page, `${tag}-3-summary`);
    await page.locator('#answer').fill('Hei! Luin vastauksesi. Onko vauva juonut mitään tänä aamuna?');
    await page.keyboard.press('Enter');
    await parent.post({ text: 'Vähän on juonut. Voinko soittaa? 040 123 4567' });
    await page.waitForTimeout(300);
    await page.locator('#answer').fill('Kyllä, soita');
    await look(page, `${tag}-4-talk`);
    await page.getByRole('button', { name: NAMES[lang].transfer, exact: true }).click();
    await look(page, `${tag}-5-transfer`);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: NAMES[lang].close, exact: true }).click();
    await look(page, `${tag}-6-close`);
    await page.locator('dialog').getByRole('button', { name: NAMES[lang].only, exact: true }).click();
    await page.waitForTimeout(400);
    await page.locator('.empty, .board').first().focus().catch(() => undefined);
    await page.keyboard.press('?');
    await look(page, `${tag}-7-keys`);
    await context.close();
  }
}
