/** Times and dates as Finnish, Finland-Swedish and English readers write them, always in Helsinki time. */
import type { Lang } from './types';

const ZONE = 'Europe/Helsinki';
const LOCALE: Record<Lang, string> = { fi: 'fi-FI', sv: 'sv-FI', en: 'en-GB' };

interface Parts {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
}

const numeric = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
});

function parts(at: Date): Parts {
  const out: Record<string, string> = {};
  for (const part of numeric.formatToParts(at)) out[part.type] = part.value;
  return { ...(out as unknown as Parts), hour: String(Number(out.hour)), day: String(Number(out.day)), month: String(Number(out.month)) };
}

/** 9.42 in Finnish and Swedish, 9:42 in English. */
export function clockTime(iso: string | Date, lang: Lang): string {
  const { hour, minute } = parts(new Date(iso));
  return lang === 'en' ? `${hour}:${minute}` : `${hour}.${minute}`;
}

/** A closing time as people say it: klo 16, kl. 16, 16:00. */
export function hourTime(iso: string | Date, lang: Lang): string {
  return clockTime(iso, lang).replace(/\.00$/, '');
}

/** Key of the day in Helsinki, for grouping. */
export function dayKey(iso: string | Date): string {
  const p = parts(new Date(iso));
  return `${p.year}-${p.month}-${p.day}`;
}

/** "ma 23.11.", "mån 23.11", "Mon 23 Nov". */
export function dayName(iso: string | Date, lang: Lang): string {
  const at = new Date(iso);
  const p = parts(at);
  const weekday = new Intl.DateTimeFormat(LOCALE[lang], { timeZone: ZONE, weekday: 'short' }).format(at);
  if (lang === 'fi') return `${weekday} ${p.day}.${p.month}.`;
  if (lang === 'sv') return `${weekday.replace('.', '')} ${p.day}.${p.month}`;
  const month = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, month: 'short' }).format(at);
  return `${weekday} ${p.day} ${month}`;
}

/** "ma 23.11. klo 8", "mån 23.11 kl. 8", "Mon 23 Nov at 8:00". */
export function dayAndTime(iso: string | Date, lang: Lang): string {
  const between = { fi: ' klo ', sv: ' kl. ', en: ' at ' }[lang];
  return dayName(iso, lang) + between + hourTime(iso, lang);
}

/** A waiting time that ticks: 0:42, 12:05, 1:03:20. */
export function ticking(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = String(whole % 60).padStart(2, '0');
  return h ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`;
}

/** File size for people: 840 kB, 2.4 MB with the language's decimal mark. */
export function fileSize(bytes: number, lang: Lang): string {
  const mega = bytes >= 1_000_000;
  const value = mega ? bytes / 1_000_000 : Math.max(1, bytes / 1000);
  const shown = new Intl.NumberFormat(LOCALE[lang], { maximumFractionDigits: mega ? 1 : 0 }).format(value);
  return `${shown} ${mega ? 'MB' : 'kB'}`;
}
