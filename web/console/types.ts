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
  must_change_password: boolean;
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
  nurse: { id: string; name: string } | null;
  unread: number;
  last_seq?: number;
  last_at: string | null;
  last_text: string;
  read_by_customer?: number;
  flags: string[];
}

export interface Queue {
  id: string;
  channel: string;
  language: Lang | null;
  titles: Localised;
  waiting: number;
  oldest_at: string | null;
}

export interface Colleague {
  id: string;
  name: string;
  presence?: Presence;
  languages?: Lang[];
}

export interface Lists {
  now: string;
  open: boolean;
  closes_at: string | null;
  queues: Queue[];
  nurses?: Colleague[];
  waiting: Card[];
  mine: Card[];
  closed: Card[];
}

export type Deed = 'claim' | 'message' | 'transfer' | 'release' | 'to-bot' | 'close' | 'reopen';

export interface Opened {
  conversation: Card;
  events: ChatEvent[];
  can: Deed[];
}

export const CLOSE_REASONS = ['advice_given', 'booked', 'guided_elsewhere', 'no_answer', 'other'] as const;
