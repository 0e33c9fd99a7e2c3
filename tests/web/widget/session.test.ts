// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Session } from '../../../web/widget/session';

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
});
