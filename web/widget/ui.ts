/**
 * What the widget shows around the conversation: open or closed, draft, photo to send, announcements, host-page events.
 * Owns no conversation data (session.ts) and draws nothing (views/).
 */
import { plain } from '../shared/richtext';
import { type ChatEvent, type Choice, type Lang } from '../shared/types';
import { Session, type Happening } from './session';
import { translate, type Key, type T } from './texts';

/** Read out once and dropped: a reader that comes back later must not hear the history again. */
const SPOKEN_MS = 1_200;
/** A lost line shorter than this is not worth a word. */
const LOST_PATIENCE_MS = 3_000;
const QUEUE_NEWS_EVERY_MS = 45_000;

export interface Spoken {
  id: number;
  text: string;
  lang: Lang;
}

export type Confirm = 'again' | 'forget' | null;

export interface UiOptions {
  session: Session;
  host: HTMLElement;
  home: string;
  page: boolean;
  exitUrl: string | null;
}

export class Ui {
  readonly session: Session;
  readonly host: HTMLElement;
  readonly home: string;
  readonly page: boolean;
  isOpen = false;
  draft = '';
  photo: File | null = null;
  problem: Key | null = null;
  confirm: Confirm = null;
  large = false;
  spoken: Spoken[] = [];
  lost = false;
  /** The pressed button's words, which hold the focus while they move from the outbox into the log. */
  focusOwn: string | null = null;
  /** Seq numbers of urgent cards that have just come: they announce themselves. */
  urgent = new Set<number>();

  #exitUrl: string | null;
  #listeners = new Set<() => void>();
  #nextId = 1;
  #lostTimer: ReturnType<typeof setTimeout> | undefined;
  #queueSaid = { position: 0, at: 0, late: false };
  #queueTimer: ReturnType<typeof setTimeout> | undefined;
  #awaySaid = false;
  #title: string | null = null;
  #unreadTold = 0;
  #stateTold = 'bot';

