/** The nurse's desk as it knows itself: who is logged in, who waits, which conversation is open, what has just arrived. */
import { ApiError } from '../shared/api';
import { Feed, wakeWithPage, type Link } from '../shared/feed';
import { isLang, type ChatEvent, type Lang, type Status } from '../shared/types';
import { Api, ROOT } from './api';
import { chime } from './chime';
import { firstOfTabs, recall, remember, wipeTab } from './keeping';
import { Talk } from './talk';
import { translate, type Key, type T } from './texts';
import type { Card, Lists, Presence, Reply, Returned, User } from './types';

export type Page = 'work' | 'overview' | 'figures' | 'traces' | 'accounts';
const NEEDS: Record<Page, string> = { work: 'see_queues', overview: 'supervise', figures: 'supervise', traces: 'see_audit', accounts: 'manage' };

const HEARTBEAT_MS = 30_000;

export class Desk {
  readonly api = new Api();
  phase: 'loading' | 'login' | 'password' | 'desk' = 'loading';
  user: User | null = null;
  lists: Lists | null = null;
  /** Milliseconds between this machine's clock and the service's: waiting times tick by the service's. */
  clockGap = 0;
  link: Link | null = null;
  talk: Talk | null = null;
  problem: Key | null = null;
  page: Page = 'work';
  replies: Reply[] | null = null;
  spoken: { id: number; text: string }[] = [];
  sound = recall('sound') !== 'off';
  shortcuts = recall('shortcuts') !== 'off';
  lang: Lang;

  #listeners = new Set<() => void>();
  #feed: Feed | null = null;
  #known: Set<string> | null = null;
  #unread = new Map<string, number>();
  #fetching = false;
  #again = false;
  #returnedSeen = 0;
  #nextId = 1;
  #repliesAt = 0;

