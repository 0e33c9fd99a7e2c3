/** The shapes of the console's API (docs/architecture.md). */
import type { ChatEvent, Lang, Localised, State } from '../shared/types';

export type Presence = 'available' | 'busy' | 'away';

export interface User {
  id: string;
  username: string;
  name: string;
  role: string;
  languages: Lang[];
  language: Lang;
  presence?: Presence;
  /** Live chats at a time. */
  max_chats?: number;
  must_change_password: boolean;
  /** Permissions of the role (connectors/console/permissions.py). */
  may?: string[];
}

export interface Card {
  conversation_id: string;
  state: State;
  channel: 'chat' | 'message' | null;
  queue: string | null;
  language: Lang;
  topic: string | null;
  topic_titles: Localised | null;
  queued_at: string | null;
  claimed_at?: string | null;
  waited_seconds?: number;
  answer_by?: string | null;
  overdue?: boolean;
  /** Back from a nurse: at the front of its queue. */
  returned?: boolean;
  /** The nurse's answer, while the family has not written after it. */
  answered_at?: string | null;
  nurse: { id: string; name: string } | null;
  unread: number;
  last_seq?: number;
  last_at: string | null;
  last_text: string;
  read_by_customer?: number;
  /** Has arrived in the family's browser. */
  got_by_customer?: number;
  flags: string[];
}

export interface Queue {
  id: string;
  channel: string;
  language: Lang | null;
  kind?: 'central' | 'site' | 'transfer';
  titles: Localised;
  waiting: number;
  overdue?: number;
  oldest_at: string | null;
}

export interface Colleague {
  id: string;
  name: string;
  presence?: Presence;
  languages?: Lang[];
}

export interface Share {
  count: number;
  within: number;
}

/** Service levels: counts of today (messages: of 30 days). */
export interface Levels {
  chat: { target_seconds: number; answer: Share; lead: Share; waiting: number; waiting_over: number };
  message: { target_days: number; waiting: number; overdue: number; due_today: number; answered: Share };
}

/** A conversation that went back to its queue while this nurse was gone. */
export interface Returned {
  id: number;
  at: string;
  conversation: Pick<Card, 'conversation_id' | 'state' | 'channel' | 'queue' | 'language' | 'topic' | 'topic_titles' | 'nurse'>;
}

export interface Lists {
  now: string;
  open: boolean;
  closes_at: string | null;
  queues: Queue[];
  nurses?: Colleague[];
  levels?: Levels;
  returned?: Returned[];
  /** Message threads that wait for the family. */
  answered?: Card[];
  waiting: Card[];
  mine: Card[];
  closed: Card[];
}

export type Deed = 'claim' | 'message' | 'note' | 'meeting' | 'take-over' | 'reassign' | 'transfer' | 'release' | 'to-bot' | 'leave-open' | 'close' | 'reopen';

export interface Opened {
  conversation: Card;
  events: ChatEvent[];
  can: Deed[];
}

export const CLOSE_REASONS = ['advice_given', 'booked', 'guided_elsewhere', 'no_answer', 'other'] as const;

export interface RecordText {
  kept: boolean;
  text: string;
  language: Lang;
}

/** A canned reply, its placeholders filled. */
export interface Reply {
  id: string;
  group: string;
  group_titles: Localised;
  titles: Localised;
  texts: Localised;
  draft: boolean;
}

export type OverviewCard = Pick<
  Card,
  'conversation_id' | 'state' | 'channel' | 'queue' | 'language' | 'topic' | 'topic_titles' | 'queued_at' | 'claimed_at' | 'answer_by' | 'overdue' | 'nurse' | 'flags'
>;

export interface Overview {
  now: string;
  nurses: { id: string; name: string; languages: Lang[]; presence: Presence | 'gone'; max_chats: number; chats: number; messages: number }[];
  waiting: OverviewCard[];
  served: OverviewCard[];
}

type Count = number | null;

/** One row of figures; null is hidden because it is small. */
export interface FigureRow {
  part: 'total' | 'time' | 'language' | 'queue';
  key: string;
  titles?: Localised | null;
  contacts: Count;
  bot: Count;
  nurse: Count;
  guided: Count;
  booked: Count;
  left: Count;
  median_seconds: Count;
  p90_seconds: Count;
  within_percent: Count;
  message_hours: Count;
  message_within_percent: Count;
  nps: Count;
}

export interface Figures {
  fewest: number;
  rows: FigureRow[];
  open_messages: { age: 'under_1' | 'under_3' | 'under_7' | 'older'; count: Count }[];
}

export interface FeedbackRow {
  day: string;
  score: number;
  text: string | null;
  language: Lang;
}

export interface Trace {
  id: number;
  at: string;
  actor: string;
  action: string;
  conversation_id: string | null;
  detail: Record<string, unknown>;
}

export interface Account {
  id: string;
  username: string;
  name: string;
  role: string;
  active: boolean;
  languages: Lang[];
  /** None: every queue. */
  queues: string[];
}

export interface Accounts {
  roles: string[];
  /** Roles that serve families: languages and queues are theirs. */
  serving: string[];
  accounts: Account[];
  queues: { id: string; kind: 'central' | 'site' | 'transfer'; titles: Localised }[];
}
