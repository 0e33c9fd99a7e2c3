// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { Desk } from '../../../web/console/desk';
import type { Lists } from '../../../web/console/types';

const conversation = { conversation_id: 'c1', state: 'queued', channel: 'chat', queue: 'chat-fi', language: 'fi', topic: null, topic_titles: null, nurse: null };
const entry = (id: number) => ({ id, at: '2026-11-23T13:28:00+00:00', conversation });
const lists = (...ids: number[]) =>
  ({ now: '2026-11-23T13:30:00+00:00', open: true, closes_at: null, queues: [], waiting: [], mine: [], closed: [], returned: ids.map(entry) }) as unknown as Lists;

let desk: Desk;
const send = vi.fn();
const answers: Lists[] = [];
const shown = () => desk.returned.map(({ id }) => id);

beforeEach(async () => {
  send.mockReset().mockResolvedValue(undefined);
  desk = new Desk();
  Object.assign(desk.api, { send, get: async () => answers.shift() });
  answers.push(lists(1, 2));
  await desk.refresh();
});

test('what she has read stays away when lists of before arrive, and what came after it is shown', async () => {
  expect(shown()).toEqual([1, 2]);
  desk.returnedSeen();
  expect(send).toHaveBeenCalledWith('POST', '/returned/seen', { up_to: 2 });
  answers.push(lists(1, 2), lists(1, 2, 3));
  await desk.refresh();
  expect(shown()).toEqual([]);
  await desk.refresh();
  expect(shown()).toEqual([3]);
});

test('what could not be kept as read is shown again, with a word', async () => {
  send.mockRejectedValue(new Error('no line'));
  desk.returnedSeen();
  expect(shown()).toEqual([]);
  await vi.waitFor(() => expect(shown()).toEqual([1, 2]));
  expect(desk.problem).toBe('failed');
});
