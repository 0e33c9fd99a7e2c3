// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { firstOfTabs, TalkKeeping, wipeTab } from '../../../web/console/keeping';

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

test('of several tabs one sounds, and a later arrival sounds again', () => {
  expect(firstOfTabs('arrived', 10_000)).toBe(true);
  expect(firstOfTabs('arrived', 10_400)).toBe(false);
  expect(firstOfTabs('newMessage', 10_400)).toBe(true);
  expect(firstOfTabs('arrived', 12_000)).toBe(true);
});

test('a clock that was set back does not silence the desk', () => {
  expect(firstOfTabs('arrived', 90_000)).toBe(true);
  expect(firstOfTabs('arrived', 10_000)).toBe(true);
});

test('a half-written answer is there after the page was loaded anew, for this nurse and conversation only', () => {
  new TalkKeeping('n1', 'c1').setDraft('Hei! Luin vast');
  expect(new TalkKeeping('n1', 'c1').draft()).toBe('Hei! Luin vast');
  expect(new TalkKeeping('n2', 'c1').draft()).toBe('');
  expect(new TalkKeeping('n1', 'c2').draft()).toBe('');
  wipeTab();
  expect(new TalkKeeping('n1', 'c1').draft()).toBe('');
});
