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
