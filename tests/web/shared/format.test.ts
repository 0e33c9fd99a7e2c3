import { expect, test } from 'vitest';
import { clockTime, dayAndTime, dayKey, dayName, fileSize, hourTime, ticking } from '../../../web/shared/format';

const morning = '2026-11-23T07:42:00Z';

test('times are Helsinki times as each language writes them', () => {
  expect([clockTime(morning, 'fi'), clockTime(morning, 'sv'), clockTime(morning, 'en')]).toEqual(['9.42', '9.42', '9:42']);
  expect(clockTime('2026-07-01T21:05:00Z', 'fi')).toBe('0.05');
});

test('a full hour is said short in Finnish and Swedish', () => {
  expect([hourTime('2026-11-23T14:00:00Z', 'fi'), hourTime('2026-11-23T14:00:00Z', 'en')]).toEqual(['16', '16:00']);
});

test('days are written as each language writes them', () => {
  expect(dayName(morning, 'fi')).toBe('ma 23.11.');
  expect(dayName(morning, 'sv')).toBe('mån 23.11');
  expect(dayName(morning, 'en')).toBe('Mon 23 Nov');
  expect(dayAndTime('2026-11-24T06:00:00Z', 'fi')).toBe('ti 24.11. klo 8');
  expect(dayAndTime('2026-11-24T06:00:00Z', 'sv')).toBe('tis 24.11 kl. 8');
});

test('the day changes at midnight in Helsinki', () => {
  expect(dayKey('2026-11-23T21:59:00Z')).toBe('2026-11-23');
  expect(dayKey('2026-11-23T22:01:00Z')).toBe('2026-11-24');
});

test('a waiting time ticks in minutes and seconds', () => {
  expect([ticking(0), ticking(42), ticking(725), ticking(3800), ticking(-3)]).toEqual(['0:00', '0:42', '12:05', '1:03:20', '0:00']);
});

test('sizes have the language’s decimal mark', () => {
  expect(fileSize(2_400_000, 'fi')).toBe('2,4 MB');
  expect(fileSize(2_400_000, 'en')).toBe('2.4 MB');
  expect(fileSize(300, 'sv')).toBe('1 kB');
});
