/**
 * Keeps a browser level with a conversation's log: streams, polls when streaming is broken, comes back after sleep.
 * Hands on each event once and in order of `seq`; it never sends and never draws.
 */
import { backOff, realTimers, type Timers } from './clock';
import { FrameReader, type Frame } from './sse';
import type { ChatEvent, EventPage, Status } from './types';

/** No byte for this long means a dead line: the service beats every 15 s. */
const SILENCE_MS = 40_000;
/** A stream that says nothing at once is held back by a proxy. */
const FIRST_BYTE_MS = 6_000;
const HEADERS_MS = 8_000;
/** After a held-back stream, poll this long before trying to stream again. */
const POLL_PERIOD_MS = 5 * 60_000;
const POLL_WAIT_S = 20;
/** Pause after a poll that was answered at once with nothing: a service that does not hold polls is not pressed. */
const QUIET_POLL_MS = 2_000;
/** A line silent for this long is not trusted after waking up. */
const STALE_MS = 18_000;

export type Link = 'connecting' | 'live' | 'lost';

export interface FeedOptions {
  /** Address of the events after `seq`; `wait` seconds when polling. */
  url(after: number, wait?: number): string;
  headers(): Record<string, string>;
  onEvents(events: ChatEvent[]): void;
  onStatus(status: Status): void;
  onLink(link: Link): void;
  /** The conversation cannot be read any more (401, 403, 404, 410). */
  onGone(httpStatus: number): void;
  /** Other named frames of the stream (the desk's "something changed", and its JSON). */
  onHint?(name: string, data: unknown): void;
  /** Milliseconds between polls of an address that answers at once. */
  pollPause?: number;
  after?: number;
  credentials?: RequestCredentials;
  fetch?: typeof fetch;
  timers?: Timers;
  random?: () => number;
}

class Gone extends Error {
  constructor(readonly status: number) {
    super(`gone: ${status}`);
  }
}
class HeldBack extends Error {}
class Gap extends Error {}

export class Feed {
  #o: FeedOptions;
  #timers: Timers;
  #fetch: typeof fetch;
  #last: number;
  #stopped = false;
  #abort: AbortController | undefined;
  #wakeSleep: (() => void) | undefined;
  #lastByte = 0;
  #attempt = 0;
  #pollUntil = 0;
  #hole = '';
  #link: Link | undefined;

  constructor(options: FeedOptions) {
    this.#o = options;
    this.#timers = options.timers ?? realTimers;
    this.#fetch = options.fetch ?? ((...args) => fetch(...args));
    this.#last = options.after ?? 0;
  }

  /** The last `seq` handed on. */
  get last(): number {
    return this.#last;
  }

  start(): this {
    void this.#run();
    return this;
  }

  stop(): void {
    this.#stopped = true;
    this.#abort?.abort();
    this.#wakeSleep?.();
  }

