/** The shapes that travel between browser and service (docs/architecture.md). No behaviour here. */

export type Lang = 'fi' | 'sv' | 'en';
export const LANGS: readonly Lang[] = ['fi', 'sv', 'en'];

/** A text in all three languages, as the service keeps it. */
export type Localised = Record<Lang, string>;

export type Author = 'customer' | 'bot' | 'nurse' | 'system';

export interface Choice {
  id: string;
  title?: string;
  titles?: Localised;
}

export interface Tel {
  number: string;
  title?: string;
  titles?: Localised;
}

export interface CheckRow {
  link_id: string;
  label: Localised | string;
  value: Localised | string;
  skipped?: boolean;
}

export interface Table {
  head: (Localised | string)[];
  rows: (Localised | string)[][];
  caption?: Localised | string;
}

export interface Nurse {
  name: string;
  role?: Localised | string;
}

export interface EventData {
  answer?: string;
  choice?: string;
  draft?: boolean;
  details?: boolean | Localised;
  links?: { url: Localised | string; titles?: Localised; title?: Localised | string }[];
  table?: Table;
  rows?: CheckRow[];
  title?: Localised | string;
  instruction?: string;
  instructions?: string[];
  tel?: (Tel | string)[];
  questionnaire?: string;
  link_id?: string;
  type?: string;
  step?: number;
  of?: number;
  unit?: string;
  state?: State;
  nurse?: Nurse | null;
  queue?: QueuePlace | null;
  id?: string;
  content_type?: string;
  width?: number;
  height?: number;
  size?: number;
  /** A file's name and number of pages (PDF). */
  name?: string;
  pages?: number;
  video?: { id: string; url: string; consent: Localised; hours: Localised; at: string | null; until: string | null };
  from?: Lang;
  to?: Lang;
  answer_by?: string;
  quick_exit?: boolean;
  handoff_id?: string;
  reason?: string;
  role?: string;
  /** An identity code in the words is masked; the nurse may open it. */
  identity?: boolean;
  /** Options of a multi-choice question that have been picked already. */
  selected?: string[];
}

export interface ChatEvent {
  seq: number;
  at: string;
  author: Author;
  kind: string;
  text?: string | null;
  lang?: Lang | null;
  texts?: Localised | null;
  choices?: Choice[] | null;
  data?: EventData | null;
  client_id?: string | null;
  name?: string | null;
}

export type State = 'bot' | 'queued' | 'with_nurse' | 'message' | 'closed';

export interface QueuePlace {
  position?: number | null;
  waiting?: number | null;
  /** Minutes, only where the service has real waits to tell from. */
  estimate?: { from: number; to: number } | null;
  /** This wait is already longer than most. */
  late?: boolean;
  /** No nurse is there now. */
  nobody?: boolean;
}

export interface Status {
  state?: State;
  queue?: QueuePlace | null;
  language?: Lang;
  typing?: boolean;
  nurse?: Nurse | null;
  thinking?: boolean;
  quick_exit?: boolean;
  /** Where the quick exit leads, where the county has chosen an address. */
  neutral_url?: string | null;
  /** The nurse has read the log up to this seq. */
  read_by_nurse?: number;
  /** When a message will be answered at the latest. */
  answer_by?: string | null;
  /** The message thread has been answered and waits for the family. */
  answered?: boolean;
}

export interface EventPage extends Status {
  events: ChatEvent[];
  cursor?: number;
}

export interface Phone {
  number: string;
  shown?: string | null;
  titles?: Localised;
  hours?: Localised | string | null;
}

export interface Service {
  open: boolean;
  opens_at?: string | null;
  closes_at?: string | null;
  hours_text?: Localised | string;
  phones?: Phone[];
  languages?: Lang[];
  title?: Localised | string;
  draft_notice?: Localised | string | boolean | null;
  maintenance?: Localised | string | null;
  /** Short words about what is stored and who reads it. */
  privacy?: Localised | string | null;
  privacy_url?: Localised | string | null;
  accessibility_url?: Localised | string | null;
  /** The bot's first words and buttons, the same that will begin the log. */
  greeting?: Localised | null;
  choices?: Choice[];
}

/** The text of a localised value in a language; a plain string is itself. */
export function inLanguage(value: Localised | string | null | undefined, lang: Lang): string {
  if (!value) return '';
  return typeof value === 'string' ? value : (value[lang] ?? value.fi ?? '');
}

export function isLang(value: unknown): value is Lang {
  return value === 'fi' || value === 'sv' || value === 'en';
}
