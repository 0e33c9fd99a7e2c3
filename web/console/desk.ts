/** The nurse's desk as it knows itself: who is logged in, who waits, which conversation is open, what has just arrived. */
import { ApiError } from '../shared/api';
import { Feed, wakeWithPage, type Link } from '../shared/feed';
import { isLang, type ChatEvent, type Lang, type Status } from '../shared/types';
import { Api, ROOT } from './api';
import { chime } from './chime';
import { firstOfTabs, recall, remember, unsentOf, wipeTab } from './keeping';
import { Talk } from './talk';
import { translate, type Key, type T } from './texts';
import type { Card, Lists, Presence, Reply, Returned, User } from './types';

export type Page = 'work' | 'overview' | 'figures' | 'traces' | 'accounts';
const NEEDS: Record<Page, string> = { work: 'see_queues', overview: 'supervise', figures: 'supervise', traces: 'see_audit', accounts: 'manage' };

const HEARTBEAT_MS = 30_000;
/** Deeds after which she cannot answer any more: nothing of hers may be unsent. */
const PARTINGS = ['close', 'transfer', 'release', 'to-bot', 'leave-open'];

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
  /** She wants to log out with words unsent. */
  asksLogout = false;
  page: Page = 'work';
  replies: Reply[] | null = null;
  spoken: { id: number; text: string }[] = [];
  sound = recall('sound') !== 'off';
  shortcuts = recall('shortcuts') !== 'off';
  lang: Lang;

  #listeners = new Set<() => void>();
  /** Conversations that she has left with something still on its way. */
  #left = new Map<string, Talk>();
  #doing = new Set<string>();
  #taking = false;
  #refused = new Set<string>();
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
    this.api.onOther = () => this.#leave('loggedOut');
    wakeWithPage(() => {
      this.#heartbeat();
      this.#feed?.wake();
      this.#wakeTalks();
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
    for (const [id, talk] of this.#left) if (!talk.busy) this.#left.delete(id);
    if (this.#beforeHer) this.talk!.read();
    this.#title();
    document.documentElement.lang = this.lang;
    for (const listener of this.#listeners) listener();
  }

  /** The open conversation is really before her eyes. */
  get #beforeHer(): boolean {
    return this.talk !== null && this.page === 'work' && document.visibilityState === 'visible';
  }

  /** Words of hers in this conversation have not been taken. */
  unsent(id: string): boolean {
    return (this.talk?.id === id ? this.talk : this.#left.get(id))?.unsent ?? false;
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
    } catch (error) {
      this.problem = error instanceof ApiError && error.final ? 'passwordRefused' : 'noService';
      this.change();
    }
  }

  /** Asks first where words are unsent: they would be lost. */
  async logout(sure = false): Promise<void> {
    this.asksLogout = !sure && ([...this.#left.values(), this.talk].some((talk) => talk?.unsent) || unsentOf(this.user?.id ?? '').length > 0);
    if (this.asksLogout) {
      this.#wakeTalks();
      return this.change();
    }
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
    this.#set('presence', presence);
  }

  setMaxChats(max_chats: number): void {
    this.#set('max_chats', max_chats);
  }

  /** Shown at once; what could not be kept falls back to what it was. */
  #set<K extends 'presence' | 'max_chats'>(what: K, value: User[K]): void {
    const before = this.user?.[what];
    if (this.user) this.user = { ...this.user, [what]: value };
    this.change();
    void this.api.send('PUT', '/me', { [what]: value }).catch(() => {
      if (this.user?.[what] === value) this.user = { ...this.user, [what]: before };
      this.fail('failed');
    });
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
    if (id) this.page = 'work';
    if (id && this.talk?.id === id) {
      if (this.talk.dead) void this.talk.open();
      return this.change();
    }
    this.talk?.leave();
    if (this.talk?.busy) this.#left.set(this.talk.id, this.talk);
    this.problem = null;
    this.talk = id ? (this.#left.get(id) ?? this.#made(id)) : null;
    if (this.talk) {
      this.#left.delete(this.talk.id);
      this.talk.lang = this.lang;
      void this.talk.open();
    }
    this.change();
  }

  #made(id: string): Talk {
    const talk: Talk = new Talk(id, this.user!.id, this.api, this.lang, (news) => this.#talkChanged(talk, news), () => this.#leave('loggedOut'));
    return talk;
  }

  #wakeTalks(): void {
    for (const talk of [this.talk, ...this.#left.values()]) talk?.wake();
  }

  async next(): Promise<void> {
    if (this.#taking) return;
    this.#taking = true;
    try {
      const card = await this.api.send<Card | null>('POST', '/next', {});
      if (card) this.open(card.conversation_id);
      else this.fail('nobodyWaits');
    } catch (error) {
      const taken = error instanceof ApiError && error.code === 'already_yours' && (await this.#newest());
      if (taken) this.open(taken);
      else this.fail(problemOf(error));
    } finally {
      this.#taking = false;
    }
    void this.refresh();
  }

  /** The conversation that she took last. */
  async #newest(): Promise<string | undefined> {
    const lists = await this.api.get<Lists>('/queues').catch(() => null);
    return [...(lists?.mine ?? [])].sort((a, b) => (b.claimed_at ?? '').localeCompare(a.claimed_at ?? ''))[0]?.conversation_id;
  }

  /** Does something with the open conversation; tells in words when it could not be done. */
  async deed(deed: Parameters<Talk['deed']>[0], json: unknown = {}): Promise<boolean> {
    const { talk } = this;
    if (!talk || this.#doing.has(talk.id)) return false;
    this.#doing.add(talk.id);
    try {
      if (PARTINGS.includes(deed) && !(await talk.allSent())) {
        this.fail('unsentHere');
        return false;
      }
      await talk.deed(deed, json);
      // She may have opened another one while this was done.
      if (this.talk?.id === talk.id) {
        this.problem = null;
        if (deed !== 'claim' && deed !== 'reopen') this.open(null);
      }
      return true;
    } catch (error) {
      this.fail(problemOf(error));
      return false;
    } finally {
      this.#doing.delete(talk.id);
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

  /** Canned replies with this hour's times in them: fetched again when they are a few minutes old. Null where that failed and there are none of before. */
  async loadReplies(): Promise<Reply[] | null> {
    if (!this.replies || Date.now() - this.#repliesAt > 300_000) {
      const fresh = await this.api.get<{ replies: Reply[] }>('/replies').catch(() => null);
      if (fresh) {
        this.replies = fresh.replies;
        this.#repliesAt = Date.now();
      }
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
    this.api.user = user.id;
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
          if (this.link === 'lost' && link === 'live') {
            void this.refresh();
            this.#wakeTalks();
          }
          this.link = link;
          this.change();
        },
        onGone: () => this.#leave('loggedOut'),
      }).start();
      this.#goOn();
    }
    this.change();
  }

  /** What was unsent when the page went or the session ended. */
  #goOn(): void {
    for (const id of unsentOf(this.user!.id)) {
      if (this.talk?.id === id || this.#left.has(id)) continue;
      const talk = this.#made(id);
      this.#left.set(id, talk);
      for (const item of talk.outbox.items) if (item.state === 'failed') this.#refused.add(item.client_id);
      void talk.outbox.pump();
    }
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
    for (const talk of [this.talk, ...this.#left.values()]) talk?.stop();
    this.#left.clear();
    this.#doing.clear();
    this.#refused.clear();
    this.asksLogout = false;
    this.talk = null;
    this.user = null;
    this.api.user = null;
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
      const elsewhere = card.conversation_id !== this.talk?.id || !this.#beforeHer;
      if (card.unread > before && elsewhere) this.#alert('newMessage');
      this.#unread.set(card.conversation_id, card.unread);
    }
    this.change();
  }

  #talkChanged(talk: Talk, news?: ChatEvent[]): void {
    for (const item of talk.outbox.items) {
      if (item.state !== 'failed') this.#refused.delete(item.client_id);
      else if (!this.#refused.has(item.client_id)) {
        this.#refused.add(item.client_id);
        if (talk === this.talk) this.say(this.t('answerRefused'));
        else this.fail('answerRefused');
      }
    }
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
    new_words: 'newWords',
    not_answered: 'notAnswered',
  };
  return (error instanceof ApiError && words[error.code]) || 'failed';
}
