/**
 * What the person has sent and the service has not yet acknowledged: kept, sent in order, sent again, never doubled.
 * Owns retrying; the service makes a repeated `client_id` harmless.
 */
import { backOff, realTimers, type Timers } from './clock';
import { ApiError } from './api';

export interface OutItem {
  client_id: string;
  at: string;
  text?: string;
  choice?: string;
  /** What the chosen button said, for drawing before the log has it. */
  title?: string;
  file?: File;
  state: 'waiting' | 'sending' | 'failed' | 'sent';
  /** Error code of the service when it refused for good. */
  error?: string;
  seq?: number;
}

/** Where unsent items survive a reload. Files are too large for it and live in memory only. */
export interface OutStore {
  load(): OutItem[];
  put(item: OutItem): void;
  drop(client_id: string): void;
}

export interface OutboxOptions {
  send(item: OutItem): Promise<{ seq: number }>;
  store: OutStore;
  onChange(): void;
  /** The last seq of the log that is on the screen. */
  logEnd(): number;
  /** The conversation does not accept this token any more. */
  onGone?(status: number): void;
  timers?: Timers;
  random?: () => number;
}

export class Outbox {
  items: OutItem[] = [];
  #pumping = false;
  #attempt = 0;
  #wake: (() => void) | undefined;
  #stopped = false;
  #timers: Timers;

  constructor(private readonly options: OutboxOptions) {
    this.#timers = options.timers ?? realTimers;
    this.items = options.store
      .load()
      .map((item) => ({ ...item, state: item.state === 'failed' ? ('failed' as const) : ('waiting' as const) }))
      .sort((a, b) => a.at.localeCompare(b.at));
  }

  add(item: Omit<OutItem, 'state'>): void {
    const full: OutItem = { ...item, state: 'waiting' };
    this.items = [...this.items, full];
    if (!full.file) this.options.store.put(full);
    this.options.onChange();
    void this.pump();
  }

  /** A customer event came back in the log: the item has arrived, whatever happened to the answer of the POST. */
  arrived(client_id: string): void {
    if (!this.items.some((item) => item.client_id === client_id)) return;
    this.remove(client_id);
  }

  /** The log on the screen goes to `seq`: what was acknowledged up to there is in it, also where events carry no client id. */
  reached(seq: number): void {
    for (const item of this.items) if (item.state === 'sent' && item.seq! <= seq) this.remove(item.client_id);
  }

  remove(client_id: string): void {
    this.items = this.items.filter((item) => item.client_id !== client_id);
    this.options.store.drop(client_id);
    this.options.onChange();
  }

  retry(client_id: string): void {
    this.#change(client_id, { state: 'waiting', error: undefined });
    this.wake();
  }

  wake(): void {
    this.#attempt = 0;
    if (this.#wake) this.#wake();
    else void this.pump();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  async pump(): Promise<void> {
    if (this.#pumping || this.#stopped) return;
    this.#pumping = true;
    try {
      for (;;) {
        const item = this.items.find((candidate) => candidate.state === 'waiting');
        if (!item || this.#stopped) return;
        await this.#one(item);
      }
    } finally {
      this.#pumping = false;
    }
  }

  async #one(item: OutItem): Promise<void> {
    this.#change(item.client_id, { state: 'sending' });
    try {
      const { seq } = await this.options.send(item);
      this.#attempt = 0;
      this.#change(item.client_id, { state: 'sent', seq });
      this.options.store.drop(item.client_id);
      this.reached(this.options.logEnd());
    } catch (error) {
      if (this.#stopped) return;
      if (error instanceof ApiError && error.final) {
        this.#change(item.client_id, { state: 'failed', error: error.code });
        const kept = this.items.find((candidate) => candidate.client_id === item.client_id);
        if (kept && !kept.file) this.options.store.put(kept);
        if ([401, 404, 410].includes(error.status)) this.options.onGone?.(error.status);
        return;
      }
      this.#change(item.client_id, { state: 'waiting' });
      const asked = error instanceof ApiError ? error.retryAfter : 0;
      await this.#sleep(Math.max(asked * 1000, backOff(this.#attempt++, this.options.random)));
    }
  }

  #change(client_id: string, change: Partial<OutItem>): void {
    this.items = this.items.map((item) => (item.client_id === client_id ? { ...item, ...change } : item));
    this.options.onChange();
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#timers.clear(handle);
        this.#wake = undefined;
        resolve();
      };
      const handle = this.#timers.set(done, ms);
      this.#wake = done;
    });
  }
}

/** A random UUID; `crypto.randomUUID` is missing on plain http pages. */
export function newId(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
