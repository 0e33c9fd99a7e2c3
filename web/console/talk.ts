/** One conversation open on the desk: its log, summary, answer in the making and unsent answers. Draws nothing. */
import { ApiError } from '../shared/api';
import { Feed, type Link } from '../shared/feed';
import { newId, Outbox } from '../shared/outbox';
import type { ChatEvent, Lang, Status } from '../shared/types';
import { ROOT, type Api } from './api';
import { TalkKeeping } from './keeping';
import type { Key } from './texts';
import type { Card, Deed, Opened, RecordText } from './types';

const TYPING_EVERY_MS = 4_000;
const SUMMARY_AGAIN_MS = 5_000;

interface DeskStatus extends Status {
  conversation?: Card;
  can?: Deed[];
}

export class Talk {
  card: Card | null = null;
  can: Deed[] = [];
  events: ChatEvent[] = [];
  typing = false;
  link: Link | null = null;
  summary: string | null = null;
  /** undefined while loading, false when the nurse may not see it. */
  seen: boolean | undefined;
  /** The service could not be reached for it: tried again when the page wakes or its card is pressed. */
  unreached = false;
  draft: string;
  /** What is written is a note for colleagues, not an answer. */
  noting: boolean;
  readonly outbox: Outbox;

  #feed: Feed | null = null;
  #keeping: TalkKeeping;
  #lastTyping = 0;
  #attempt: { what: string; id: string } | null = null;
  #underWay = 0;
  #readTo = 0;
  #ended = false;
  #summaryLate = false;
  /** Each opening and leaving: what an earlier one still waits for does not count. */
  #visit = 0;