  constructor() {
    const kept = recall('lang');
    const browser = navigator.language.slice(0, 2);
    this.lang = isLang(kept) ? kept : isLang(browser) ? browser : 'fi';
    wakeWithPage(() => {
      this.#heartbeat();
      this.#feed?.wake();
      this.talk?.wake();
      if (this.phase === 'desk' && this.pages.includes('work')) void this.refresh();
      this.change();
    });
    setInterval(() => this.phase === 'desk' && this.change(), 1000);
    setInterval(() => this.#heartbeat(), HEARTBEAT_MS);
  }

  get t(): T {
    return translate(this.lang);
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(): void {
    if (this.talk && document.visibilityState === 'visible') this.talk.read();
    this.#title();
    document.documentElement.lang = this.lang;
    for (const listener of this.#listeners) listener();
  }

  async begin(): Promise<void> {
    try {
      const { user, csrf } = await this.api.get<{ user: User; csrf: string }>('/me');
      this.#enter(user, csrf);
    } catch (error) {
      this.phase = 'login';
      if (!(error instanceof ApiError && error.final)) this.problem = 'noService';
      this.change();
    }
  }

  async login(username: string, password: string): Promise<void> {
    try {
      const { user, csrf } = await this.api.send<{ user: User; csrf: string }>('POST', '/login', { username, password });
      this.problem = null;
      this.#enter(user, csrf);
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      this.problem = status === 429 ? 'loginTooMany' : status >= 400 && status < 500 ? 'loginFailed' : 'noService';
      this.change();
    }
  }

  async changePassword(current: string, next: string): Promise<void> {
    try {
      await this.api.send('POST', '/password', { current, new: next });
      this.problem = null;
      const { user, csrf } = await this.api.get<{ user: User; csrf: string }>('/me');
      this.#enter({ ...user, must_change_password: false }, csrf);
    } catch {
      this.problem = 'passwordRefused';
      this.change();
    }
  }

  async logout(): Promise<void> {
    await this.api.send('POST', '/logout').catch(() => undefined);
    wipeTab();
    this.#leave();
  }

  setLanguage(lang: Lang): void {
    this.lang = lang;
    remember('lang', lang);
    this.talk?.setLanguage(lang);
    if (this.user) void this.api.send('PUT', '/me', { language: lang }).catch(() => undefined);
    this.change();
  }

  setPresence(presence: Presence): void {
    if (this.user) this.user = { ...this.user, presence };
    this.change();
    void this.api.send('PUT', '/me', { presence }).catch(() => this.fail('failed'));
  }

  setMaxChats(max_chats: number): void {
    if (this.user) this.user = { ...this.user, max_chats };
    this.change();
    void this.api.send('PUT', '/me', { max_chats }).catch(() => this.fail('failed'));
  }

  /** She has read which conversations went back to their queue while she was gone. */
  returnedSeen(): void {
    const shown = this.lists?.returned?.at(-1)?.id;
    if (!shown) return;
    this.#returnedSeen = shown;
    this.change();
    this.api.send('POST', '/returned/seen', { up_to: shown }).catch(() => {
      this.#returnedSeen = 0; // not kept: shown again
      this.fail('failed');
    });
  }

  /** Lists that were on their way when she said that she had read them may still hold entries of before. */
  get returned(): Returned[] {
    return (this.lists?.returned ?? []).filter(({ id }) => id > this.#returnedSeen);
  }

  setSwitch(name: 'sound' | 'shortcuts', on: boolean): void {
    this[name] = on;
    remember(name, on ? 'on' : 'off');
    if (name === 'sound' && on) chime();
    this.change();
  }

  async refresh(): Promise<void> {
    if (this.#fetching) {
      this.#again = true;
      return;
    }
    this.#fetching = true;
    try {
      this.#takeLists(await this.api.get<Lists>('/queues'));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.#leave('loggedOut');
      else if (error instanceof ApiError && error.status === 403) this.fail('noDesk');
    } finally {
      this.#fetching = false;
      if (this.#again) {
        this.#again = false;
        void this.refresh();
      }
    }
  }

  open(id: string | null): void {
    if (this.talk?.id === id) return;
    this.talk?.stop();
    this.problem = null;
    this.talk = id
      ? new Talk(id, this.user!.id, this.api, this.lang, (news) => this.#talkChanged(news), () => this.#leave('loggedOut'))
      : null;
    void this.talk?.open();
    this.change();
  }

  async next(): Promise<void> {
    try {
      const card = await this.api.send<Card | null>('POST', '/next', {});
      if (card) this.open(card.conversation_id);
      else this.fail('nobodyWaits');
    } catch (error) {
      this.fail(problemOf(error));
    }
    void this.refresh();
  }

  /** Does something with the open conversation; tells in words when it could not be done. */
  async deed(deed: Parameters<Talk['deed']>[0], json: unknown = {}): Promise<boolean> {
    try {
      await this.talk?.deed(deed, json);
      this.problem = null;
      if (deed !== 'claim' && deed !== 'reopen') this.open(null);
      return true;
    } catch (error) {
      this.fail(problemOf(error));
      return false;
    } finally {
      void this.refresh();
    }
  }

  /** The pages that the role may see, in their order. */
  get pages(): Page[] {
    return (Object.keys(NEEDS) as Page[]).filter((page) => this.user?.may?.includes(NEEDS[page]) ?? page === 'work');
  }

  show(page: Page): void {
    this.page = page;
    this.problem = null;
    this.change();
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.page h2')?.focus());
  }

  /** Canned replies with this hour's times in them: fetched again when they are a few minutes old. */
  async loadReplies(): Promise<Reply[]> {
    if (!this.replies || Date.now() - this.#repliesAt > 300_000) {
      this.replies = await this.api.get<{ replies: Reply[] }>('/replies').then(
        ({ replies }) => replies,
        () => this.replies ?? [],
      );
      this.#repliesAt = Date.now();
    }
    return this.replies;
  }

  /** A supervisor's deed with a conversation that is not open here. */
  async move(id: string, deed: 'take-over' | 'reassign', json: unknown): Promise<boolean> {
    try {
      await this.api.send('POST', `/conversations/${encodeURIComponent(id)}/${deed}`, json);
      this.problem = null;
      if (deed === 'take-over') {
        this.page = 'work';
        if (this.talk?.id === id) this.open(null);
        this.open(id);
      }
      return true;
    } catch (error) {
      this.fail(problemOf(error));
      return false;
    } finally {
      void this.refresh();
    }
  }

  fail(problem: Key): void {
    this.problem = problem;
    this.say(this.t(problem));
  }

  say(text: string): void {
    const id = this.#nextId++;
    this.spoken = [...this.spoken, { id, text }];
    setTimeout(() => {
      this.spoken = this.spoken.filter((entry) => entry.id !== id);
      this.change();
    }, 1200);
    this.change();
  }

  now(): number {
    return Date.now() + this.clockGap;
  }

  #enter(user: User, csrf: string): void {
    this.user = user;
    this.api.csrf = csrf;
    if (!recall('lang')) this.lang = user.language;
    this.phase = user.must_change_password ? 'password' : 'desk';
    this.page = this.pages[0] ?? 'work';
    if (this.phase === 'desk' && this.page === 'work' && this.pages.length) {
      void this.refresh();
      this.#feed?.stop();
      this.#feed = new Feed({
        url: (_, wait) => `${ROOT}${wait ? '/queues' : '/stream'}`,
        headers: () => ({}),
        credentials: 'same-origin',
        pollPause: 4_000,
        onEvents: () => undefined,
        onStatus: (status: Status) => this.#takeLists(status as unknown as Lists),
        onHint: (name, data) => {
          if (name === 'mine' && this.lists && !this.#fetching) this.#takeMine((data as Pick<Lists, 'mine'>).mine);
          else void this.refresh(); // lists that are on their way may be older than what is new here
        },
        onLink: (link) => {
          if (this.link === 'lost' && link === 'live') void this.refresh();
          this.link = link;
          this.change();
        },
        onGone: () => this.#leave('loggedOut'),
      }).start();
    }
    this.change();
  }

  /** While this page lives, her chats are hers; a laptop that sleeps gives them back to their queues. */
  #heartbeat(): void {
    if (this.phase !== 'desk') return;
    void this.api.send('POST', '/heartbeat').catch(() => undefined);
    // Who waits too long changes by the clock alone. An administrator has no lists.
    if (this.pages.includes('work')) void this.refresh();
  }

  #leave(problem: Key | null = null): void {
    this.#feed?.stop();
    this.talk?.stop();
    this.talk = null;
    this.user = null;
    this.lists = null;
    this.replies = null;
    this.link = null;
    this.#known = null;
    this.#unread.clear();
    this.#returnedSeen = 0;
    this.api.csrf = '';
    this.phase = 'login';
    this.problem = problem;
    this.change();
  }

  #takeLists(lists: Lists): void {
    if (!lists.waiting) return;
    this.clockGap = Date.parse(lists.now) - Date.now();
    this.lists = lists;
    const ids = new Set(lists.waiting.map((card) => card.conversation_id));
    const fresh = lists.waiting.some((card) => this.#known && !this.#known.has(card.conversation_id) && this.user?.languages.includes(card.language));
    // One who is busy or away hears of her own chats only.
    if (fresh && (this.user?.presence ?? 'available') === 'available') this.#alert('arrived');
    this.#known = ids;
    this.#takeMine(lists.mine);
  }

  /** Her own chats: a family has written, or has read. */
  #takeMine(mine: Card[]): void {
    if (this.lists) this.lists = { ...this.lists, mine };
    for (const card of mine) {
      const before = this.#unread.get(card.conversation_id) ?? 0;
      const elsewhere = card.conversation_id !== this.talk?.id || document.hidden;
      if (card.unread > before && elsewhere) this.#alert('newMessage');
      this.#unread.set(card.conversation_id, card.unread);
    }
    this.change();
  }

