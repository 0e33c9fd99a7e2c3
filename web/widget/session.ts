/**
 * The family's conversation as the widget knows it: service facts, log, status, outbox, language, unread count.
 * Owns talking to the service; draws nothing and touches no element.
 */
import { ApiError, ask, askJson } from '../shared/api';
import { Feed, wakeWithPage, type Link } from '../shared/feed';
import { newId, Outbox, type OutItem } from '../shared/outbox';
import type { ChatEvent, Lang, Service, Status } from '../shared/types';
import { FirstPage } from './first-page';
import { Memory, type Kept } from './memory';

export interface SessionOptions {
  api: string;
  lang: Lang;
  page?: string;
  municipality?: string;
  /** An answer of GET /service that is on its way: used once, instead of asking. */
  facts?: Promise<Response>;
}

interface Talk {
  id: string;
  token: string;
  expires_at?: string;
}

export type Happening =
  | { type: 'change' }
  /** Events that arrived while the person was here (not the history of a reload). */
  | { type: 'live'; events: ChatEvent[] }
  /** The conversation cannot be opened any more, or has been left for a new one (`asked`). */
  | { type: 'gone'; unsent: string; asked: boolean };

const TYPING_EVERY_MS = 4_000;
/** Opening hours told longer ago than this are asked for again when the chat is opened, wakes up or is written in. */
const FACTS_MS = 5 * 60_000;

export class Session {
  readonly api: string;
  lang: Lang;
  service: Service | null = null;
  serviceFailed = false;
  /** The first words wait here: the conversation could not be made yet. */
  held = false;
  talk: Talk | null = null;
  events: ChatEvent[] = [];
  status: Status = {};
  link: Link | null = null;
  read = 0;
  /** The end of the history known at (re)opening: what comes later is news. */
  loadedTo = -1;
  quickExit = false;
  feedbackGiven = false;
  readonly outbox: Outbox;
  readonly memory: Memory;

