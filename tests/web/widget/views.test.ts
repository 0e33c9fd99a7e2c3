// @vitest-environment happy-dom
import { h, render, type ComponentType } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LANGS } from '../../../web/shared/types';
import { Session } from '../../../web/widget/session';
import { Ui } from '../../../web/widget/ui';
import { Composer } from '../../../web/widget/views/composer';
import { UiContext } from '../../../web/widget/views/context';
import { Header } from '../../../web/widget/views/header';
import { ConfirmBar, Notices } from '../../../web/widget/views/notices';

let session: Session;
let ui: Ui;
let place: HTMLElement;
let refuse: () => Response;

beforeEach(() => {
  localStorage.clear();
  refuse = () => new Response('{"error":{"code":"closed"}}', { status: 409 });
  vi.stubGlobal('fetch', (url: string) => (/messages$|queue\//.test(url) ? Promise.resolve(refuse()) : new Promise(() => undefined)));
  session = new Session({ api: 'https://chat.example', lang: 'fi' });
  session.talk = { id: 'c1', token: 't' };
  made(null);
  place = document.createElement('div');
  document.body.append(place);
});
afterEach(() => {
  render(null, place);
  session.stop();
  vi.unstubAllGlobals();
});

function made(exitUrl: string | null): void {
  ui = new Ui({ session, host: document.createElement('div'), home: '', page: true, exitUrl });
}
const draw = (view: ComponentType) => render(h(UiContext.Provider, { value: ui }, h(view, {})), place);
const press = (words: string) => [...place.querySelectorAll('button')].find((button) => button.textContent!.trim() === words)!.click();

async function refusedWords(): Promise<void> {
  session.sendText('pitääkö kuumetta mitata');
  session.sendText('ja kuinka usein');
  await vi.waitFor(() => expect(session.outbox.items.map((item) => item.state)).toEqual(['failed', 'failed']));
  session.status = { state: 'closed' };
}
const KEPT = 'pitääkö kuumetta mitata\nja kuinka usein';

test('words that a closed conversation refused are in the answer box of the next', async () => {
  await refusedWords();
  draw(Composer);
  press(ui.t('again'));
  expect([ui.draft, session.talk, session.outbox.items, ui.problem]).toEqual([KEPT, null, [], null]);
});

test('a new conversation from the menu keeps unsent words and the draft', async () => {
  await refusedWords();
  ui.draft = 'kiitos';
  ui.confirm = 'again';
  draw(ConfirmBar);
  press(ui.t('againYes'));
  expect(ui.draft).toBe(`${KEPT}\nkiitos`);
});

test('a conversation that is removed from the device leaves no words', async () => {
  await refusedWords();
  ui.draft = 'kiitos';
  ui.confirm = 'forget';
  draw(ConfirmBar);
  press(ui.t('forgetYes'));
  expect([ui.draft, session.outbox.items]).toEqual(['', []]);
});

test('leaving the queue twice is not told as a failure', async () => {
  refuse = () => new Response('{"error":{"code":"not_queued"}}', { status: 409 });
  session.status = { state: 'queued', queue: { position: 1 } };
  const say = vi.spyOn(ui, 'say');
  draw(Notices);
  press(ui.t('leaveQueue'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  press(ui.t('asMessage'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([ui.problem, say.mock.calls]).toEqual([null, []]);
});

test.each([
  ['weather where nobody has chosen an address', null, null, true],
  ['another page where the county has chosen it', 'https://county.example/', null, false],
  ['another page where the page has chosen it', null, 'https://page.example/', false],
])('the quick exit promises %s', (_, neutral_url, exitUrl, weather) => {
  made(exitUrl);
  session.quickExit = true;
  session.status = { state: 'bot', neutral_url };
  for (const lang of LANGS) {
    session.lang = lang;
    draw(Header);
    expect(/sää|väder|weather/.test(place.querySelector('.exit')!.textContent!)).toBe(weather);
  }
});
