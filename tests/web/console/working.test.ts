// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../../web/shared/api';
import type { Lists } from '../../../web/console/types';
import { card, deskWith, lists, noLine, opened } from './fakes';

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  vi.useFakeTimers();
});

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
/** Opens the conversation and sends an answer in it. */
const answer = async ({ desk }: Awaited<ReturnType<typeof deskWith>>, id: string, text: string) => {
  desk.open(id);
  await settle();
  desk.talk!.setDraft(text);
  desk.talk!.submit();
  await settle();
};

test('an answer goes on being sent when she has opened another conversation', async () => {
  const at = await deskWith({ '/messages': noLine() });
  await answer(at, 'c1', 'Hei!');
  at.desk.open('c2');
  await settle();
  expect([at.desk.unsent('c1'), at.desk.unsent('c2')]).toEqual([true, false]);
  at.answers['/messages'] = { seq: 5 };
  await settle(60_000);
  expect(at.desk.unsent('c1')).toBe(false);
  expect(sessionStorage.length).toBe(0);
  at.desk.open('c1');
  await settle();
  expect(at.desk.talk!.outbox.items).toEqual([]);
});

test('she comes back to the conversation while its answer is still unsent: it is there once and sent with one id', async () => {
  const at = await deskWith({ '/messages': noLine() });
  await answer(at, 'c1', 'Hei!');
  at.desk.open('c2');
  at.desk.open('c1');
  await settle();
  expect(at.desk.talk!.outbox.items).toMatchObject([{ text: 'Hei!' }]);
  at.answers['/messages'] = { seq: 5 };
  await settle(60_000);
  expect(new Set((at.sent('/messages') as { client_id: string }[]).map(({ client_id }) => client_id)).size).toBe(1);
  expect(at.desk.unsent('c1')).toBe(false);
});

test.each(['close', 'transfer', 'release', 'to-bot', 'leave-open'] as const)('%s waits until her answer has been sent', async (deed) => {
  const at = await deskWith({ '/messages': noLine() });
  await answer(at, 'c1', 'Hei!');
  expect(await at.desk.deed(deed)).toBe(false);
  expect(at.desk.problem).toBe('unsentHere');
  expect(at.sent(`/${deed}`)).toEqual([]);
  at.answers['/messages'] = { seq: 5 };
  await settle(60_000);
  expect(await at.desk.deed(deed)).toBe(true);
});

test('an answer that is on its way just now delays the close and does not refuse it', async () => {
  let take!: (answer: unknown) => void;
  const at = await deskWith({ '/messages': () => new Promise((done) => (take = done)) });
  await answer(at, 'c1', 'Hei!');
  const closed = at.desk.deed('close');
  await settle(300);
  expect(at.sent('/close')).toEqual([]);
  take({ seq: 5 });
  await settle(300);
  expect(await closed).toBe(true);
});

test('logging out asks first while something is unsent', async () => {
  const at = await deskWith({ '/messages': noLine() });
  await answer(at, 'c1', 'Hei!');
  at.desk.open('c2');
  await at.desk.logout();
  expect([at.desk.phase, at.desk.asksLogout]).toEqual(['desk', true]);
  expect(sessionStorage.length).toBe(1);
  await at.desk.logout(true);
  expect([at.desk.phase, at.desk.asksLogout, sessionStorage.length]).toEqual(['login', false, 0]);
});

test('with nothing unsent logging out does not ask', async () => {
  const { desk } = await deskWith();
  await desk.logout();
  expect(desk.phase).toBe('login');
});

test('what was unsent when the page went is sent when she is back, without the conversation being opened', async () => {
  const before = await deskWith({ '/messages': noLine() });
  await answer(before, 'c1', 'Hei!');
  before.desk.talk!.stop();
  const after = await deskWith({ '/messages': { seq: 5 } });
  await settle(60_000);
  expect(after.sent('/messages')).toMatchObject([{ text: 'Hei!' }]);
  expect(after.desk.talk).toBeNull();
  expect(sessionStorage.length).toBe(0);
});

test('a refused answer is announced, also in a conversation that she has left', async () => {
  const at = await deskWith({ '/messages': new ApiError(409, 'not_yours', 'no') });
  await answer(at, 'c1', 'Hei!');
  expect(at.desk.spoken.map(({ text }) => text)).toContain(at.desk.t('answerRefused'));
  expect(at.desk.problem).toBeNull();
  at.answers['/messages'] = noLine();
  await answer(at, 'c2', 'Hei taas!');
  at.desk.open(null);
  at.answers['/messages'] = new ApiError(409, 'not_yours', 'no');
  await settle(60_000);
  expect(at.desk.problem).toBe('answerRefused');
  expect(at.desk.unsent('c2')).toBe(true);
});

