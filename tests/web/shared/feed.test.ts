import { expect, test } from 'vitest';
import { Feed, type Link } from '../../../web/shared/feed';
import type { ChatEvent, Status } from '../../../web/shared/types';
import { event, fakeFetch, HandClock, never, settle, type Call } from './fakes';

function feed(answer?: (call: Call, n: number) => Response | Promise<Response> | Error | null, after = 0) {
  const clock = new HandClock();
  const { calls, fetch } = fakeFetch(answer);
  const got: ChatEvent[] = [];
  const statuses: Status[] = [];
  const links: Link[] = [];
  const gone: number[] = [];
  const it = new Feed({
    url: (seq, wait) => `/events?after=${seq}${wait ? `&wait=${wait}` : ''}`,
    headers: () => ({ Authorization: 'Bearer t' }),
    onEvents: (events) => got.push(...events),
    onStatus: (status) => statuses.push(status),
    onLink: (link) => links.push(link),
    onGone: (status) => gone.push(status),
    after,
    fetch,
    timers: clock,
    random: () => 0.5,
  }).start();
  return { it, clock, calls, got, statuses, links, gone, seqs: () => got.map((one) => one.seq) };
}

const page = (events: ChatEvent[], more: object = {}) => new Response(JSON.stringify({ events, ...more }), { headers: { 'content-type': 'application/json' } });

test('events come once and in order, with the token in a header and never in the address', async () => {
  const f = feed();
  await settle();
  f.calls[0]!.stream.write(': welcome\n\n');
  for (const seq of [1, 2, 2, 1, 3]) f.calls[0]!.stream.event(event(seq));
  await settle();
  expect(f.seqs()).toEqual([1, 2, 3]);
  expect(f.calls[0]!.headers.Authorization).toBe('Bearer t');
  expect(f.calls[0]!.url).not.toContain('Bearer');
  f.it.stop();
});

test('a broken line goes on from the last seq', async () => {
  const f = feed();
  await settle();
  f.calls[0]!.stream.event(event(1));
  f.calls[0]!.stream.event(event(2));
  await settle();
  f.calls[0]!.stream.end();
  await f.clock.pass(2_000);
  expect(f.calls[1]!.url).toBe('/events?after=2');
  f.calls[1]!.stream.event(event(2));
  f.calls[1]!.stream.event(event(3));
  await settle();
  expect(f.seqs()).toEqual([1, 2, 3]);
  f.it.stop();
});

test('40 seconds without a byte is a dead line: it is opened again', async () => {
  const f = feed();
  await settle();
  f.calls[0]!.stream.event(event(1));
  await f.clock.pass(39_000);
  expect(f.calls).toHaveLength(1);
  await f.clock.pass(3_000);
  expect(f.links).toContain('lost');
  expect(f.calls[1]!.url).toBe('/events?after=1');
  f.it.stop();
});

test('heartbeats keep a silent line alive', async () => {
  const f = feed();
  await settle();
  for (let beat = 0; beat < 10; beat++) {
    f.calls[0]!.stream.write(': still here\n\n');
    await f.clock.pass(15_000);
  }
  expect(f.calls).toHaveLength(1);
  expect(f.links).toEqual(['connecting', 'live']);
  f.it.stop();
});

test('a proxy that holds the stream back makes it poll, and nothing is lost', async () => {
  const f = feed((call) => (call.url.includes('wait=') ? page([event(1), event(2)].filter((one) => one.seq > Number(/after=(\d+)/.exec(call.url)![1])), { state: 'queued' }) : null));
  await settle();
  await f.clock.pass(6_500);
  expect(f.calls[1]!.url).toBe('/events?after=0&wait=20');
  expect(f.calls[1]!.accept).toBe('application/json');
  expect(f.seqs()).toEqual([1, 2]);
  expect(f.statuses[0]).toMatchObject({ state: 'queued' });
  expect(f.links.at(-1)).toBe('live');
  f.it.stop();
});

test('a proxy that holds back even the headers makes it poll', async () => {
  const f = feed((call) => (call.url.includes('after=0&wait=') ? page([event(1)]) : call.url.includes('wait=') ? page([]) : never(call)));
  await f.clock.pass(9_000);
  expect(f.seqs()).toEqual([1]);
  f.it.stop();
});

