// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatEvent, QueuePlace } from '../../../web/shared/types';
import { Session, type Happening } from '../../../web/widget/session';
import { Ui } from '../../../web/widget/ui';

let session: Session;
let ui: Ui;
let hear: (happening: Happening) => void;
const said: string[] = [];
const answer = vi.fn<(url: string) => Promise<Response>>();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  localStorage.clear();
  said.length = 0;
  vi.stubGlobal('fetch', answer.mockReset().mockImplementation(() => new Promise(() => undefined)));
  session = new Session({ api: 'https://chat.example', lang: 'fi' });
  const listen = vi.spyOn(session, 'listen');
  ui = new Ui({ session, host: document.createElement('div'), home: '', page: false, exitUrl: null });
  hear = listen.mock.calls[0]![0];
  vi.spyOn(ui, 'say').mockImplementation((text) => void said.push(text));
  ui.isOpen = true;
});
afterEach(() => {
  session.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const queue = (place: QueuePlace | null) => {
  session.status = place ? { state: 'queued', queue: place } : { state: 'with_nurse' };
  hear({ type: 'change' });
};

test('a service that is away is told once, not while the chat is closed, and again after it had come back', () => {
  const failed = (now: boolean) => {
    session.serviceFailed = now;
    hear({ type: 'change' });
  };
  ui.isOpen = false;
  failed(true);
  expect(said).toEqual([]);
  ui.isOpen = true;
  failed(true);
  failed(true);
  expect(said).toEqual([ui.t('unreachable')]);
  failed(false);
  failed(true);
  expect(said).toHaveLength(2);
});

test('a service that is away is not told to a conversation that goes on: its line is watched', () => {
  session.talk = { id: 'c1', token: 't' };
  session.serviceFailed = true;
  hear({ type: 'change' });
  expect(said).toEqual([]);
});

test('a nurse is asked for once, however often the button is pressed', () => {
  ui.askNurse();
  ui.askNurse();
  expect(session.outbox.items.map((item) => item.choice)).toEqual(['nurse']);
});

test('a wish for a nurse that did not go is sent again, not doubled', async () => {
  answer.mockImplementation(() => Promise.resolve(new Response('{}', { status: 422 })));
  ui.askNurse();
  await vi.waitFor(() => expect(session.outbox.items[0]!.state).toBe('failed'));
  ui.askNurse();
  expect(session.outbox.items).toHaveLength(1);
  await vi.waitFor(() => expect(answer).toHaveBeenCalledTimes(2));
});

test('a new place in the queue is told at most every 45 seconds, and the newest always', () => {
  queue({ position: 3 });
  expect(said).toEqual([ui.t('queuePlace', { n: 3 })]);
  vi.advanceTimersByTime(10_000);
  queue({ position: 2 });
  queue({ position: 1 });
  expect(said).toHaveLength(1);
  vi.advanceTimersByTime(34_000);
  expect(said).toHaveLength(1);
  vi.advanceTimersByTime(1_500);
  expect(said.slice(1)).toEqual([ui.t('queueNext')]);
  vi.advanceTimersByTime(100_000);
  expect(said).toHaveLength(2);
});

test('a place that is no longer true is not told', () => {
  queue({ position: 2 });
  queue({ position: 1 });
  queue(null);
  vi.advanceTimersByTime(100_000);
  expect(said).toHaveLength(1);
});

test('a wait that is longer than usual is told once', () => {
  queue({ position: 2, estimate: { from: 5, to: 10 } });
  queue({ position: 2, late: true });
  vi.advanceTimersByTime(46_000);
  queue({ position: 1, late: true });
  queue({ position: 1, late: true });
  vi.advanceTimersByTime(100_000);
  expect(said).toEqual([
    `${ui.t('queuePlace', { n: 2 })} ${ui.t('queueWait', { from: 5, to: 10 })}`,
    ui.t('queueLate'),
    ui.t('queueNext'),
  ]);
});

test('a PDF is announced as a PDF, a photo as a photo', () => {
  const file = (data: ChatEvent['data']): ChatEvent => ({ seq: 9, at: '', author: 'nurse', kind: 'attachment', name: 'Sanna', data });
  hear({ type: 'live', events: [file({ content_type: 'application/pdf', name: 'imetys.pdf' }), file({ content_type: 'image/jpeg' })] });
  expect(said).toEqual(['Sanna, terveydenhoitaja: PDF-tiedosto: imetys.pdf', 'Sanna, terveydenhoitaja: Kuva']);
});
