import { expect, test } from 'vitest';
import { ApiError } from '../../../web/shared/api';
import { Outbox, type OutItem, type OutStore } from '../../../web/shared/outbox';
import { HandClock, settle } from './fakes';

class Shelf implements OutStore {
  kept = new Map<string, OutItem>();
  load = () => [...this.kept.values()];
  put = (item: OutItem) => void this.kept.set(item.client_id, item);
  drop = (id: string) => void this.kept.delete(id);
}

function box(send: (item: OutItem, n: number) => Promise<{ seq: number }>, shelf = new Shelf(), logEnd = () => 0) {
  const clock = new HandClock();
  const sent: string[] = [];
  const gone: number[] = [];
  const it = new Outbox({
    send: (item) => {
      sent.push(item.client_id);
      return send(item, sent.length);
    },
    store: shelf,
    onChange: () => undefined,
    logEnd,
    onGone: (status) => gone.push(status),
    timers: clock,
    random: () => 0.5,
  });
  return { it, shelf, clock, sent, gone };
}

const item = (id: string, at = `2026-11-23T07:00:0${id}Z`) => ({ client_id: id, at, text: `t${id}` });
const offline = () => Promise.reject(new ApiError(0, 'no_connection', ''));

test('a message is kept until it is acknowledged', async () => {
  const b = box((_, n) => (n === 1 ? offline() : Promise.resolve({ seq: 5 })));
  b.it.add(item('1'));
  await settle();
  expect([...b.shelf.kept.keys()]).toEqual(['1']);
  await b.clock.pass(2_000);
  expect(b.it.items[0]).toMatchObject({ state: 'sent', seq: 5 });
  expect(b.shelf.kept.size).toBe(0);
});

test('the same client id is used for every attempt', async () => {
  const b = box((_, n) => (n < 4 ? offline() : Promise.resolve({ seq: 1 })));
  b.it.add(item('1'));
  await b.clock.pass(30_000);
  expect(b.sent).toEqual(['1', '1', '1', '1']);
});

test('messages leave in the order they were written, one at a time', async () => {
  let open: (() => void) | undefined;
  const b = box((one) => (one.client_id === '1' ? new Promise((resolve) => (open = () => resolve({ seq: 1 }))) : Promise.resolve({ seq: 2 })));
  b.it.add(item('1'));
  b.it.add(item('2'));
  await settle();
  expect(b.sent).toEqual(['1']);
  open!();
  await settle();
  expect(b.sent).toEqual(['1', '2']);
});

test('what was unsent at a reload is sent in the order of writing', async () => {
  const shelf = new Shelf();
  shelf.put({ ...item('2'), state: 'sending' });
  shelf.put({ ...item('1'), state: 'waiting' });
  const b = box(() => Promise.resolve({ seq: 1 }), shelf);
  await b.it.pump();
  expect(b.sent).toEqual(['1', '2']);
});

test('the event in the log is an acknowledgement too, even when the answer of the POST was lost', async () => {
  const b = box(() => offline());
  b.it.add(item('1'));
  await settle();
  b.it.arrived('1');
  expect(b.it.items).toEqual([]);
  expect(b.shelf.kept.size).toBe(0);
});

test('a refusal stays visible with its code, is not repeated by itself, and may be retried', async () => {
  const b = box((_, n) => (n === 1 ? Promise.reject(new ApiError(409, 'closed', '')) : Promise.resolve({ seq: 1 })));
  b.it.add(item('1'));
  await b.clock.pass(60_000);
  expect(b.sent).toHaveLength(1);
  expect(b.it.items[0]).toMatchObject({ state: 'failed', error: 'closed' });
  b.it.retry('1');
  await settle();
  expect(b.it.items[0]!.state).toBe('sent');
});

test('one refused message does not hold up the next', async () => {
  const b = box((one) => (one.client_id === '1' ? Promise.reject(new ApiError(422, 'bad', '')) : Promise.resolve({ seq: 2 })));
  b.it.add(item('1'));
  b.it.add(item('2'));
  await settle();
  expect(b.it.items.map((one) => one.state)).toEqual(['failed', 'sent']);
});

test('"wait 9 seconds" of the service is obeyed', async () => {
  const b = box((_, n) => (n === 1 ? Promise.reject(new ApiError(429, 'too_many', '', 9)) : Promise.resolve({ seq: 1 })));
  b.it.add(item('1'));
  await b.clock.pass(8_500);
  expect(b.sent).toHaveLength(1);
  await b.clock.pass(1_000);
  expect(b.sent).toHaveLength(2);
});

test('the network coming back sends at once', async () => {
  let online = false;
  const b = box(() => (online ? Promise.resolve({ seq: 1 }) : offline()));
  b.it.add(item('1'));
  await b.clock.pass(50_000);
  online = true;
  const before = b.sent.length;
  b.it.wake();
  await settle();
  expect(b.sent.length).toBe(before + 1);
  expect(b.it.items[0]!.state).toBe('sent');
});

test('a token that opens nothing any more is told', async () => {
  const b = box(() => Promise.reject(new ApiError(401, 'bad_token', '')));
  b.it.add(item('1'));
  await settle();
  expect(b.gone).toEqual([401]);
});

test('an acknowledged message leaves when the log has reached it, whichever comes first', async () => {
  const late = box(() => Promise.resolve({ seq: 7 }));
  late.it.add(item('1'));
  await settle();
  late.it.reached(6);
  expect(late.it.items).toHaveLength(1);
  late.it.reached(7);
  expect(late.it.items).toEqual([]);
  const early = box(() => Promise.resolve({ seq: 7 }), new Shelf(), () => 7);
  early.it.add(item('1'));
  await settle();
  expect(early.it.items).toEqual([]);
});