  #talkChanged(news?: ChatEvent[]): void {
    for (const event of news ?? []) {
      if (event.author === 'customer') this.say(`${this.t('customer')}: ${event.texts?.[this.lang] ?? event.text ?? this.t('photo')}`);
    }
    this.change();
  }

  /** A quiet sound and, where allowed, a notification without a word of the conversation. */
  #alert(what: 'arrived' | 'newMessage'): void {
    this.say(this.t(what));
    if (this.sound && this.user?.presence !== 'away' && firstOfTabs(what)) chime();
    if (document.hidden && 'Notification' in window && Notification.permission === 'granted') {
      const note = new Notification('Neuvo', { body: this.t(what), tag: what, lang: this.lang });
      note.onclick = () => {
        window.focus();
        note.close();
      };
    }
  }

  #title(): void {
    const waiting = this.lists?.waiting.filter((card) => card.state === 'queued').length ?? 0;
    const unread = this.lists?.mine.reduce((sum, card) => sum + card.unread, 0) ?? 0;
    const marks = [waiting ? `${waiting} ${this.t('waiting').toLowerCase()}` : '', unread ? `${unread} ●` : ''].filter(Boolean).join(' · ');
    document.title = marks ? `(${marks}) Neuvo` : `Neuvo – ${this.t('desk')}`;
  }
}

/** Why something could not be done, in words. */
function problemOf(error: unknown): Key {
  const words: Record<string, Key> = {
    already_claimed: 'alreadyClaimed',
    not_yours: 'notYours',
    chats_full: 'chatsFull',
    nurse_away: 'nurseAway',
    not_answered: 'notAnswered',
  };
  return (error instanceof ApiError && words[error.code]) || 'failed';
}
