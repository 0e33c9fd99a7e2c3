/** A desk with a scripted service behind it: every request is told to the test, which says what comes back. */
import { vi } from 'vitest';
import { ApiError } from '../../../web/shared/api';
import { Desk } from '../../../web/console/desk';
import type { Card, Deed, Lists, Opened } from '../../../web/console/types';

export const user = { id: 'n1', username: 'maija', name: 'Maija', role: 'nurse', languages: ['fi'], language: 'fi', presence: 'available', must_change_password: false, may: ['see_queues', 'serve', 'supervise'] };

export const card = (id: string, more: Partial<Card> = {}): Card => ({
  conversation_id: id, state: 'with_nurse', channel: 'chat', queue: 'chat-fi', language: 'fi', topic: null, topic_titles: null, queued_at: null,
  nurse: { id: 'n1', name: 'Maija' }, unread: 0, last_at: null, last_text: '', flags: [], ...more,
});

export const MINE: Deed[] = ['message', 'note', 'meeting', 'transfer', 'release', 'to-bot', 'close'];

export const opened = (id: string, more: Partial<Opened> = {}): Opened => ({ conversation: card(id), events: [], can: MINE, ...more });

export const lists = (mine: Card[] = []): Lists => ({ now: '2026-11-23T13:30:00+00:00', open: true, closes_at: null, queues: [], waiting: [], mine, closed: [] });

export const noLine = () => new ApiError(0, 'no_connection', 'no answer');

/** What the service answers by path; a function is asked each time, an Error is thrown. */
export type Answers = Record<string, unknown>;

export function service(answers: Answers) {
  const answer = async (path: string, json?: unknown) => {
    const found = Object.entries(answers).find(([known]) => path.split('?')[0]!.endsWith(known))?.[1];
    const given = typeof found === 'function' ? await (found as (json: unknown, path: string) => unknown)(json, path) : found;
    if (given instanceof Error) throw given;
    return given;
  };
  const send = vi.fn((_: string, path: string, json?: unknown) => answer(path, json));
  return {
    send,
    get: vi.fn((path: string) => answer(path)),
    text: vi.fn((path: string) => answer(path)),
    form: vi.fn((path: string) => answer(path)),
    /** The bodies that were sent to the paths that end so. */
    sent: (end: string) => send.mock.calls.filter(([, path]) => path.endsWith(end)).map(([, , json]) => json),
  };
}

/** A nurse at her desk with two chats; streams stay silent. */
export async function deskWith(answers: Answers = {}) {
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
  const desk = new Desk();
  const all: Answers = { '/me': { user, csrf: 't1' }, '/queues': lists([card('c1'), card('c2')]), '/c1': opened('c1'), '/c2': opened('c2'), '/summary': 'Yhteenveto', '/replies': { replies: [] }, ...answers };
  const { sent, ...api } = service(all);
  Object.assign(desk.api, api);
  await desk.begin();
  return { desk, sent, answers: all, ...api };
}