  #options: SessionOptions;
  #factsAt = 0;
  #asking = 0;
  #leaving = false;
  #feed: Feed | null = null;
  #listeners = new Set<(happening: Happening) => void>();
  #creating: Promise<Talk> | null = null;
  #channel: BroadcastChannel | null = null;
  #lastTyping = 0;
  #unwake: () => void;
  #readTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SessionOptions) {
    this.#options = { ...options };
    this.api = options.api;
    this.lang = options.lang;
    this.memory = new Memory(this.api);
    const kept = this.memory.kept();
    this.outbox = new Outbox({
      store: this.memory,
      send: (item) => this.#post(item),
      onChange: () => this.#tell({ type: 'change' }),
      onGone: () => this.#gone(),
      logEnd: () => this.events.at(-1)?.seq ?? 0,
    });
    this.#unwake = wakeWithPage(
      () => {
        this.#feed?.wake();
        this.outbox.wake();
        if (this.service || this.serviceFailed) this.freshService();
      },
      () => this.#feed?.cut(),
    );
    try {
      this.#channel = new BroadcastChannel(`neuvo:${this.api}`);
      this.#channel.onmessage = (message) => this.#fromOtherTab(message.data as string);
    } catch {
      // Without the channel (sandbox) each tab stands alone.
    }
    if (kept) this.#adopt(kept);
    void this.outbox.pump();
  }

  listen(listener: (happening: Happening) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get state(): NonNullable<Status['state']> {
    return this.status.state ?? 'bot';
  }

  get unread(): number {
    return this.events.filter((e) => e.seq > this.read && e.seq > 1 && (e.author === 'bot' || e.author === 'nurse')).length;
  }

  async loadService(): Promise<void> {
    this.#asking++;
    try {
      this.service = (await this.#asked()) ?? (await askJson<Service>(`${this.api}/api/v1/service?lang=${this.lang}`));
      this.#factsAt = Date.now();
      this.serviceFailed = false;
    } catch {
      this.serviceFailed = true;
    }
    this.#asking--;
    this.#tell({ type: 'change' });
  }

  /** What the loader asked for; null where it did not, or where the answer is of no use. */
  async #asked(): Promise<Service | null> {
    const facts = this.#options.facts;
    this.#options.facts = undefined;
    try {
      const response = await facts;
      return response?.ok ? ((await response.json()) as Service) : null;
    } catch {
      return null;
    }
  }

  /** Asks for the facts where there are none or where they are doubtful or old: a page may stand open past closing time. */
  freshService(doubt = this.serviceFailed): void {
    if (!this.#asking && (doubt || !this.service || Date.now() - this.#factsAt > FACTS_MS)) void this.loadService();
  }

  sendText(text: string): void {
    const trimmed = text.trim();
    if (trimmed) this.#send({ text: trimmed.slice(0, 4000) });
  }

  /** Gives back the client id under which the press will come back in the log. */
  sendChoice(choice: string, title: string): string {
    return this.#send({ choice, title });
  }

  sendFile(file: File): void {
    this.#send({ file, title: file.name });
  }

  async setLanguage(lang: Lang): Promise<void> {
    if (lang === this.lang) return;
    this.lang = lang;
    this.#keep();
    this.#tell({ type: 'change' });
    if (!this.talk) return this.loadService();
    const path = this.#path('/language');
    for (let tries = 0; tries < 3 && this.lang === lang; tries++) {
      try {
        await ask(path, { method: 'PUT', headers: this.#auth(), json: { language: lang } });
        return;
      } catch (error) {
        if (error instanceof ApiError && error.final) return;
        await new Promise((resolve) => setTimeout(resolve, 1500));
      }
    }
  }

  /** Everything up to the newest event has been seen. */
  seen(): void {
    const newest = this.events.at(-1)?.seq ?? 0;
    if (newest <= this.read) return;
    this.read = newest;
    this.#keep();
    this.#tell({ type: 'change' });
    clearTimeout(this.#readTimer);
    this.#readTimer = setTimeout(() => this.#hint('/read', { seq: this.read }), 700);
  }

  typing(): void {
    if (this.state !== 'with_nurse' || Date.now() - this.#lastTyping < TYPING_EVERY_MS) return;
    this.#lastTyping = Date.now();
    this.#hint('/typing');
  }

  /** `message`: the wait becomes a message; nothing is written again. Who is out of the queue already has what she asked for. */
  async leaveQueue(way: 'leave' | 'message'): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    try {
      await ask(this.#path(`/queue/${way}`), { method: 'POST', headers: this.#auth(), json: {} });
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'not_queued')) throw error;
    } finally {
      this.#leaving = false;
    }
  }

  async feedback(score: number, text: string): Promise<void> {
    try {
      await ask(this.#path('/feedback'), {
        method: 'POST',
        headers: this.#auth(),
        json: text.trim() ? { score, text: text.trim() } : { score },
      });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
    }
    this.feedbackGiven = true;
    this.#tell({ type: 'change' });
  }

  async transcript(): Promise<Blob> {
    const response = await ask(this.#path(`/transcript?lang=${this.lang}`), {
      headers: { ...this.#auth(), Accept: 'text/plain' },
    });
    return response.blob();
  }

  /** A picture or PDF; one page of a PDF, drawn as a picture, where `page` is given. */
  attachment(id: string, page?: number): Promise<Blob> {
    return this.#file(`/attachments/${encodeURIComponent(id)}${page ? `/pages/${page}` : ''}`);
  }

  /** A video meeting for the calendar. */
  calendar(id: string): Promise<Blob> {
    return this.#file(`/meetings/${encodeURIComponent(id)}/ics?lang=${this.lang}`);
  }

  async #file(path: string): Promise<Blob> {
    const response = await ask(this.#path(path), { headers: { ...this.#auth(), Accept: '*/*' }, timeout: 60_000 });
    return response.blob();
  }

  /** Forgets the conversation here and makes its key useless. `leaving`: the page is about to go. */
  forget(leaving = false): void {
    if (this.talk) {
      void ask(this.#path('/token'), { method: 'DELETE', headers: this.#auth(), keepalive: leaving }).catch(() => undefined);
    }
    this.#clear();
    this.#channel?.postMessage('forgotten');
  }

  /** Leaves the old conversation in the log of the service and starts with an empty page. */
  startAgain(): void {
    this.#gone(true);
    this.#channel?.postMessage('forgotten');
  }

  stop(): void {
    this.#feed?.stop();
    this.outbox.stop();
    this.#unwake();
    this.#channel?.close();
    clearTimeout(this.#readTimer);
  }

  #send(what: Pick<OutItem, 'text' | 'choice' | 'title' | 'file'>): string {
    const client_id = newId();
    this.memory.begin();
    if (this.service) this.freshService();
    this.outbox.add({ client_id, at: new Date().toISOString(), ...what });
    return client_id;
  }

  async #post(item: OutItem): Promise<{ seq: number }> {
    const talk = this.talk ?? (await this.#create());
    if (item.file) {
      const form = new FormData();
      form.set('client_id', item.client_id);
      form.set('file', item.file, item.file.name);
      return askJson(`${this.#base(talk)}/attachments`, {
        method: 'POST',
        headers: this.#auth(talk),
        form,
        timeout: 120_000,
      });
    }
    const json = item.choice
      ? { client_id: item.client_id, choice: item.choice }
      : { client_id: item.client_id, text: item.text };
    return askJson(`${this.#base(talk)}/messages`, { method: 'POST', headers: this.#auth(talk), json });
  }

  #create(): Promise<Talk> {
    this.#creating ??= (async () => {
      try {
        const made = await askJson<{ conversation_id: string; token: string; expires_at?: string }>(
          `${this.api}/api/v1/conversations`,
          {
            method: 'POST',
            json: { language: this.lang, page: this.#options.page, municipality: this.#options.municipality },
          },
        );
        const talk = { id: made.conversation_id, token: made.token, expires_at: made.expires_at };
        // The greeting (seq 1) was on the screen already: it is history, not news.
        this.loadedTo = 1;
        this.#open(talk);
        this.#channel?.postMessage('began');
        return talk;
      } catch (error) {
        if (!(error instanceof ApiError && error.final)) {
          this.held = true;
          this.freshService(true);
        }
        throw error;
      } finally {
        this.#creating = null;
      }
    })();
    return this.#creating;
  }

  #adopt(kept: Kept): void {
    this.lang = kept.lang;
    this.read = kept.read;
    this.quickExit = kept.private === true;
    this.#open({ id: kept.id, token: kept.token, expires_at: kept.expires_at });
  }

  #open(talk: Talk): void {
    this.#feed?.stop();
    this.talk = talk;
    this.held = false;
    this.events = [];
    this.#keep();
    const first = new FirstPage((upTo) => {
      if (this.loadedTo < 0) this.loadedTo = upTo;
    });
    this.#feed = new Feed({
      url: (after, wait) => `${this.#base(talk)}/events?after=${after}${wait ? `&wait=${wait}` : ''}`,
      headers: () => this.#auth(talk),
      onEvents: (events) => this.#take(events, first),
      onStatus: (status) => this.#status(status, first),
      onLink: (link) => {
        this.link = link;
        if (link === 'live') {
          this.outbox.wake();
          if (this.serviceFailed) this.freshService();
        }
        this.#tell({ type: 'change' });
      },
      onGone: () => this.#gone(),
    }).start();
  }

  #take(events: ChatEvent[], first: FirstPage): void {
    this.events = [...this.events, ...events];
    for (const event of events) {
      if (event.client_id) this.outbox.arrived(event.client_id);
      if (event.author === 'nurse') this.status = { ...this.status, typing: false };
      if (event.data?.quick_exit) this.#hush();
      if (event.kind === 'language' && event.data?.to) this.lang = event.data.to;
      if (event.kind === 'state' && event.data?.state) {
        this.status = { ...this.status, state: event.data.state, nurse: event.data.nurse ?? this.status.nurse };
      }
    }
    if (events.some((event) => event.author === 'nurse')) this.#hint('/read', { got: events.at(-1)!.seq });
    this.outbox.reached(events.at(-1)?.seq ?? 0);
    first.saw(events.at(-1)?.seq ?? 0);
    this.#keep();
    this.#tell({ type: 'change' });
    const news = this.loadedTo < 0 ? [] : events.filter((event) => event.seq > this.loadedTo);
    if (news.length) this.#tell({ type: 'live', events: news });
  }

  #status(status: Status, first: FirstPage): void {
    this.status = { ...status, state: status.state ?? this.status.state };
    if (status.quick_exit) this.#hush();
    first.statusCame();
    this.#tell({ type: 'change' });
  }

  /** The subject is violence: from now on nothing outlives this tab. */
  #hush(): void {
    this.quickExit = true;
    this.memory.onlyThisTab();
    this.#keep();
  }

  /** The key no longer opens the conversation, or it is left. Unsent words go back to the answer box: nothing typed is lost. */
  #gone(asked = false): void {
    const unsent = this.outbox.items.flatMap((item) => (item.text && item.state !== 'sent' ? [item.text] : []));
    this.#clear();
    this.#tell({ type: 'gone', unsent: unsent.join('\n'), asked });
    void this.loadService();
  }

  #clear(): void {
    this.#feed?.stop();
    this.#feed = null;
    this.talk = null;
    this.events = [];
    this.status = {};
    this.link = null;
    this.read = 0;
    this.loadedTo = -1;
    this.quickExit = false;
    this.feedbackGiven = false;
    for (const item of this.outbox.items) this.outbox.remove(item.client_id);
    this.memory.wipe();
    this.#tell({ type: 'change' });
  }

  #fromOtherTab(message: string): void {
    if (message === 'forgotten' && this.talk && !this.memory.kept()) this.#clear();
    if (message === 'began' && !this.talk) {
      const kept = this.memory.kept();
      if (kept) this.#adopt(kept);
    }
    if (message === 'read' && this.talk) {
      const kept = this.memory.kept();
      if (kept && kept.read > this.read) {
        this.read = kept.read;
        this.#tell({ type: 'change' });
      }
    }
  }

  #keep(): void {
    if (!this.talk) return;
    this.memory.keep({ ...this.talk, lang: this.lang, read: this.read, at: 0, thread: this.state === 'message' });
    this.#channel?.postMessage('read');
  }

  #hint(path: string, json: unknown = {}): void {
    if (!this.talk) return;
    // A lost hint costs nothing: the next one repeats it.
    void ask(this.#path(path), { method: 'POST', headers: this.#auth(), json }).catch(() => undefined);
  }

  #base(talk: Talk): string {
    return `${this.api}/api/v1/conversations/${encodeURIComponent(talk.id)}`;
  }

  #path(rest: string): string {
    if (!this.talk) throw new ApiError(0, 'no_conversation', 'there is no conversation yet');
    return this.#base(this.talk) + rest;
  }

  #auth(talk: Talk | null = this.talk): Record<string, string> {
    return talk ? { Authorization: `Bearer ${talk.token}` } : {};
  }

  #tell(happening: Happening): void {
    for (const listener of this.#listeners) listener(happening);
  }
}
