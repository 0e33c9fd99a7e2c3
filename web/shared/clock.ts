/** Time for the transport: real in the browser, moved by hand in tests. */

export interface Timers {
  now(): number;
  set(run: () => void, ms: number): unknown;
  clear(handle: unknown): void;
}

export const realTimers: Timers = {
  now: () => Date.now(),
  set: (run, ms) => setTimeout(run, ms),
  clear: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};

/** Waiting time before attempt `n` (0, 1, 2 …): 0.5 s doubling to 20 s, spread so that browsers do not return in step. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(20_000, 500 * 2 ** attempt);
  return ceiling / 2 + random() * (ceiling / 2);
}
