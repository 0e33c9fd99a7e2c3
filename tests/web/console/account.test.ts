// @vitest-environment happy-dom
import { h, render } from 'preact';
import { beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../../web/shared/api';
import { translate } from '../../../web/console/texts';
import type { Account, Accounts } from '../../../web/console/types';
import { AccountDialog } from '../../../web/console/views/account';
import { AccountsPage } from '../../../web/console/views/accounts';
import { DeskContext } from '../../../web/console/views/context';

const titles = (text: string) => ({ fi: text, sv: `${text} sv`, en: `${text} en` });
const maija: Account = { id: 'a1', username: 'maija', name: 'Maija', role: 'nurse', active: true, languages: ['fi', 'sv'], queues: [] };
const seen: Accounts = {
  roles: ['nurse', 'supervisor', 'editor', 'administrator'],
  serving: ['nurse', 'supervisor'],
  accounts: [maija, { ...maija, id: 'me', username: 'pekka', role: 'administrator' }, { ...maija, id: 'a3', username: 'liisa', queues: ['chat-fi', 'chat-sv', 'site-01'] }],
  queues: [
    { id: 'chat-fi', kind: 'central', titles: titles('Chat, suomi') },
    { id: 'chat-sv', kind: 'central', titles: titles('Chat, ruotsi') },
    { id: 'site-01', kind: 'site', titles: titles('Toimipaikka 1') },
  ],
};

let box: HTMLElement;
const send = vi.fn();
const desk = { t: translate('sv'), lang: 'sv', user: { id: 'me' }, api: { send, get: async () => seen }, say: vi.fn(), fail: vi.fn() };
const settle = () => new Promise((done) => setTimeout(done, 20));

beforeEach(() => {
  send.mockReset();
  document.body.replaceChildren((box = document.createElement('div')));
});

function open(account?: Account): { done: ReturnType<typeof vi.fn>; press(): Promise<void>; field<T extends HTMLElement>(query: string): T } {
  const done = vi.fn();
  render(h(DeskContext.Provider, { value: desk as never }, h(AccountDialog, { seen, account, onDone: done, onClose: () => undefined })), box);
  const field = <T extends HTMLElement>(query: string) => box.querySelector<T>(query)!;
  return {
    done,
    field,
    press: async () => {
      field<HTMLFormElement>('form').dispatchEvent(new Event('submit', { cancelable: true, bubbles: true }));
      await settle();
    },
  };
}

test('a nurse is given one language and two queues, and the rest stays as it is', async () => {
  const { field, press, done } = open(maija);
  field('input[value=fi]').click();
  field('input[value=some]').click();
  await settle();
  field('input[value=chat-sv]').click();
  field('input[value=site-01]').click();
  await press();
  expect(send).toHaveBeenCalledWith('PUT', '/accounts/a1', { name: 'Maija', role: 'nurse', languages: ['sv'], queues: ['chat-sv', 'site-01'], active: true });
  expect(done).toHaveBeenCalled();
});

test.each([
  ['languages', 'Välj minst ett språk.', ['input[value=fi]', 'input[value=sv]']],
  ['queues', 'Välj minst en kö.', ['input[value=some]']],
])('without %s nothing is sent and the dialog says why', async (name, words, clicks) => {
  const { field, press, done } = open(maija);
  for (const click of clicks) field(click).click();
  await settle();
  await press();
  expect(send).not.toHaveBeenCalled();
  expect(done).not.toHaveBeenCalled();
  expect(field('[role=alert]').textContent).toBe(words);
  expect((document.activeElement as HTMLInputElement).name).toBe(name);
});

test('one who serves nobody has neither languages nor queues', async () => {
  const { field, press } = open(maija);
  field<HTMLSelectElement>('select').value = 'editor';
  field('select').dispatchEvent(new Event('change', { bubbles: true }));
  await settle();
  expect(field('input[name=languages]')).toBeNull();
  await press();
  expect(send).toHaveBeenCalledWith('PUT', '/accounts/a1', { name: 'Maija', role: 'editor', active: true });
});

test('one’s own role and use cannot be changed, and it is said why', async () => {
  const { field, press } = open(seen.accounts[1]);
  expect(field<HTMLSelectElement>('select').disabled).toBe(true);
  expect(field('input[name=active]')).toBeNull();
  expect(document.getElementById(field('select').getAttribute('aria-describedby')!)!.textContent).toContain('En annan huvudanvändare');
  await press();
  expect(send).toHaveBeenCalledWith('PUT', '/accounts/me', { name: 'Maija' });
});

test('a username that is taken is told at its field', async () => {
  send.mockRejectedValue(new ApiError(409, 'name_taken', 'There is already an account with that name.'));
  const { field, press, done } = open();
  field<HTMLInputElement>('input[name=username]').value = 'maija';
  field<HTMLInputElement>('input[name=name]').value = 'Maija';
  await press();
  expect(send).toHaveBeenCalledWith('POST', '/accounts', { name: 'Maija', role: 'nurse', languages: ['fi', 'sv', 'en'], queues: [], username: 'maija' });
  expect(field('[role=alert]').textContent).toBe('Användarnamnet är redan i bruk.');
  expect((document.activeElement as HTMLInputElement).name).toBe('username');
  expect(done).not.toHaveBeenCalled();
});

test('the list tells languages and queues in words, and a long list of queues as a number', async () => {
  render(h(DeskContext.Provider, { value: desk as never }, h(AccountsPage, {})), box);
  await settle();
  await settle();
  const rows = [...box.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll('th, td')].slice(0, 6).map((cell) => cell.textContent));
  expect(rows).toEqual([
    ['maija', 'Maija', 'Hälsovårdare', 'finska, svenska', 'Alla köer', 'Ja'],
    ['pekka', 'Maija', 'Huvudanvändare', '–', '–', 'Ja'],
    ['liisa', 'Maija', 'Hälsovårdare', 'finska, svenska', '3 köer', 'Ja'],
  ]);
});
