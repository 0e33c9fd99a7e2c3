import { expect, test } from 'vitest';
import { FrameReader, type Frame } from '../../../web/shared/sse';

function read(...chunks: string[]): Frame[] {
  const frames: Frame[] = [];
  const reader = new FrameReader((frame) => frames.push(frame));
  for (const chunk of chunks) reader.push(chunk);
  return frames;
}

test('a frame cut anywhere comes out whole', () => {
  const whole = 'id: 7\nevent: event\ndata: {"a":1}\n\n';
  for (let at = 1; at < whole.length; at++) {
    expect(read(whole.slice(0, at), whole.slice(at))).toEqual([{ id: '7', event: 'event', data: '{"a":1}' }]);
  }
});

test('heartbeat comments say nothing', () => {
  expect(read(': still here\n\n', ': still here\n\n')).toEqual([]);
});

test('windows line ends, even cut between \\r and \\n, are line ends', () => {
  expect(read('event: status\r', '\ndata: 1\r\n\r\n')).toEqual([{ id: undefined, event: 'status', data: '1' }]);
});

test('several data lines are one text', () => {
  expect(read('data: a\ndata: b\n\n')[0]!.data).toBe('a\nb');
});

test('an id belongs to its own frame only', () => {
  expect(read('id: 1\ndata: a\n\ndata: b\n\n').map((frame) => frame.id)).toEqual(['1', undefined]);
});
