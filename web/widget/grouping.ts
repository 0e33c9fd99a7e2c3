/** How the log is read: what belongs together, and whose buttons are still open. Pure; draws nothing. */
import { dayKey } from '../shared/format';
import type { ChatEvent } from '../shared/types';

/** A pause this long starts a new group even when the same one speaks. */
const PAUSE_MS = 10 * 60_000;

export interface Group {
  events: ChatEvent[];
  newDay: boolean;
}

/** Whether an event has anything to show. */
export function isShown(event: ChatEvent): boolean {
  if (event.text || event.texts || event.choices?.length) return true;
  return event.kind === 'attachment' || event.kind === 'feedback' || Boolean(event.data?.rows ?? event.data?.table ?? event.data?.tel);
}

export function groupEvents(events: ChatEvent[]): Group[] {
  const groups: Group[] = [];
  let day = '';
  for (const event of events) {
    if (!isShown(event)) continue;
    const key = dayKey(event.at);
    const newDay = key !== day;
    day = key;
    const last = groups.at(-1);
    const before = last?.events.at(-1);
    const together =
      !newDay &&
      before &&
      before.author === event.author &&
      before.name === event.name &&
      Date.parse(event.at) - Date.parse(before.at) < PAUSE_MS;
    if (together) last!.events.push(event);
    // The first day needs no line of its own when it is today: the times say it.
    else groups.push({ events: [event], newDay: newDay && groups.length + Number(!isToday(key)) > 0 });
  }
  return groups;
}

const isToday = (key: string) => key === dayKey(new Date());

/** The seq of the event whose buttons may still be used: the newest with buttons, unless the person has answered since. */
export function openChoicesSeq(events: ChatEvent[]): number {
  for (const event of [...events].reverse()) {
    if (event.author === 'customer' && ['message', 'choice', 'attachment'].includes(event.kind)) return -1;
    if (event.kind === 'state' && event.data?.state === 'closed') return -1;
    if (event.choices?.length) return event.seq;
  }
  return -1;
}

/** What the buttons of the log said, by id: shows a chosen answer in another language later. */
export function titlesById(events: ChatEvent[]): Map<string, NonNullable<ChatEvent['choices']>[number]> {
  const titles = new Map<string, NonNullable<ChatEvent['choices']>[number]>();
  for (const event of events) for (const choice of event.choices ?? []) titles.set(choice.id, choice);
  return titles;
}

/** The check page's button that changes one row: the choice whose id names the row's link_id. */
export function changeChoice(choices: ChatEvent['choices'], linkId: string) {
  return choices?.find((choice) => choice.id === linkId || choice.id.split(/[:/._]/).includes(linkId));
}