test('an answer that is no stream makes it poll', async () => {
  const f = feed((call) => (call.url.includes('after=0&wait=') ? page([event(1)]) : call.url.includes('wait=') ? page([]) : new Response('<html>', { headers: { 'content-type': 'text/html' } })));
  await f.clock.pass(100);
  expect(f.seqs()).toEqual([1]);
  f.it.stop();
});

test('after five minutes of polling streaming is tried again', async () => {
  const f = feed((call) => (call.url.includes('wait=') ? page([]) : null));
  const streams = () => f.calls.filter((call) => !call.url.includes('wait=')).length;
  await f.clock.pass(6_500);
  expect(streams()).toBe(1);
  await f.clock.pass(4 * 60_000);
  expect(streams()).toBe(1);
  await f.clock.pass(61_000);
  expect(streams()).toBe(2);
  f.it.stop();
});

test('a service that answers polls at once with nothing is not pressed', async () => {
  const f = feed((call) => (call.url.includes('wait=') ? page([]) : new Response('', { headers: { 'content-type': 'text/html' } })));
  await f.clock.pass(20_000);
  expect(f.calls.length).toBeLessThan(13);
  f.it.stop();
});

test('waking up does not wait for the watchdog or the back-off', async () => {
  const f = feed((_, n) => (n === 1 ? new TypeError('offline') : null));
  await settle();
  expect(f.links).toEqual(['connecting', 'lost']);
  f.it.wake();
  await settle();
  expect(f.calls).toHaveLength(2);
  f.calls[1]!.stream.event(event(1));
  await settle();
  f.clock.time += 30_000;
  f.it.wake();
  await f.clock.pass(1_000);
  expect(f.calls[2]!.url).toBe('/events?after=1');
  f.it.stop();
});

test('a line that has just spoken is left alone at waking up', async () => {
  const f = feed();
  await settle();
  f.calls[0]!.stream.event(event(1));
  await settle();
  f.it.wake();
  await settle();
  expect(f.calls).toHaveLength(1);
  f.it.stop();
});

test('failures are repeated with growing pauses', async () => {
  const f = feed(() => new TypeError('offline'));
  await f.clock.pass(60_000);
  expect(f.calls.length).toBeGreaterThan(4);
  expect(f.calls.length).toBeLessThan(12);
  f.it.stop();
});

test('a hole in the numbers is asked for again before anything after it is shown', async () => {
  const f = feed();
  await settle();
  f.calls[0]!.stream.event(event(1));
  f.calls[0]!.stream.event(event(3));
  await f.clock.pass(2_000);
  expect(f.seqs()).toEqual([1]);
  expect(f.calls[1]!.url).toBe('/events?after=1');
  f.calls[1]!.stream.event(event(2));
  f.calls[1]!.stream.event(event(3));
  await settle();
  expect(f.seqs()).toEqual([1, 2, 3]);
  f.it.stop();
});

test('a hole that the service confirms (a colleague’s note) is passed over', async () => {
  const f = feed();
  await settle();
  for (const n of [0, 1]) {
    f.calls[n]!.stream.event(event(1));
    f.calls[n]!.stream.event(event(3));
    await f.clock.pass(2_000);
  }
  expect(f.seqs()).toEqual([1, 3]);
  f.it.stop();
});

test('a revoked token ends it at once, without trying again', async () => {
  const f = feed(() => new Response('{}', { status: 401 }));
  await f.clock.pass(60_000);
  expect(f.gone).toEqual([401]);
  expect(f.calls).toHaveLength(1);
});

test('a server error is tried again', async () => {
  const f = feed((_, n) => (n < 3 ? new Response('', { status: 503 }) : null));
  await f.clock.pass(3_000);
  expect(f.calls).toHaveLength(3);
  f.calls[2]!.stream.event(event(1));
  await settle();
  expect(f.seqs()).toEqual([1]);
  f.it.stop();
});

test('stopped means silent: a late frame is not handed on', async () => {
  const f = feed();
  await settle();
  const stream = f.calls[0]!.stream;
  f.it.stop();
  await settle();
  expect(() => stream.event(event(1))).toThrow();
  expect(f.got).toEqual([]);
});
