// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { Memory } from '../../../web/widget/memory';

const API = 'https://chat.example';
const kept = { id: 'c1', token: 'secret', lang: 'fi' as const, read: 3, at: 0 };
const item = { client_id: 'a', at: '2026-11-23T07:00:00Z', text: 'vauvalla kuume', state: 'waiting' as const };

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

const stored = () => localStorage.length + sessionStorage.length;

test('nothing is stored before the first message', () => {
  const memory = new Memory(API);
  memory.keep(kept);
  memory.setDraft('vauva');
  memory.put(item);
  expect(stored()).toBe(0);
  expect(document.cookie).toBe('');
});

test('from the first message the same device comes back to its conversation', () => {
  const memory = new Memory(API);
  memory.begin();
  memory.keep(kept);
  memory.put(item);
  memory.setDraft('ja vielä');
  const again = new Memory(API);
  expect(again.kept()).toMatchObject({ id: 'c1', token: 'secret', read: 3 });
  expect(again.load()).toEqual([item]);
  expect(again.draft()).toBe('ja vielä');
});

test('after 24 hours the device has forgotten', () => {
  let now = 1_000;
  const memory = new Memory(API, () => now);
  memory.begin();
  memory.keep(kept);
  memory.put(item);
  now += 24 * 3600_000 + 1;
  expect(new Memory(API, () => now).kept()).toBeNull();
  expect(stored()).toBe(0);
});

test('an expired token is forgotten', () => {
  const memory = new Memory(API);
  memory.begin();
  memory.keep({ ...kept, expires_at: '2020-01-01T00:00:00Z' });
  expect(new Memory(API).kept()).toBeNull();
});

test('where the subject is violence nothing outlives the tab', () => {
  const memory = new Memory(API);
  memory.begin();
  memory.keep(kept);
  memory.put(item);
  memory.onlyThisTab();
  memory.keep(kept);
  expect(localStorage.length).toBe(0);
  expect(new Memory(API).kept()).toMatchObject({ id: 'c1', private: true });
  expect(memory.load()).toHaveLength(1);
});

test('wiping leaves no trace of ours and nothing of others’ is touched', () => {
  localStorage.setItem('host-page', 'x');
  const memory = new Memory(API);
  memory.begin();
  memory.keep(kept);
  memory.setDraft('x');
  memory.wipe();
  expect(Object.keys(localStorage)).toEqual(['host-page']);
});

test('two services on one page do not mix', () => {
  const memory = new Memory(API);
  memory.begin();
  memory.keep(kept);
  expect(new Memory('https://other.example').kept()).toBeNull();
});

test('broken storage content is thrown away, not followed', () => {
  localStorage.setItem(`neuvo:${API}:chat`, '{broken');
  expect(new Memory(API).kept()).toBeNull();
});

test('a message thread can be come back to for a month, a chat for a day', () => {
  let now = 1_000;
  const memory = new Memory(API, () => now);
  memory.begin();
  memory.keep({ ...kept, thread: true });
  now += 29 * 24 * 3600 * 1000;
  expect(new Memory(API, () => now).kept()).toMatchObject({ id: 'c1', thread: true });
  now += 2 * 24 * 3600 * 1000;
  expect(new Memory(API, () => now).kept()).toBeNull();
  expect(stored()).toBe(0);
});
