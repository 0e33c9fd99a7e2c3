/**
 * What the desk keeps in the browser: drafts and unsent answers of this tab (gone with the tab or at logout), and three switches.
 * Never a conversation: the log is on the service.
 */
import type { OutItem, OutStore } from '../shared/outbox';

const PREFIX = 'neuvo-desk:';

function tab(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

export class TalkKeeping implements OutStore {
  #prefix: string;

  constructor(nurse: string, conversation: string) {
    this.#prefix = `${PREFIX}${nurse}:${conversation}:`;
  }

  draft(): string {
    return tab()?.getItem(this.#prefix + 'draft') ?? '';
  }

  setDraft(text: string): void {
    if (text) tab()?.setItem(this.#prefix + 'draft', text);
    else tab()?.removeItem(this.#prefix + 'draft');
  }

  /** The draft is a note for colleagues: it must never come back as an answer. */
  noting(): boolean {
    return tab()?.getItem(this.#prefix + 'noting') != null;
  }

  setNoting(on: boolean): void {
    if (on) tab()?.setItem(this.#prefix + 'noting', 'yes');
    else tab()?.removeItem(this.#prefix + 'noting');
  }

  /** The text for the patient record as she has edited it; null where she has not. */
  record(): string | null {
    return tab()?.getItem(this.#prefix + 'record') ?? null;
  }

  setRecord(text: string | null): void {
    if (text !== null) tab()?.setItem(this.#prefix + 'record', text);
    else tab()?.removeItem(this.#prefix + 'record');
  }

  load(): OutItem[] {
    const box = tab();
    if (!box) return [];
    return Object.keys(box)
      .filter((key) => key.startsWith(this.#prefix + 'out:'))
      .map((key) => JSON.parse(box.getItem(key)!) as OutItem);
  }

  put(item: OutItem): void {
    tab()?.setItem(`${this.#prefix}out:${item.client_id}`, JSON.stringify(item));
  }

  drop(client_id: string): void {
    tab()?.removeItem(`${this.#prefix}out:${client_id}`);
  }
}

/** Her conversations with words in this tab that have not been sent. */
export function unsentOf(nurse: string): string[] {
  const own = `${PREFIX}${nurse}:`;
  const keys = Object.keys(tab() ?? {}).filter((key) => key.startsWith(own) && key.includes(':out:'));
  return [...new Set(keys.map((key) => key.slice(own.length, key.lastIndexOf(':out:'))))];
}

/** At logout nothing of the conversations stays. */
export function wipeTab(): void {
  const box = tab();
  if (box) for (const key of Object.keys(box)) if (key.startsWith(PREFIX)) box.removeItem(key);
}

export type Switch = 'sound' | 'shortcuts' | 'lang';

export function recall(name: Switch): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function remember(name: Switch, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // A refused storage costs only the switch.
  }
}

const ONE_SOUND_MS = 2_000;

/** With several tabs of the desk open, one of them sounds. */
export function firstOfTabs(what: string, now = Date.now()): boolean {
  try {
    const key = `${PREFIX}sounded:${what}`;
    const before = Number(localStorage.getItem(key) ?? 0);
    if (now >= before && now - before < ONE_SOUND_MS) return false;
    localStorage.setItem(key, String(now));
  } catch {
    // A refused storage costs only a second sound.
  }
  return true;
}
