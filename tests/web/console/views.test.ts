// @vitest-environment happy-dom
import { h, render, type ComponentType } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../../web/shared/api';
import type { ChatEvent } from '../../../web/shared/types';
import { translate } from '../../../web/console/texts';
import { App } from '../../../web/console/views/app';
import { Board } from '../../../web/console/views/board';
import { DeskContext, useChanges } from '../../../web/console/views/context';
import { RepliesPicker } from '../../../web/console/views/replies';
import { TalkView } from '../../../web/console/views/talk';
import { card, deskWith, noLine, opened, type Answers } from './fakes';

let box: HTMLElement;
const settle = (ms = 30) => new Promise((done) => setTimeout(done, ms));
const field = <T extends HTMLElement>(query: string) => box.querySelector<T>(query)!;
const press = async (words: string, within: ParentNode = box) => {
  [...within.querySelectorAll('button')].find((button) => button.textContent!.trim() === words)!.click();
  await settle();
};
const submit = async () => {
  field('dialog form').dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }));
  await settle();
};
const write = async (query: string, text: string) => {
  field<HTMLTextAreaElement>(query).value = text;
  field(query).dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
};

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  vi.stubGlobal('navigator', { ...navigator, language: 'en', clipboard: { writeText: vi.fn(async () => undefined) } });
  document.body.replaceChildren((box = document.createElement('div')));
});
afterEach(() => render(null, box));

/** A desk with one conversation open, in English. */
async function open(answers: Answers = {}) {
  const at = await deskWith({ '/record': { kept: false, text: 'Put together', language: 'fi' }, ...answers });
  at.desk.lang = 'en';
  at.desk.open('c1');
  await settle();
  const Shown: ComponentType = () => {
    useChanges(at.desk);
    return h(DeskContext.Provider, { value: at.desk }, at.desk.talk && h(TalkView, { key: at.desk.talk.id, talk: at.desk.talk }));
  };
  render(h(Shown, {}), box);
  await settle();
  return at;
}

test('an edited record text stays when closing fails, with a word of why, and goes when it is done', async () => {
  const at = await open({ '/close': noLine() });
  await press('Close the conversation');
  expect(field<HTMLTextAreaElement>('.record-text').value).toBe('Put together');
  await write('.record-text', 'Put together, and checked');
  await submit();
  expect(field<HTMLTextAreaElement>('.record-text').value).toBe('Put together, and checked');
  expect(field('dialog [role=alert]').textContent).toBe('That did not work. Please try again.');
  at.answers['/close'] = {};
  await submit();
  expect(field('dialog')).toBeNull();
  expect(at.sent('/close').at(-1)).toEqual({ reason: 'advice_given', record: 'Put together, and checked' });
  expect(sessionStorage.length).toBe(0);
});

test('an edited record text is there again after Esc, and can be put together anew', async () => {
  await open();
  await press('Close the conversation');
  await write('.record-text', 'Checked');
  await press('Cancel', field('dialog'));
  expect(field('dialog')).toBeNull();
  await press('Close the conversation');
  expect(field<HTMLTextAreaElement>('.record-text').value).toBe('Checked');
  await press('Put the text together again from the conversation');
  expect(field<HTMLTextAreaElement>('.record-text').value).toBe('Put together');
  expect(sessionStorage.length).toBe(0);
});

test('a note stays in the transfer dialog when the nurse chosen is not there', async () => {
  const at = await open({ '/transfer': new ApiError(409, 'nurse_away', 'away') });
  await press('Transfer');
  field<HTMLTextAreaElement>('dialog [name=note]').value = 'about breastfeeding';
  await submit();
  expect(field<HTMLTextAreaElement>('dialog [name=note]').value).toBe('about breastfeeding');
  expect(field('dialog [role=alert]').textContent).toBe('That nurse is not there now. Pass the chat to a queue.');
  expect(at.desk.talk?.id).toBe('c1');
});

