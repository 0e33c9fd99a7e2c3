/** A clock moved by hand and a service made of scripted answers: the other side cannot run inside a unit test. */
import type { Timers } from '../../../web/shared/clock';
import type { ChatEvent } from '../../../web/shared/types';

export class HandClock implements Timers {
  time = 1_000_000;
  #due: { at: number; run: () => void; id: number }[] = [];
  #id = 0;

  now = () => this.time;
  set = (run: () => void, ms: number) => {
    const id = ++this.#id;
    this.#due.push({ at: this.time + ms, run, id });
    return id;
  };
  clear = (handle: unknown) => {
    this.#due = this.#due.filter((one) => one.id !== handle);
  };

  /** Lets time pass, running what falls due in order and letting promises settle between. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settle();
      const next = this.#due.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.time = Math.max(this.time, next.at);
      this.clear(next.id);
      next.run();
    }
    this.time = end;
    await settle();
  }
}

export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

export const event = (seq: number, text = `m${seq}`): ChatEvent => ({ seq, at: '2026-11-23T07:00:00Z', author: 'bot', kind: 'message', text });

/** A stream that the test feeds by hand. */
export class FakeStream {
  #control!: ReadableStreamDefaultController<Uint8Array>;
  readonly response: Response;

  constructor(signal?: AbortSignal | null, type = 'text/event-stream; charset=utf-8') {
    const body = new ReadableStream<Uint8Array>({ start: (control) => void (this.#control = control) });
    this.response = new Response(body, { headers: { 'content-type': type } });
    signal?.addEventListener('abort', () => {
      try {
        this.#control.error(new DOMException('aborted', 'AbortError'));
      } catch {
        // Ended by the test before.
      }
    });
  }

  write(text: string): void {
    this.#control.enqueue(new TextEncoder().encode(text));
  }

  event(one: ChatEvent): void {
    this.write(`id: ${one.seq}\nevent: event\ndata: ${JSON.stringify(one)}\n\n`);
  }

  end(): void {
    this.#control.close();
  }
}

export interface Call {
  url: string;
  accept: string;
  headers: Record<string, string>;
  stream: FakeStream;
  signal?: AbortSignal | null;
}

/** An answer whose headers never come. */
export const never = (call: Call): Promise<Response> =>
  new Promise((_, reject) => call.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))));

/** A fetch that hands out streams, or what `answer` gives instead. */
export function fakeFetch(answer: (call: Call, n: number) => Response | Promise<Response> | Error | null = () => null) {
  const calls: Call[] = [];
  const doFetch = (async (url: string, init: RequestInit = {}) => {
    const headers = init.headers as Record<string, string>;
    const call: Call = { url, accept: headers.Accept ?? '', headers, stream: new FakeStream(init.signal), signal: init.signal };
    calls.push(call);
    const own = answer(call, calls.length);
    if (own instanceof Error) throw own;
    return own ?? call.stream.response;
  }) as typeof fetch;
  return { calls, fetch: doFetch };
}