test('a conversation that could not be fetched is fetched when its card is pressed again', async () => {
  const at = await deskWith({ '/c1': noLine() });
  at.desk.open('c1');
  await settle();
  expect(at.desk.talk!.unreached).toBe(true);
  at.answers['/c1'] = opened('c1');
  at.desk.open('c1');
  await settle();
  expect(at.desk.talk!.seen).toBe(true);
  at.get.mockClear();
  at.desk.open('c1');
  await settle();
  expect(at.get).not.toHaveBeenCalledWith('/conversations/c1');
});

test('a conversation that was another’s for a while is opened anew when its card is pressed', async () => {
  const at = await deskWith({ '/c1': new ApiError(403, 'not_yours', 'no') });
  at.desk.open('c1');
  await settle();
  expect(at.desk.talk!.seen).toBe(false);
  at.answers['/c1'] = opened('c1');
  at.desk.open('c1');
  await settle();
  expect(at.desk.talk!.mine).toBe(true);
});

test('take next pressed twice takes one', async () => {
  const at = await deskWith({ '/next': () => new Promise((done) => setTimeout(() => done(card('c1')), 200)) });
  void at.desk.next();
  void at.desk.next();
  await settle(500);
  expect(at.sent('/next')).toHaveLength(1);
  void at.desk.next();
  await settle(500);
  expect(at.sent('/next')).toHaveLength(2);
});

test('what two tabs have taken at once is opened, not refused', async () => {
  const at = await deskWith({
    '/next': new ApiError(409, 'already_yours', 'You already have this conversation.'),
    '/queues': lists([card('c1', { claimed_at: '2026-11-23T13:00:00+00:00' }), card('c2', { claimed_at: '2026-11-23T13:29:00+00:00' })]),
  });
  await at.desk.next();
  expect([at.desk.talk?.id, at.desk.problem]).toEqual(['c2', null]);
});

test('a deed pressed twice is done once, and does not hold up another conversation', async () => {
  const at = await deskWith({ '/release': () => new Promise((done) => setTimeout(done, 200)) });
  at.desk.open('c1');
  await settle();
  void at.desk.deed('release');
  void at.desk.deed('release');
  await settle();
  expect(at.sent('/c1/release')).toHaveLength(1);
  at.desk.open('c2');
  void at.desk.deed('release');
  await settle();
  expect(at.sent('/c2/release')).toHaveLength(1);
});

test('a slow close leaves the conversation that she has opened meanwhile', async () => {
  const at = await deskWith({ '/close': () => new Promise((done) => setTimeout(done, 2_000)) });
  at.desk.open('c1');
  await settle();
  const closed = at.desk.deed('close');
  await settle();
  at.desk.open('c2');
  await settle(3_000);
  expect(await closed).toBe(true);
  expect(at.desk.talk?.id).toBe('c2');
});

test('on another page nothing is read, and a new message is told as one of another conversation', async () => {
  const news = { seq: 7, at: '2026-11-23T13:31:00Z', author: 'customer' as const, kind: 'message' as const, text: 'Vielä yksi asia' };
  const at = await deskWith();
  at.desk.open('c1');
  await settle();
  at.desk.show('figures');
  at.desk.talk!.events = [news];
  at.desk.change();
  expect(at.sent('/read')).toEqual([]);
  at.answers['/queues'] = lists([card('c1', { unread: 1 })]) satisfies Lists;
  await at.desk.refresh();
  expect(at.desk.spoken.map(({ text }) => text)).toContain(at.desk.t('newMessage'));
  at.desk.show('work');
  expect(at.sent('/read')).toEqual([{ seq: 7 }]);
});

test('what she opens from another page is shown', async () => {
  const { desk } = await deskWith();
  desk.show('figures');
  desk.open('c1');
  expect(desk.page).toBe('work');
});

test('presence and the number of chats fall back where they could not be kept', async () => {
  const at = await deskWith();
  at.answers['/me'] = noLine();
  at.desk.setPresence('away');
  at.desk.setMaxChats(8);
  expect([at.desk.user!.presence, at.desk.user!.max_chats]).toEqual(['away', 8]);
  await settle();
  expect([at.desk.user!.presence, at.desk.user!.max_chats, at.desk.problem]).toEqual(['available', undefined, 'failed']);
});

test('canned replies that did not come are asked for again', async () => {
  const at = await deskWith({ '/replies': noLine() });
  expect(await at.desk.loadReplies()).toBeNull();
  at.answers['/replies'] = { replies: [{ id: 'r1' }] };
  expect(await at.desk.loadReplies()).toHaveLength(1);
  at.answers['/replies'] = noLine();
  await settle(301_000);
  expect(await at.desk.loadReplies()).toHaveLength(1);
});

test('a new password is not blamed for a missing line', async () => {
  const at = await deskWith({ '/password': noLine() });
  await at.desk.changePassword('vanha', 'uusi pitkä salasana');
  expect(at.desk.problem).toBe('noService');
  at.answers['/password'] = new ApiError(400, 'bad_password', 'too short');
  await at.desk.changePassword('vanha', 'uusi');
  expect(at.desk.problem).toBe('passwordRefused');
});
