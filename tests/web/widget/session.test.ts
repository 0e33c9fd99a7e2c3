// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../../../web/widget/session';
import { FakeStream } from '../shared/fakes';

const facts = (open: boolean) => new Response(JSON.stringify({ open }), { headers: { 'Content-Type': 'application/json' } });

describe('facts of the service', () => {
  const asked = vi.fn<(url: string) => Promise<Response>>();
  let session: Session;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
    asked.mockReset().mockImplementation(() => Promise.resolve(facts(false)));
    vi.stubGlobal('fetch', asked);
  });
  afterEach(() => {
    session.stop();
    localStorage.clear();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('that the loader asked for are not asked for again', async () => {
    session = new Session({ api: 'https://chat.example', lang: 'fi', facts: Promise.resolve(facts(true)) });
    await session.loadService();
    expect(session.service?.open).toBe(true);
    expect(asked).not.toHaveBeenCalled();
  });

  it.each([
    ['lost on the way', () => Promise.reject(new TypeError('lost'))],
    ['refused', () => Promise.resolve(new Response('busy', { status: 503 }))],
    ['no JSON', () => Promise.resolve(new Response('<p>proxy</p>'))],
  ])('%s are asked for again at once', async (_, early) => {
    session = new Session({ api: 'https://chat.example', lang: 'fi', facts: early() });
    await session.loadService();
    expect(asked).toHaveBeenCalledTimes(1);
    expect(session.service?.open).toBe(false);
    expect(session.serviceFailed).toBe(false);
  });

  it('of the morning are not believed in the afternoon', async () => {
    session = new Session({ api: 'https://chat.example', lang: 'fi', facts: Promise.resolve(facts(true)) });
    await session.loadService();
    session.freshService();
    expect(asked).not.toHaveBeenCalled();
    vi.setSystemTime(Date.now() + 6 * 60_000);
    session.freshService();
    await vi.waitFor(() => expect(session.service?.open).toBe(false));
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('that have grown old are asked for anew when the page wakes up, once', async () => {
    session = new Session({ api: 'https://chat.example', lang: 'fi', facts: Promise.resolve(facts(true)) });
    await session.loadService();
    window.dispatchEvent(new Event('pageshow'));
    expect(asked).not.toHaveBeenCalled();
    vi.setSystemTime(Date.now() + 6 * 60_000);
    window.dispatchEvent(new Event('pageshow'));
    window.dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(session.service?.open).toBe(false));
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('are not asked for by a page that wakes up with a chat nobody has opened', () => {
    session = new Session({ api: 'https://chat.example', lang: 'fi' });
    window.dispatchEvent(new Event('pageshow'));
    expect(asked).not.toHaveBeenCalled();
  });

  it('that have grown old are asked for anew with the next message', async () => {
    session = new Session({ api: 'https://chat.example', lang: 'fi', facts: Promise.resolve(facts(true)) });
    await session.loadService();
    vi.setSystemTime(Date.now() + 6 * 60_000);
    session.sendText('hei');
    await vi.waitFor(() => expect(session.service?.open).toBe(false));
  });

  it('are asked for anew each time the conversation cannot be made, once', async () => {
    const paths = () => asked.mock.calls.map(([url]) => url.replace(/.*\/v1\/|\?.*/g, ''));
    session = new Session({ api: 'https://chat.example', lang: 'fi', facts: Promise.resolve(facts(true)) });
    await session.loadService();
    asked.mockImplementation(() => Promise.reject(new TypeError('gone')));
    session.sendText('hei');
    await vi.waitFor(() => expect(session.serviceFailed).toBe(true));
    expect(paths()).toEqual(['conversations', 'service']);
    expect(session.held).toBe(true);
    session.outbox.wake();
    await vi.waitFor(() => expect(paths()).toEqual(['conversations', 'service', 'conversations', 'service']));
    const line = new FakeStream();
    asked.mockImplementation(async (url) => {
      if (url.endsWith('/conversations')) return new Response('{"conversation_id":"c1","token":"t"}');
      return url.includes('/events') ? line.response : facts(false);
    });
    session.outbox.wake();
    await vi.waitFor(() => expect(session.held).toBe(false));
    line.write(': here\n\n');
    await vi.waitFor(() => expect([session.serviceFailed, session.service?.open]).toEqual([false, false]));
  });

  it('are not asked for where the conversation is refused for good', async () => {
    session = new Session({ api: 'https://chat.example', lang: 'fi', facts: Promise.resolve(facts(true)) });
    await session.loadService();
    asked.mockImplementation(() => Promise.resolve(new Response('{}', { status: 422 })));
    session.sendText('hei');
    await vi.waitFor(() => expect(session.outbox.items[0]?.state).toBe('failed'));
    expect([asked.mock.calls.length, session.held]).toEqual([1, false]);
  });
});

describe('leaving the queue', () => {
  const answer = vi.fn<(url: string) => Promise<Response>>();
  let session: Session;

  beforeEach(() => {
    vi.stubGlobal('fetch', answer.mockReset());
    session = new Session({ api: 'https://chat.example', lang: 'fi' });
    session.talk = { id: 'c1', token: 't' };
  });
  afterEach(() => {
    session.stop();
    localStorage.clear();
    vi.unstubAllGlobals();
  });
  const refused = (code: string) => new Response(JSON.stringify({ error: { code } }), { status: 409 });

  it.each(['leave', 'message'] as const)('twice is done, not failed (%s)', async (way) => {
    answer.mockResolvedValue(refused('not_queued'));
    await expect(session.leaveQueue(way)).resolves.toBeUndefined();
    answer.mockResolvedValue(refused('other'));
    await expect(session.leaveQueue(way)).rejects.toThrow();
  });

  it('is asked for once while the answer is on its way', async () => {
    let come!: (response: Response) => void;
    answer.mockReturnValue(new Promise((resolve) => (come = resolve)));
    const first = session.leaveQueue('message');
    await session.leaveQueue('message');
    await session.leaveQueue('leave');
    expect(answer.mock.calls).toHaveLength(1);
    expect(answer.mock.calls[0]![0]).toBe('https://chat.example/api/v1/conversations/c1/queue/message');
    come(new Response('{}'));
    await first;
    answer.mockResolvedValue(new Response('{}'));
    await session.leaveQueue('leave');
    expect(answer).toHaveBeenCalledTimes(2);
  });
});
