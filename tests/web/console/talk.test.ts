// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../../web/shared/api';
import type { Api } from '../../../web/console/api';
import { Talk } from '../../../web/console/talk';
import { noLine, opened, service, type Answers } from './fakes';

beforeEach(() => {
  sessionStorage.clear();
  vi.useFakeTimers();
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
});

function talkWith(answers: Answers = {}) {
  const all: Answers = { '/c1': opened('c1'), '/summary': 'Yhteenveto', ...answers };
  const api = service(all);
  const loggedOut = vi.fn();
  const make = () => new Talk('c1', 'n1', api as unknown as Api, 'fi', () => undefined, loggedOut);
  return { make, answers: all, loggedOut, ...api };
}
const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

test('a half-written note comes back as a note, and is not sent to the family', async () => {
  const { make, sent } = talkWith();
  const before = make();
  await before.open();
  before.setNoting(true);
  before.setDraft('äiti kovin väsynyt');
  before.stop();
  const after = make();
  await after.open();
  expect([after.draft, after.noting]).toEqual(['äiti kovin väsynyt', true]);
  expect(after.submit()).toBe(false);
  expect(await after.note()).toBe(true);
  expect(sent('/messages')).toEqual([]);
  expect(sent('/notes')).toHaveLength(1);
  expect([make().draft, make().noting]).toEqual(['', false]);
});

test('what she writes while a note is being saved stays, and stays a note', async () => {
  let save!: () => void;
  const { make } = talkWith({ '/notes': () => new Promise<void>((done) => (save = done)) });
  const talk = make();
  await talk.open();
  talk.setNoting(true);
  talk.setDraft('ensimmäinen');
  const saved = talk.note();
  await settle();
  talk.setDraft('toinen');
  save();
  expect(await saved).toBe(true);
  expect([talk.draft, talk.noting]).toEqual(['toinen', true]);
});

test('a note tried again is the same note, and one that was changed is another', async () => {
  const { make, sent, answers } = talkWith({ '/notes': noLine() });
  const talk = make();
  await talk.open();
  for (const text of ['yksi', 'yksi', 'yksi ja kaksi']) {
    talk.setDraft(text);
    expect(await talk.note()).toBe(false);
  }
  const ids = (sent('/notes') as { client_id: string }[]).map(({ client_id }) => client_id);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).not.toBe(ids[1]);
  answers['/notes'] = { seq: 1 };
  expect(await talk.note()).toBe(true);
});

test('a conversation that could not be fetched is not said to be another’s, and is fetched when the page wakes', async () => {
  const { make, answers } = talkWith({ '/c1': new ApiError(503, 'http_503', 'gone for a moment') });
  const talk = make();
  await talk.open();
  expect([talk.seen, talk.unreached, talk.dead]).toEqual([undefined, true, true]);
  answers['/c1'] = opened('c1');
  talk.wake();
  await settle();
  expect([talk.seen, talk.unreached, talk.dead]).toEqual([true, false, false]);
});

test('a conversation that is not hers is told as such', async () => {
  const { make } = talkWith({ '/c1': new ApiError(403, 'not_yours', 'no') });
  const talk = make();
  await talk.open();
  expect([talk.seen, talk.unreached, talk.dead]).toEqual([false, false, true]);
});

test('a summary that did not come is fetched again, and one that is not there is not', async () => {
  const { make, answers, text } = talkWith({ '/summary': noLine() });
  const talk = make();
  await talk.open();
  await settle();
  expect(talk.summary).toBeNull();
  answers['/summary'] = 'Yhteenveto';
  await settle(6_000);
  expect(talk.summary).toBe('Yhteenveto');
  answers['/summary'] = new ApiError(404, 'not_found', 'none');
  await talk.loadSummary();
  text.mockClear();
  await settle(60_000);
  expect(talk.summary).toBe('');
  expect(text).not.toHaveBeenCalled();
});

test('an answer that meets an ended session waits for the next login', async () => {
  const { make, loggedOut } = talkWith({ '/messages': new ApiError(401, 'not_logged_in', 'no') });
  const talk = make();
  loggedOut.mockImplementation(() => talk.stop());
  await talk.open();
  talk.setDraft('Hei!');
  talk.submit();
  await settle();
  expect(loggedOut).toHaveBeenCalled();
  expect(make().outbox.items).toMatchObject([{ text: 'Hei!', state: 'waiting' }]);
});

test('a claim of what is already hers is done', async () => {
  const { make } = talkWith({ '/claim': new ApiError(409, 'already_yours', 'You already have it.') });
  const talk = make();
  await talk.open();
  await talk.deed('claim');
  expect(talk.mine).toBe(true);
});

test('a video invitation tried again is the same invitation', async () => {
  const { make, sent, answers } = talkWith({ '/meetings': noLine() });
  const talk = make();
  await talk.open();
  expect(await talk.meet({})).toBe('failed');
  answers['/meetings'] = {};
  expect(await talk.meet({})).toBeNull();
  expect(await talk.meet({})).toBeNull();
  const ids = (sent('/meetings') as { client_id: string }[]).map(({ client_id }) => client_id);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).not.toBe(ids[1]);
});
