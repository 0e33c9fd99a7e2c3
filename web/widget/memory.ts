/**
 * What the widget keeps on the family's device: the key to their conversation, unsent words and the draft. Nothing else.
 * Nothing is written before the first message. Where storage is refused (sandbox, private mode) memory takes its place.
 */
import type { Lang } from '../shared/types';
import type { OutItem, OutStore } from '../shared/outbox';

/** A conversation can be continued on the same device this long after its last use. */
const KEEP_MS = 24 * 3600 * 1000;
/** A message is answered within days: the way back to it stays for as long as its key lives. */
const THREAD_MS = 30 * KEEP_MS;

export interface Kept {
  id: string;
  token: string;
  lang: Lang;
  /** Last event read on this device. */
  read: number;
  /** Epoch milliseconds of last use. */
  at: number;
  expires_at?: string;
  /** A message thread that waits for an answer, or for the family. */
  thread?: boolean;
  /** The subject is violence: kept in this tab only. */
  private?: boolean;
}

class MemoryStorage {
  #map = new Map<string, string>();
  getItem = (key: string) => this.#map.get(key) ?? null;
  setItem = (key: string, value: string): void => {
    this.#map.set(key, value);
  };
  removeItem = (key: string): void => {
    this.#map.delete(key);
  };
  keys = () => [...this.#map.keys()];
}

type Box = Pick<MemoryStorage, 'getItem' | 'setItem' | 'removeItem' | 'keys'>;

function browserBox(name: 'localStorage' | 'sessionStorage'): Box | null {
  try {
    const box = window[name];
    void box.length;
    return {
      getItem: (key) => box.getItem(key),
      setItem: (key, value) => {
        try {
          box.setItem(key, value);
        } catch {
          // A full storage costs only the survival of a reload.
        }
      },
      removeItem: (key) => box.removeItem(key),
      keys: () => Object.keys(box),
    };
  } catch {
    return null;
  }
}

export class Memory implements OutStore {
  #device: Box;
  #tab: Box;
  #prefix: string;
  /** While false (before the first message) nothing is written. */
  #writes = false;
  #private = false;
  #now: () => number;

  constructor(api: string, now: () => number = Date.now) {
    const fallback = new MemoryStorage();
    this.#device = browserBox('localStorage') ?? fallback;
    this.#tab = browserBox('sessionStorage') ?? fallback;
    this.#prefix = `neuvo:${api}:`;
    this.#now = now;
  }

  /** The conversation of this device, if it is young enough to continue. */
  kept(): Kept | null {
    for (const box of [this.#tab, this.#device]) {
      const text = box.getItem(this.#prefix + 'chat');
      if (!text) continue;
      let kept: Kept;
      try {
        kept = JSON.parse(text) as Kept;
      } catch {
        box.removeItem(this.#prefix + 'chat');
        continue;
      }
      const expired = kept.expires_at ? Date.parse(kept.expires_at) < this.#now() : false;
      if (!kept.id || !kept.token || expired || this.#now() - kept.at > (kept.thread ? THREAD_MS : KEEP_MS)) {
        this.wipe();
        return null;
      }
      this.#writes = true;
      this.#private = kept.private === true;
      return kept;
    }
    return null;
  }

  /** From the first message on, the device remembers. */
  begin(): void {
    this.#writes = true;
  }

  keep(kept: Kept): void {
    if (!this.#writes) return;
    this.#box.setItem(this.#prefix + 'chat', JSON.stringify({ ...kept, at: this.#now(), private: this.#private }));
  }

  /** Moves everything from the device to this tab, so that nothing is left when the tab is closed. */
  onlyThisTab(): void {
    if (this.#private) return;
    for (const key of this.#own(this.#device)) {
      this.#tab.setItem(key, this.#device.getItem(key) ?? '');
      this.#device.removeItem(key);
    }
    this.#private = true;
  }

  draft(): string {
    return this.#box.getItem(this.#prefix + 'draft') ?? '';
  }

  setDraft(text: string): void {
    if (!this.#writes) return;
    if (text) this.#box.setItem(this.#prefix + 'draft', text);
    else this.#box.removeItem(this.#prefix + 'draft');
  }

  load(): OutItem[] {
    const start = this.#prefix + 'out:';
    return this.#box
      .keys()
      .filter((key) => key.startsWith(start))
      .flatMap((key) => {
        try {
          return [JSON.parse(this.#box.getItem(key) ?? '') as OutItem];
        } catch {
          return [];
        }
      });
  }

  put(item: OutItem): void {
    if (this.#writes) this.#box.setItem(`${this.#prefix}out:${item.client_id}`, JSON.stringify(item));
  }

  drop(client_id: string): void {
    this.#box.removeItem(`${this.#prefix}out:${client_id}`);
  }

  /** Leaves no trace of this service's chat on the device. */
  wipe(): void {
    for (const box of [this.#device, this.#tab]) for (const key of this.#own(box)) box.removeItem(key);
    this.#writes = false;
    this.#private = false;
  }

  get #box(): Box {
    return this.#private ? this.#tab : this.#device;
  }

  #own(box: Box): string[] {
    return box.keys().filter((key) => key.startsWith(this.#prefix));
  }
}