test('the video dialog stays when the invitation failed, and begins at 30 minutes', async () => {
  const at = await open({ '/meetings': noLine() });
  await press('Video meeting');
  await submit();
  expect(field('dialog [role=alert]').textContent).toBe('That did not work. Please try again.');
  field('dialog label:nth-of-type(2) input').click();
  await settle();
  expect(field<HTMLSelectElement>('[name=minutes]').value).toBe('30');
  at.answers['/meetings'] = {};
  field<HTMLInputElement>('[name=at]').value = '2026-11-24T10:00';
  await submit();
  expect(at.sent('/meetings').at(-1)).toMatchObject({ at: '2026-11-24T08:00:00.000Z', minutes: 30 });
  expect(field('dialog')).toBeNull();
});

test('a conversation that could not be fetched says so, with the way back to the list', async () => {
  const at = await open({ '/c1': noLine() });
  expect(field('[role=alert]').textContent).toBe('The service cannot be reached. Please try again in a moment.');
  field('.to-list').click();
  expect(at.desk.talk).toBeNull();
});

test('a double click and a key held down take one family', async () => {
  const { desk, sent } = await deskWith({ '/next': card('c1') });
  render(h(DeskContext.Provider, { value: desk }, h(Board, {})), box);
  const next = field('.next');
  next.dispatchEvent(new MouseEvent('click', { detail: 1, bubbles: true }));
  await settle();
  next.dispatchEvent(new MouseEvent('click', { detail: 2, bubbles: true }));
  await settle();
  expect(sent('/next')).toHaveLength(1);
  const held = new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, cancelable: true });
  next.dispatchEvent(held);
  expect(held.defaultPrevented).toBe(true);
});

test('the key n held down takes one family', async () => {
  const { desk, sent } = await deskWith({ '/next': null });
  render(h(App, { desk }), box);
  await settle();
  for (const repeat of [false, true, true]) {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', repeat, bubbles: true, cancelable: true }));
    await settle();
  }
  expect(sent('/next')).toHaveLength(1);
});

test('logging out with something unsent asks, and cancelling stays', async () => {
  const { desk } = await deskWith({ '/messages': noLine() });
  desk.lang = 'en';
  render(h(App, { desk }), box);
  desk.open('c1');
  await settle();
  desk.talk!.setDraft('Hei!');
  desk.talk!.submit();
  await press('Log out');
  expect(field('dialog p').textContent).toContain('have not been sent yet');
  await press('Cancel', field('dialog'));
  expect([field('dialog'), desk.phase]).toEqual([null, 'desk']);
});

test('canned replies that did not come are not said to be missing', async () => {
  const { desk } = await deskWith({ '/replies': noLine() });
  desk.lang = 'en';
  render(h(DeskContext.Provider, { value: desk }, h(RepliesPicker, { language: 'fi', onPick: () => undefined, onClose: () => undefined })), box);
  await settle();
  expect(field('[role=status]').textContent).toBe('The service cannot be reached. Please try again in a moment.');
});

test('a nurse’s own picture is not called the customer’s', async () => {
  const picture = (seq: number, author: 'nurse' | 'customer') => ({ seq, at: '2026-11-23T07:00:00Z', author, kind: 'attachment', data: { id: `p${seq}`, content_type: 'image/png' } }) as ChatEvent;
  await open({ '/c1': opened('c1', { events: [picture(1, 'customer'), picture(2, 'nurse')] }) });
  const labels = [...box.querySelectorAll('.picture')].map((button) => button.getAttribute('aria-label')!);
  expect(labels[0]).toContain('Customer’s photo');
  expect(labels[1]).toContain('Sent photo');
});

test('the text for the patient record has one name in Swedish', () => {
  const t = translate('sv');
  for (const key of ['recordText', 'deed_open_record', 'deed_copy_record'] as const) expect(t(key).toLowerCase(), key).toContain('journaltext');
});
