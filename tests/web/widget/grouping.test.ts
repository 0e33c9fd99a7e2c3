import { expect, test } from 'vitest';
import type { ChatEvent } from '../../../web/shared/types';
import { changeChoice, groupEvents, openChoicesSeq } from '../../../web/widget/grouping';

let seq = 0;
const said = (author: ChatEvent['author'], more: Partial<ChatEvent> = {}): ChatEvent => ({
  seq: ++seq,
  at: '2026-11-23T07:00:00Z',
  author,
  kind: 'message',
  text: 'x',
  ...more,
});
const choices = [{ id: 'a', title: 'A' }];

test('one speaker’s messages stand together, another’s begin a new group', () => {
  const groups = groupEvents([said('bot'), said('bot'), said('customer'), said('nurse', { name: 'Sanna' }), said('nurse', { name: 'Maria' })]);
  expect(groups.map((group) => group.events.length)).toEqual([2, 1, 1, 1]);
});

test('a long pause begins a new group, a new day gets its line', () => {
  const groups = groupEvents([said('bot'), said('bot', { at: '2026-11-23T07:11:00Z' }), said('bot', { at: '2026-11-24T07:11:00Z' })]);
  expect(groups.map((group) => [group.events.length, group.newDay])).toEqual([
    [1, true],
    [1, false],
    [1, true],
  ]);
});

test('an event with nothing to show takes no place', () => {
  expect(groupEvents([said('system', { kind: 'notice', text: null, data: { quick_exit: true } })])).toEqual([]);
});

test('buttons are open until the person has answered', () => {
  const offer = said('bot', { choices });
  expect(openChoicesSeq([offer])).toBe(offer.seq);
  expect(openChoicesSeq([offer, said('bot')])).toBe(offer.seq);
  expect(openChoicesSeq([offer, said('customer')])).toBe(-1);
  expect(openChoicesSeq([offer, said('customer'), said('bot')])).toBe(-1);
});

test('only the newest buttons are open', () => {
  const [first, second] = [said('bot', { choices }), said('bot', { choices })];
  expect(openChoicesSeq([first, second])).toBe(second.seq);
});

test('a closed conversation has no open buttons', () => {
  expect(openChoicesSeq([said('bot', { choices }), said('system', { kind: 'state', data: { state: 'closed' } })])).toBe(-1);
});

test('a row of the check page finds its own change button and no other', () => {
  const offered = [{ id: 'change:C1-10' }, { id: 'change:C1-1' }, { id: 'w:send' }];
  expect(changeChoice(offered, 'C1-1')?.id).toBe('change:C1-1');
  expect(changeChoice(offered, 'C1-2')).toBeUndefined();
});