  constructor(
    readonly id: string,
    nurse: string,
    private readonly api: Api,
    public lang: Lang,
    private readonly change: (news?: ChatEvent[]) => void,
    private readonly loggedOut: () => void,
  ) {
    this.#keeping = new TalkKeeping(nurse, id);
    this.draft = this.#keeping.draft();
    this.noting = this.#keeping.noting();
    this.outbox = new Outbox({
      store: this.#keeping,
      send: (item) =>
        this.api.send<{ seq: number }>('POST', this.#path('/messages'), { client_id: item.client_id, text: item.text }).catch((error: unknown) => {
          // Not refused: it waits for her next login.
          if (error instanceof ApiError && error.status === 401) this.loggedOut();
          throw error;
        }),
      onChange: () => this.change(),
      logEnd: () => this.events.at(-1)?.seq ?? 0,
    });
  }

  async open(): Promise<void> {
    const visit = ++this.#visit;
    this.#feed?.stop();
    this.unreached = this.#ended = false;
    this.seen ||= undefined;
    try {
      const opened = await this.api.get<Opened>(this.#path(''));
      if (visit !== this.#visit) return;
      this.card = opened.conversation;
      this.can = opened.can;
      this.seen = true;
      this.#take(opened.events, true);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return this.loggedOut();
      if (visit !== this.#visit) return;
      if (error instanceof ApiError && error.final) this.seen = false;
      else this.unreached = true;
      return this.change();
    }
    void this.loadSummary();
    this.#feed = new Feed({
      url: (after, wait) => `${ROOT}${this.#path('/events')}?after=${after}${wait ? `&wait=${wait}` : ''}`,
      headers: () => ({}),
      credentials: 'same-origin',
      after: this.events.at(-1)?.seq ?? 0,
      // The desk's long poll answers at once.
      pollPause: 2_000,
      onEvents: (events) => this.#take(events, false),
      onStatus: (status) => this.#status(status as DeskStatus),
      onLink: (link) => {
        this.link = link;
        if (link === 'live') this.outbox.wake();
        this.change();
      },
      onGone: (status) => {
        if (status === 401) return this.loggedOut();
        // Passed on to a colleague: what was read stays on the screen, nothing can be done with it.
        this.#ended = true;
        this.can = [];
        this.change();
      },
    }).start();
    void this.outbox.pump();
  }

  async loadSummary(): Promise<void> {
    const { lang } = this;
    const visit = this.#visit;
    const current = () => visit === this.#visit && lang === this.lang;
    this.#summaryLate = false;
    try {
      const summary = await this.api.text(this.#path(`/summary?format=text&lang=${lang}`));
      if (current()) this.summary = summary;
    } catch (error) {
      if (!current()) return;
      if (error instanceof ApiError && error.final) this.summary = '';
      else {
        this.#summaryLate = true;
        setTimeout(() => current() && this.#summaryAgain(), SUMMARY_AGAIN_MS);
      }
    }
    this.change();
  }

  #summaryAgain(): void {
    if (this.#summaryLate) void this.loadSummary();
  }

  setLanguage(lang: Lang): void {
    this.lang = lang;
    void this.loadSummary();
  }

  wake(): void {
    if (this.unreached) void this.open();
    this.#feed?.wake();
    this.#summaryAgain();
    this.outbox.wake();
  }

  /** Not before her any more; what is unsent goes on. */
  leave(): void {
    this.#visit++;
    this.#feed?.stop();
    this.#feed = null;
    this.unreached = this.typing = this.#summaryLate = false;
    this.link = null;
  }

  stop(): void {
    this.leave();
    this.outbox.stop();
  }

  /** Nothing comes any more: it is to be opened anew. */
  get dead(): boolean {
    return this.seen === false || this.unreached || this.#ended;
  }

  /** An answer that the service has not taken: on its way, or refused. */
  get unsent(): boolean {
    return this.outbox.items.some((item) => item.state !== 'sent');
  }

  /** Must not be forgotten yet. */
  get busy(): boolean {
    return this.unsent || this.#underWay > 0;
  }

  /** Whether every answer has been taken; one that is on its way just now gets a moment. */
  async allSent(): Promise<boolean> {
    for (let n = 0; n < 20 && this.outbox.items.some((item) => item.state === 'sending'); n++) await new Promise((done) => setTimeout(done, 100));
    return !this.unsent;
  }

  get mine(): boolean {
    return this.can.includes('message');
  }

  setDraft(text: string): void {
    this.draft = text;
    this.#keeping.setDraft(text);
    if (text && this.mine && !this.noting && Date.now() - this.#lastTyping > TYPING_EVERY_MS) {
      this.#lastTyping = Date.now();
      void this.api.send('POST', this.#path('/typing')).catch(() => undefined);
    }
    this.change();
  }

  setNoting(on: boolean): void {
    this.noting = on;
    this.#keeping.setNoting(on);
    this.change();
  }

  /** A note for colleagues; what was written stays in the box where that failed. */
  async note(): Promise<boolean> {
    const text = this.draft.trim();
    if (!text) return false;
    this.#underWay++;
    try {
      await this.api.send('POST', this.#path('/notes'), { client_id: this.#idOf(`note ${text}`), text });
    } catch {
      return false;
    } finally {
      this.#underWay--;
    }
    this.#attempt = null;
    // What she has written meanwhile stays, and stays a note.
    if (this.draft.trim() === text) {
      this.setNoting(false);
      this.setDraft('');
    } else this.change();
    return true;
  }

  /** The same thing tried again has the same id: it happens once, also where only the answer was lost. */
  #idOf(what: string): string {
    if (this.#attempt?.what !== what) this.#attempt = { what, id: newId() };
    return this.#attempt.id;
  }

  /** A picture or PDF for the family. */
  async give(file: File): Promise<boolean> {
    const form = new FormData();
    form.set('client_id', newId());
    form.set('file', file, file.name);
    return this.api.form(this.#path('/attachments'), form).then(
      () => true,
      () => false,
    );
  }

  /** Invites to a video meeting; says what was wrong where that failed. */
  async meet(when: { at?: string; minutes?: number }): Promise<Key | null> {
    try {
      await this.api.send('POST', this.#path('/meetings'), { client_id: this.#idOf(`meeting ${when.at} ${when.minutes}`), ...when });
      this.#attempt = null;
      return null;
    } catch (error) {
      return error instanceof ApiError && error.code === 'no_video' ? 'noVideo' : 'failed';
    }
  }

  record(reason?: string): Promise<RecordText | null> {
    return this.api.get<RecordText>(this.#path(`/record${reason ? `?reason=${reason}` : ''}`)).catch(() => null);
  }

  /** The record text as she has edited it, kept like the draft until the conversation is closed. */
  get recordDraft(): string | null {
    return this.#keeping.record();
  }

  set recordDraft(text: string | null) {
    this.#keeping.setRecord(text);
  }

  /** Tells the service that a text is on the clipboard. */
  copied(what: 'record' | 'summary'): void {
    void this.api.send('POST', this.#path(`/${what}/copied`)).catch(() => undefined);
  }

  submit(): boolean {
    const text = this.draft.trim();
    if (!text || !this.mine || this.noting) return false;
    this.outbox.add({ client_id: newId(), at: new Date().toISOString(), text });
    this.setDraft('');
    return true;
  }

  /** The words of a message with the identity code in them; the service notes who opened it. Null where that failed. */
  async identity(seq: number): Promise<string | null> {
    const answer = await this.api.send<{ text: string }>('POST', this.#path('/identity'), { seq }).catch(() => null);
    return answer?.text ?? null;
  }

  /** The nurse has the conversation before her eyes. */
  read(): void {
    const newest = this.events.at(-1)?.seq ?? 0;
    if (!this.mine || newest <= this.#readTo) return;
    this.#readTo = newest;
    void this.api.send('POST', this.#path('/read'), { seq: newest }).catch(() => undefined);
  }

  async deed(deed: Exclude<Deed, 'message' | 'note' | 'meeting'>, json: unknown = {}): Promise<void> {
    await this.api.send('POST', this.#path(`/${deed}`), json).catch((error: unknown) => {
      if (!(error instanceof ApiError && error.code === 'already_yours')) throw error;
    });
    if (deed === 'close') this.recordDraft = null;
    const opened = await this.api.get<Opened>(this.#path('')).catch(() => null);
    this.can = opened?.can ?? [];
    if (opened) this.card = opened.conversation;
    this.change();
  }

  #take(events: ChatEvent[], history: boolean): void {
    const last = this.events.at(-1)?.seq ?? 0;
    const fresh = events.filter((event) => event.seq > last);
    this.events = [...this.events, ...fresh];
    for (const event of fresh) {
      if (event.client_id) this.outbox.arrived(event.client_id);
      if (event.author === 'customer') this.typing = false;
      // The status that says what may be done comes a moment after the event.
      if (event.kind === 'state' && event.data?.state !== 'with_nurse' && !history) this.can = [];
    }
    this.outbox.reached(this.events.at(-1)?.seq ?? 0);
    if (!history && fresh.some((event) => event.kind === 'summary')) void this.loadSummary();
    this.change(history ? undefined : fresh);
  }

  #status(status: DeskStatus): void {
    this.typing = status.typing ?? false;
    this.can = status.can ?? this.can;
    if (status.conversation) this.card = { ...this.card, ...status.conversation };
    this.change();
  }

  #path(rest: string): string {
    return `/conversations/${encodeURIComponent(this.id)}${rest}`;
  }
}