  constructor(options: UiOptions) {
    this.session = options.session;
    this.host = options.host;
    this.home = options.home;
    this.page = options.page;
    this.#exitUrl = options.exitUrl;
    this.draft = this.session.memory.draft();
    this.session.listen((happening) => this.#hear(happening));
    document.addEventListener('visibilitychange', () => this.change());
  }

  get t(): T {
    return translate(this.session.lang);
  }

  get lang(): Lang {
    return this.session.lang;
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something drawn has changed. */
  change(update?: Partial<Pick<Ui, 'problem' | 'confirm' | 'large' | 'photo'>>): void {
    if (update) Object.assign(this, update);
    if (this.isOpen && document.visibilityState === 'visible') this.session.seen();
    this.#tellUnread();
    for (const listener of this.#listeners) listener();
  }

  setOpen(open: boolean): void {
    if (open === this.isOpen) return;
    this.isOpen = open;
    if (open) this.session.freshService();
    this.tellHost(open ? 'open' : 'close');
    this.change();
  }

  setDraft(text: string): void {
    this.draft = text;
    this.session.memory.setDraft(text);
    if (text) this.session.typing();
    this.change();
  }

  /** Sends the photo, if any, then the words. */
  submit(): void {
    const { draft, photo } = this;
    if (photo) this.session.sendFile(photo);
    if (draft.trim()) this.session.sendText(draft);
    this.photo = null;
    this.problem = null;
    this.setDraft('');
  }

  choose(choice: Choice): void {
    this.problem = null;
    this.focusOwn = this.session.sendChoice(choice.id, choiceTitle(choice, this.lang));
  }

  /** Once, however often it is pressed. */
  askNurse(): void {
    const { outbox } = this.session;
    const asked = outbox.items.find((item) => item.choice === 'nurse');
    if (!asked) this.choose({ id: 'nurse', title: this.t('nurseLong') });
    else if (asked.state === 'failed') outbox.retry(asked.client_id);
  }

  say(text: string, lang: Lang = this.lang): void {
    const id = this.#nextId++;
    this.spoken = [...this.spoken, { id, text, lang }];
    setTimeout(() => {
      this.spoken = this.spoken.filter((entry) => entry.id !== id);
      this.change();
    }, SPOKEN_MS);
    this.change();
  }

  /** Where the quick exit leads, where somebody has chosen it. */
  get exitUrl(): string | null {
    return this.session.status.neutral_url ?? this.#exitUrl;
  }

  /** Away at once, with nothing left: storage, title, history entry. */
  quickExit(): void {
    const address = this.exitUrl;
    this.session.forget(true);
    document.title = '\u200b';
    const weather = { fi: 'https://www.ilmatieteenlaitos.fi/', sv: 'https://sv.ilmatieteenlaitos.fi/', en: 'https://en.ilmatieteenlaitos.fi/' };
    location.replace(address ?? weather[this.lang]);
  }

  tellHost(name: 'open' | 'close' | 'message' | 'handoff' | 'unread', detail: Record<string, unknown> = {}): void {
    // The host page learns that something happened, never what was said.
    this.host.dispatchEvent(new CustomEvent(`neuvo:${name}`, { detail, bubbles: true, composed: true }));
  }

  #hear(happening: Happening): void {
    if (happening.type === 'live') this.#news(happening.events);
    else if (happening.type === 'gone') {
      if (happening.unsent) this.setDraft([happening.unsent, this.draft].filter(Boolean).join('\n'));
      if (!happening.asked) this.problem = 'gone';
    } else {
      this.#watchLink();
      this.#watchService();
      this.#watchQueue();
      this.#watchState();
    }
    this.change();
  }

  #news(events: ChatEvent[]): void {
    for (const event of events) {
      this.tellHost('message', { seq: event.seq, author: event.author, kind: event.kind });
      if (event.author === 'customer') continue;
      if (isUrgent(event)) {
        this.urgent.add(event.seq);
        continue;
      }
      if (!this.isOpen) continue;
      const { text, lang } = wordsOf(event, this.lang);
      const options = (event.choices ?? []).map((choice) => choiceTitle(choice, this.lang)).join(', ');
      const words = [
        speaker(event, this.t),
        plain(text) || (event.kind === 'attachment' ? this.#fileWords(event) : ''),
        options && this.t('options', { list: options }),
      ].filter(Boolean);
      if (words.length > 1 || event.author === 'system') this.say(words.join(': '), lang);
    }
    if (!this.isOpen && this.session.unread) this.say(this.t('newMessages', { n: this.session.unread }));
  }

  #fileWords({ data }: ChatEvent): string {
    return data?.content_type === 'application/pdf' ? this.t('filePdf', { name: data.name ?? '' }) : this.t('photo');
  }

  #watchLink(): void {
    if (this.session.link === 'lost' && !this.lost && !this.#lostTimer) {
      this.#lostTimer = setTimeout(() => {
        this.#lostTimer = undefined;
        if (this.session.link !== 'lost') return;
        this.lost = true;
        this.say(this.t('linkLost'));
      }, LOST_PATIENCE_MS);
    }
    if (this.session.link === 'live') {
      clearTimeout(this.#lostTimer);
      this.#lostTimer = undefined;
      if (this.lost) {
        this.lost = false;
        this.say(this.t('linkFound'));
      }
    }
  }

  #watchService(): void {
    const away = this.isOpen && this.session.serviceFailed && !this.session.talk;
    const news = away && !this.#awaySaid;
    this.#awaySaid = away;
    if (news) this.say(this.t('unreachable'));
  }

  /** A new place, and once that the wait is long: at most every 45 s, the newest when that time is over. */
  #watchQueue(): void {
    const { state, status } = this.session;
    const position = state === 'queued' ? (status.queue?.position ?? 0) : 0;
    const late = position > 0 && Boolean(status.queue?.late);
    const said = this.#queueSaid;
    clearTimeout(this.#queueTimer);
    if (!position) this.#queueSaid = { position: 0, at: 0, late: false };
    else if (position !== said.position || (late && !said.late)) {
      const rest = said.at + QUEUE_NEWS_EVERY_MS - Date.now();
      if (rest > 0) this.#queueTimer = setTimeout(() => this.#watchQueue(), rest);
      else {
        this.#queueSaid = { position, at: Date.now(), late: late || said.late };
        const words = [position !== said.position && this.placeWords(), !(late && said.late) && this.waitWords()];
        if (this.isOpen) this.say(words.filter(Boolean).join(' '));
      }
    }
  }

  placeWords(): string {
    const position = this.session.status.queue?.position;
    if (!position) return this.t('inQueue');
    return position === 1 ? this.t('queueNext') : this.t('queuePlace', { n: position });
  }

  /** What can honestly be said of the wait; nothing where the service does not know. */
  waitWords(): string {
    const queue = this.session.status.queue;
    if (queue?.nobody) return this.t('queueNobody');
    if (queue?.late) return this.t('queueLate');
    return queue?.estimate ? this.t('queueWait', queue.estimate) : '';
  }

  #watchState(): void {
    const state = this.session.state;
    if (state === this.#stateTold) return;
    if (this.session.loadedTo >= 0 && (state === 'queued' || state === 'message')) this.tellHost('handoff', { state });
    this.#stateTold = state;
  }

  /** The mark on the launcher and in the page's title; the title stays silent where the subject is violence. */
  #tellUnread(): void {
    const count = this.session.unread;
    if (count !== this.#unreadTold) {
      this.#unreadTold = count;
      this.tellHost('unread', { count });
    }
    if (this.session.quickExit && this.page) {
      this.#title = null;
      document.title = 'Chat';
    } else if (count && document.hidden && !this.session.quickExit) {
      this.#title ??= document.title;
      document.title = `(${count}) ${this.#title}`;
    } else if (this.#title !== null) {
      document.title = this.#title;
      this.#title = null;
    }
  }
}

export const isUrgent = (event: ChatEvent): boolean =>
  event.kind === 'emergency' || (event.kind === 'card' && Boolean(event.data?.instruction));

/** An event's words in the reader's language where it has them, otherwise as they were said. */
export function wordsOf(event: ChatEvent, lang: Lang): { text: string; lang: Lang } {
  if (event.texts?.[lang]) return { text: event.texts[lang], lang };
  return { text: event.text ?? '', lang: event.lang ?? lang };
}

export function choiceTitle(choice: Choice, lang: Lang): string {
  return choice.titles?.[lang] ?? choice.title ?? choice.id;
}

/** "Neuvo, automated assistant", "Sanna, public health nurse", "You"; empty for the system. */
export function speaker(event: Pick<ChatEvent, 'author' | 'name'>, t: T): string {
  if (event.author === 'customer') return t('you');
  if (event.author === 'bot') return `${t('bot')}, ${t('botRole')}`;
  if (event.author === 'nurse') return event.name ? `${event.name}, ${t('nurseRole')}` : t('nurseRole');
  return '';
}
