/** The conversation: messages in groups by speaker and day, the person's unsent words last. Silent to readers; the announcer speaks. */
import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { clockTime, dayKey, dayName } from '../../shared/format';
import { Icon } from '../../shared/icons';
import { RichText } from '../../shared/richtext';
import { inLanguage, type ChatEvent, type Choice } from '../../shared/types';
import type { OutItem } from '../../shared/outbox';
import { groupEvents, openChoicesSeq, type Group } from '../grouping';
import { speaker, type Ui } from '../ui';
import { useUi } from './context';
import { Choices, Delivery, Entry, OutEntry } from './entries';

/** How near the end counts as reading the newest. */
const NEAR_END_PX = 80;
/** What the assistant says within this time is one answer. */
const TOGETHER_MS = 5_000;
const SETTLES_MS = 1_500; // an answer, what follows it and the room they take

export function Log(): VNode {
  const ui = useUi();
  const { session, t } = ui;
  const box = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const onScroll = useStayAtNewest(box, ui, setAway);

  const groups = groupEvents(session.events);
  const offered = session.outbox.items.some((item) => item.state !== 'failed') ? -1 : openChoicesSeq(session.events);
  const typing = session.status.typing && session.state === 'with_nurse';
  return (
    <div class="log-frame">
      <div class="log" ref={box} role="log" aria-live="off" aria-label={t('log')} tabIndex={0} onScroll={onScroll}>
        <Preface ui={ui} />
        {session.events.length === 0 && !session.talk && <LocalGreeting ui={ui} />}
        {groups.map((group) => (
          <GroupView key={group.events[0]!.seq} group={group} ui={ui} offered={offered} />
        ))}
        {session.outbox.items.length > 0 && <OutGroup items={session.outbox.items} ui={ui} />}
        {typing && <Dots label={t('typing', { name: session.status.nurse?.name ?? t('nurseRole') })} />}
        {session.status.thinking && !typing && <Dots label={t('thinking')} />}
      </div>
      {away && (
        <button
          type="button"
          class="to-newest"
          onClick={() => {
            box.current!.scrollTo({ top: box.current!.scrollHeight });
            box.current!.focus();
          }}
        >
          <Icon name="down" />
          {session.unread ? t('newMessages', { n: session.unread }) : t('toNewest')}
        </button>
      )}
    </div>
  );
}

/** What is said before everything: what not to write here, and that the content is a draft while it is. */
function Preface({ ui }: { ui: Ui }): VNode | null {
  const { t, session, lang } = ui;
  const privacy = inLanguage(session.service?.privacy, lang);
  const draft = Boolean(session.service?.draft_notice);
  if (!privacy && !draft) return null;
  return (
    <div class="preface">
      {privacy && <p>{privacy}</p>}
      {draft && <p class="draft-notice">{t('draftNotice')}</p>}
    </div>
  );
}

/** Before the first message nothing exists on the service: these words come from the service's facts and the widget itself. */
function LocalGreeting({ ui }: { ui: Ui }): VNode {
  const { t, session, lang } = ui;
  const { service } = session;
  const text = inLanguage(service?.greeting, lang) || [t('greeting'), inLanguage(service?.hours_text, lang), `**${t('emergencyLine')}**`].filter(Boolean).join('\n\n');
  const choices: Choice[] = service?.choices ?? [{ id: 'nurse', title: t('nurseLong') }];
  const open = session.outbox.items.length === 0;
  return (
    <div class="group bot">
      <Name>
        {speaker({ author: 'bot' }, t)}
      </Name>
      <div class="bubble" lang={lang}>
        <RichText text={text} markup />
      </div>
      {open && <Choices choices={choices} />}
    </div>
  );
}

/** Who speaks, as a heading: readers can jump from speaker to speaker. */
function Name({ children }: { children: ComponentChildren }): VNode {
  const Heading = useUi().page ? 'h2' : 'h3';
  return <Heading class="name">{children}</Heading>;
}

function GroupView({ group, ui, offered }: { group: Group; ui: Ui; offered: number }): VNode {
  const first = group.events[0]!;
  const last = group.events.at(-1)!;
  const name = speaker(first, ui.t);
  return (
    <>
      {group.newDay && <p class="day">{day(first, ui)}</p>}
      <div class={`group ${first.author}`}>
        {name && (
          <Name>
            {name} <time dateTime={first.at}>{clockTime(first.at, ui.lang)}</time>
          </Name>
        )}
        {group.events.map((event) => (
          <Entry key={event.seq} event={event} offered={event.seq === offered} />
        ))}
        {first.author === 'customer' && <Delivery event={last} />}
      </div>
    </>
  );
}

