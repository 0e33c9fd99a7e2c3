/** Who waits and for how long, strictly in the order of coming; the nurse's own conversations; those closed. */
import type { VNode } from 'preact';
import { dayName, hourTime, ticking } from '../../shared/format';
import { inLanguage } from '../../shared/types';
import type { Desk } from '../desk';
import type { Card, Queue } from '../types';
import { useDesk } from './context';
import { moveInList } from './app';
import { Levels } from './levels';

export function Board(): VNode {
  const desk = useDesk();
  const { t, lists } = desk;
  const mine = lists?.mine ?? [];
  const waiting = lists?.waiting ?? [];
  const closed = lists?.closed ?? [];
  const answered = lists?.answered ?? [];
  return (
    <nav
      class="board"
      aria-label={t('waiting')}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
        if (!(event.target as HTMLElement).classList.contains('item')) return;
        event.preventDefault();
        moveInList(event.key === 'ArrowDown' ? 1 : -1);
      }}
    >
      {/* A double click or a key held down takes one. */}
      <button type="button" class="button next" onKeyDown={(event) => event.repeat && event.preventDefault()} onClick={(event) => event.detail <= 1 && void desk.next()}>
        {t('next')}
        <span class="count">{t('waitingCount', { n: waiting.filter((card) => card.state === 'queued').length })}</span>
      </button>
      <p class="open-state">{lists && (lists.open ? t('openUntil', { time: lists.closes_at ? hourTime(lists.closes_at, desk.lang) : '' }) : t('chatClosed'))}</p>
      <Levels />
      <section>
        <h2>{t('mine')}</h2>
        {mine.length ? <List cards={mine} /> : <p class="none">{t('noneMine')}</p>}
      </section>
      <section>
        <h2>{t('waiting')}</h2>
        {waiting.length === 0 && <p class="none">{t('nobodyWaits')}</p>}
        {groups(desk).map(([queue, cards]) => {
          const late = cards.filter((card) => card.overdue).length;
          return (
            <>
              <h3>
                {queue} <span class="count">{cards.length}</span> {late > 0 && <span class="overdue">{t('messagesOverdue', { n: late })}</span>}
              </h3>
              <List cards={cards} />
            </>
          );
        })}
      </section>
      {answered.length > 0 && (
        <details>
          <summary>
            {t('answeredThreads')} ({answered.length})
          </summary>
          <List cards={answered} />
        </details>
      )}
      {closed.length > 0 && (
        <details>
          <summary>
            {t('closed')} ({closed.length})
          </summary>
          <List cards={closed} />
        </details>
      )}
    </nav>
  );
}

/** The waiting ones by queue, in the queues' own order; a queue that the table does not know is shown too. */
function groups(desk: Desk): [string, Card[]][] {
  const { lists, lang } = desk;
  if (!lists) return [];
  const known = lists.queues.map((queue: Queue) => queue.id);
  const ids = [...known, ...new Set(lists.waiting.map((card) => card.queue ?? '').filter((id) => !known.includes(id)))];
  return ids
    .map((id): [string, Card[]] => [
      inLanguage(lists.queues.find((queue) => queue.id === id)?.titles, lang) || id,
      lists.waiting.filter((card) => (card.queue ?? '') === id),
    ])
    .filter(([, cards]) => cards.length > 0);
}

function List({ cards }: { cards: Card[] }): VNode {
  return (
    <ul>
      {cards.map((card) => (
        <li key={card.conversation_id}>
          <Item card={card} />
        </li>
      ))}
    </ul>
  );
}

function Item({ card }: { card: Card }): VNode {
  const desk = useDesk();
  const { t, lang } = desk;
  const current = desk.talk?.id === card.conversation_id;
  const waits = card.state === 'queued' && card.queued_at;
  return (
    <button type="button" class={card.overdue ? 'item late' : 'item'} aria-current={current || undefined} onClick={() => desk.open(card.conversation_id)}>
      <span class="line">
        <strong>{topic(desk, card)}</strong>
        {/* What is open before her is being read. */}
        {card.unread > 0 && !current && (
          <span class="badge">
            <span aria-hidden="true">{card.unread}</span>
            <span class="vh">{t('unread', { n: card.unread })}</span>
          </span>
        )}
        {waits && (
          <span class={`wait${waitedLong(desk, card) ? ' overdue' : ''}`}>
            <span class="vh">{t('waited', { time: '' })}</span>
            {ticking((desk.now() - Date.parse(card.queued_at!)) / 1000)}
          </span>
        )}
      </span>
      <span class="line small">
        <span class={desk.user?.languages.includes(card.language) === false ? 'foreign' : undefined}>{t(`lang${card.language}`)}</span>
        {card.channel === 'message' && <span>{t('channelMessage')}</span>}
        {card.channel === 'message' && card.answer_by && card.state !== 'closed' && (
          <span class={card.overdue ? 'overdue' : undefined}>{card.overdue ? t('overdue') : t('answerBy', { time: dayName(card.answer_by, lang) })}</span>
        )}
        {card.returned && card.state === 'queued' && <span class="flag">{t('cameBack')}</span>}
        <Flags card={card} />
        {!current && desk.unsent(card.conversation_id) && <span class="flag">{t('notSent')}</span>}
      </span>
      {card.last_text && (
        <span class="last" lang={card.language}>
          {card.last_text}
        </span>
      )}
    </button>
  );
}

/** Longer than the promise of the service: a fact of the clock, not of the matter. */
function waitedLong(desk: Desk, card: Card): boolean {
  const target = desk.lists?.levels?.chat.target_seconds;
  return target !== undefined && (desk.now() - Date.parse(card.queued_at!)) / 1000 > target;
}

export function topic(desk: Desk, card: Card): string {
  return inLanguage(card.topic_titles, desk.lang) || desk.t('general');
}

/** Facts about what has been shown; nothing here ranks anybody. */
export function Flags({ card }: { card: Pick<Card, 'flags'> }): VNode {
  const { t } = useDesk();
  return (
    <>
      {card.flags.includes('emergency') && <span class="flag">{t('flagEmergency')}</span>}
      {card.flags.includes('violence') && <span class="flag">{t('flagViolence')}</span>}
    </>
  );
}