  /** Called when the page becomes visible or the network returns: does not wait for the watchdog. */
  wake(): void {
    if (this.#stopped) return;
    this.#attempt = 0;
    if (this.#link === 'lost') this.#pollUntil = 0;
    if (this.#wakeSleep) this.#wakeSleep();
    else if (this.#timers.now() - this.#lastByte > STALE_MS) this.#abort?.abort();
  }

  /** The browser says that the network is gone: a stream would notice it only by its silence. */
  cut(): void {
    if (!this.#stopped) this.#abort?.abort();
  }

  async #run(): Promise<void> {
    this.#say('connecting');
    while (!this.#stopped) {
      const startedAt = this.#timers.now();
      try {
        if (this.#timers.now() < this.#pollUntil) {
          const quiet = (await this.#poll()) === 0 && this.#timers.now() - startedAt < 1_000;
          if (this.#o.pollPause ?? quiet) await this.#sleep(this.#o.pollPause ?? QUIET_POLL_MS);
          continue;
        }
        await this.#stream();
        if (this.#stopped) return;
        // A stream that ends well at once would otherwise be a busy loop.
        if (this.#timers.now() - startedAt < 1_000) await this.#sleep(backOff(this.#attempt++, this.#o.random));
      } catch (error) {
        if (this.#stopped) return;
        if (error instanceof Gone) {
          this.#stopped = true;
          this.#o.onGone(error.status);
          return;
        }
        if (error instanceof HeldBack) {
          this.#pollUntil = this.#timers.now() + POLL_PERIOD_MS;
          continue;
        }
        if (error instanceof Gap) continue;
        this.#say('lost');
        await this.#sleep(backOff(this.#attempt++, this.#o.random));
      }
    }
  }

  async #stream(): Promise<void> {
    const abort = (this.#abort = new AbortController());
    this.#lastByte = this.#timers.now();
    let firstByte = false;
    let cause: Error | undefined;
    const fail = (error: Error) => {
      cause = error;
      abort.abort();
    };
    let watch: unknown;
    const rewatch = () => {
      this.#timers.clear(watch);
      watch = this.#timers.set(
        () => fail(firstByte ? new Error('silent line') : new HeldBack()),
        firstByte ? SILENCE_MS : FIRST_BYTE_MS,
      );
    };
    try {
      // A proxy may hold back even the headers; a slow network gets a little longer.
      watch = this.#timers.set(() => fail(new HeldBack()), HEADERS_MS);
      const response = await this.#fetch(this.#o.url(this.#last), {
        headers: { ...this.#o.headers(), Accept: 'text/event-stream' },
        credentials: this.#o.credentials,
        cache: 'no-store',
        signal: abort.signal,
      });
      this.#refuse(response);
      if (!response.body || !response.headers.get('content-type')?.includes('text/event-stream')) throw new HeldBack();
      rewatch();
      const frames = new FrameReader((frame) => this.#frame(frame));
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        firstByte = true;
        this.#lastByte = this.#timers.now();
        this.#attempt = 0;
        rewatch();
        this.#say('live');
        frames.push(decoder.decode(value, { stream: true }));
      }
    } catch (error) {
      throw cause ?? error;
    } finally {
      this.#timers.clear(watch);
      abort.abort();
    }
  }

  /** How many new events came. */
  async #poll(): Promise<number> {
    const abort = (this.#abort = new AbortController());
    const watch = this.#timers.set(() => abort.abort(), (POLL_WAIT_S + 15) * 1000);
    this.#lastByte = this.#timers.now();
    try {
      const response = await this.#fetch(this.#o.url(this.#last, POLL_WAIT_S), {
        headers: { ...this.#o.headers(), Accept: 'application/json' },
        credentials: this.#o.credentials,
        cache: 'no-store',
        signal: abort.signal,
      });
      this.#refuse(response);
      const page = (await response.json()) as EventPage;
      this.#lastByte = this.#timers.now();
      this.#attempt = 0;
      this.#say('live');
      const came = this.#take(page.events ?? []);
      this.#o.onStatus(page);
      return came;
    } finally {
      this.#timers.clear(watch);
    }
  }

  #refuse(response: Response): void {
    if ([401, 403, 404, 410].includes(response.status)) throw new Gone(response.status);
    if (!response.ok) throw new Error(`events: ${response.status}`);
  }

  #frame(frame: Frame): void {
    if (frame.event === 'status') this.#o.onStatus(JSON.parse(frame.data) as Status);
    else if (frame.event === 'event' || frame.event === 'message') this.#take([JSON.parse(frame.data) as ChatEvent]);
    else this.#o.onHint?.(frame.event, JSON.parse(frame.data));
  }

  /**
   * Hands on what is new. A hole in the numbers may mean that something was lost, so the line is opened again from the last;
   * the same hole twice is the service's own (colleagues' notes are not shown to families) and is accepted.
   */
  #take(events: ChatEvent[]): number {
    const fresh: ChatEvent[] = [];
    let hole = false;
    for (const event of [...events].sort((a, b) => a.seq - b.seq)) {
      if (event.seq <= this.#last) continue;
      if (event.seq !== this.#last + 1 && this.#hole !== `${this.#last}-${event.seq}`) {
        this.#hole = `${this.#last}-${event.seq}`;
        hole = true;
        break;
      }
      this.#last = event.seq;
      fresh.push(event);
    }
    if (fresh.length) this.#o.onEvents(fresh);
    if (hole) throw new Gap();
    return fresh.length;
  }

  #say(link: Link): void {
    if (link === this.#link) return;
    this.#link = link;
    this.#o.onLink(link);
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#timers.clear(handle);
        this.#wakeSleep = undefined;
        resolve();
      };
      const handle = this.#timers.set(done, ms);
      this.#wakeSleep = done;
    });
  }
}

/** Tells when the page wakes up or the network returns, and when it goes. Gives back a function that stops listening. */
export function wakeWithPage(wake: () => void, cut: () => void = () => undefined): () => void {
  const visible = () => {
    if (document.visibilityState === 'visible') wake();
  };
  document.addEventListener('visibilitychange', visible);
  window.addEventListener('online', wake);
  window.addEventListener('offline', cut);
  window.addEventListener('pageshow', wake);
  return () => {
    document.removeEventListener('visibilitychange', visible);
    window.removeEventListener('online', wake);
    window.removeEventListener('offline', cut);
    window.removeEventListener('pageshow', wake);
  };
}