function day(event: ChatEvent, { t, lang }: Ui): string {
  const key = dayKey(event.at);
  const now = Date.now();
  if (key === dayKey(new Date(now))) return t('today');
  if (key === dayKey(new Date(now - 86_400_000))) return t('yesterday');
  return dayName(event.at, lang);
}

function OutGroup({ items, ui }: { items: OutItem[]; ui: Ui }): VNode {
  return (
    <div class="group customer">
      <Name>
        {ui.t('you')}
      </Name>
      {items.map((item) => (
        <OutEntry key={item.client_id} item={item} />
      ))}
    </div>
  );
}

function Dots({ label }: { label: string }): VNode {
  return (
    <p class="dots">
      <span class="vh">{label}</span>
      <span class="dot" aria-hidden="true" />
      <span class="dot" aria-hidden="true" />
      <span class="dot" aria-hidden="true" />
      <span aria-hidden="true">{label}</span>
    </p>
  );
}

const nearEnd = (box: HTMLElement) => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;

/** Whether the newest entry has not come into view yet. */
function newestBelow(box: HTMLElement): boolean {
  const entries = box.querySelectorAll('.entry');
  const last = entries[entries.length - 1];
  return last ? last.getBoundingClientRect().top > box.getBoundingClientRect().bottom - 24 : false;
}

/** Where reading begins: the first of others' events after `seq`, or the assistant's word just before it that belongs to the same answer. */
function beginning(events: ChatEvent[], seq: number): ChatEvent | undefined {
  let at = events.findIndex((event) => event.seq > seq && event.author !== 'customer');
  const together = (one: ChatEvent, next: ChatEvent) => one.author === 'bot' && next.author === 'bot' && Date.parse(next.at) - Date.parse(one.at) < TOGETHER_MS;
  while (at > 0 && together(events[at - 1]!, events[at]!)) at--;
  return events[at];
}

/**
 * Follows the conversation while the reader is at its end: own words to the bottom, others' news with its beginning in view.
 * A reader who has scrolled back is left in peace and shown the way to the newest.
 */
function useStayAtNewest(box: { current: HTMLDivElement | null }, ui: Ui, setAway: (away: boolean) => void): () => void {
  const { session } = ui;
  const atEnd = useRef(true);
  const before = useRef({ seq: 0, out: 0 });
  const begun = useRef({ seq: 0, at: 0 });
  const newest = session.events.at(-1)?.seq ?? 0;
  const out = session.outbox.items.length;
  const toEnd = (el: HTMLElement) => {
    // Before the first message the reading begins at the top: what not to write here, and 112.
    el.scrollTop = session.talk || out ? el.scrollHeight : 0;
    atEnd.current = true;
  };
  /** To the end, but not past the beginning of what has just come. */
  const toNews = (el: HTMLElement) => {
    toEnd(el);
    const entry = Date.now() - begun.current.at < SETTLES_MS ? el.querySelector<HTMLElement>(`[data-seq="${begun.current.seq}"]`) : null;
    const above = entry ? entry.getBoundingClientRect().top - el.getBoundingClientRect().top - 40 : 0;
    if (above < 0) {
      el.scrollTop += above;
      // What comes with it (a second message, the end of "writing") must not take the beginning away again.
      atEnd.current = nearEnd(el);
    }
  };
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const said = out > before.current.out;
    // The history of a reload is read from its end; a conversation that has just been made has no history but the greeting.
    const fromStart = before.current.seq === 0 && session.loadedTo < 0;
    const firstNew = beginning(session.events, Math.max(before.current.seq, session.loadedTo));
    before.current = { seq: newest, out };
    if (said || fromStart || atEnd.current) {
      if (said || fromStart) begun.current.at = 0;
      else if (firstNew) {
        // What is not drawn (the quick exit comes as such an event behind its answer) begins nothing.
        const drawn = [...el.querySelectorAll<HTMLElement>('[data-seq]')].find((one) => Number(one.dataset.seq) >= firstNew.seq);
        if (drawn) begun.current = { seq: Number(drawn.dataset.seq), at: Date.now() };
      }
      toNews(el);
    }
    setAway(newestBelow(el));
  }, [newest, out]);
  // Notices, the keyboard or a growing answer box take room from the log: who was at the end stays there.
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const watch = new ResizeObserver(() => {
      if (atEnd.current) toNews(el);      // the quick exit that comes with an answer takes room too
      setAway(newestBelow(el));
    });
    watch.observe(el);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (box.current && atEnd.current) toEnd(box.current);
  }, [session.status.thinking, session.status.typing, ui.lang, session.service]);
  return () => {
    const el = box.current!;
    atEnd.current = nearEnd(el);
    setAway(newestBelow(el));
  };
}
