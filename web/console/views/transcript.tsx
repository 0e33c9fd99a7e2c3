/** What has been said: the bot's part folded, the rest in order. Everything typed is text and nothing else. */
import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { clockTime, dayKey, dayName } from '../../shared/format';
import { Icon } from '../../shared/icons';
import { Photo } from '../../shared/photo';
import { RichText } from '../../shared/richtext';
import { AnswerTable } from '../../shared/table';
import { inLanguage, type ChatEvent } from '../../shared/types';
import type { Talk } from '../talk';
import { useDesk } from './context';

/** A short talk with the bot needs no folding. */
const FOLD_FROM = 4;

export function Transcript({ talk }: { talk: Talk }): VNode {
  const desk = useDesk();
  const { t } = desk;
  const [unfolded, setUnfolded] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const { before, after } = split(talk.events);
  const fold = before.length >= FOLD_FROM;
  const atEnd = useRef(true);
  const items = talk.outbox.items;
  useLayoutEffect(() => {
    const el = box.current;
    if (el && atEnd.current) el.scrollTop = el.scrollHeight;
  }, [talk.events.length, items.length, talk.typing]);
  return (
    <div
      class="transcript"
      ref={box}
      role="log"
      aria-live="off"
      aria-label={t('transcript')}
      tabIndex={0}
      onScroll={(event) => {
        const el = event.currentTarget;
        atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < 60;
      }}
    >
      {fold && (
        <button type="button" class="quiet fold" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
          <Icon name={unfolded ? 'up' : 'down'} /> {t('botPart', { n: before.length })}
        </button>
      )}
      {(!fold || unfolded) && <Words events={before} talk={talk} />}
      <Words events={after} talk={talk} />
      {items.map((item) => (
        <div key={item.client_id} class={`said nurse out ${item.state}`}>
          <div class="bubble">
            <RichText text={item.text ?? ''} />
          </div>
          <p class="time">
            {item.state === 'failed' ? (
              <>
                {t('notSent')}{' '}
                <button type="button" class="quiet" onClick={() => talk.outbox.retry(item.client_id)}>
                  {t('sendAgain')}
                </button>
                <button type="button" class="quiet" onClick={() => talk.outbox.remove(item.client_id)}>
                  {t('remove')}
                </button>
              </>
            ) : talk.link === 'lost' ? (
              `${t('waitsForLink')}. ${t('notSentHint')}`
            ) : (
              t('sending')
            )}
          </p>
        </div>
      ))}
      {talk.typing && <p class="typing">{t('customerTyping')}</p>}
    </div>
  );
}

/** Up to the passing on to people, and from there. */
function split(events: ChatEvent[]): { before: ChatEvent[]; after: ChatEvent[] } {
  const shown = events.filter((event) => event.kind !== 'summary' && (event.text || event.texts || event.kind === 'attachment' || event.data?.rows));
  const at = shown.findIndex((event) => event.kind === 'state' && (event.data?.state === 'queued' || event.data?.state === 'message'));
  return at < 0 ? { before: [], after: shown } : { before: shown.slice(0, at), after: shown.slice(at) };
}

function Words({ events, talk }: { events: ChatEvent[]; talk: Talk }): VNode {
  const desk = useDesk();
  let day = '';
  return (
    <>
      {events.map((event) => {
        const key = dayKey(event.at);
        const first = key !== day;
        day = key;
        return (
          <>
            {first && key !== dayKey(new Date(desk.now())) && <p class="day">{dayName(event.at, desk.lang)}</p>}
            <Said key={event.seq} event={event} talk={talk} />
          </>
        );
      })}
    </>
  );
}

function Said({ event, talk }: { event: ChatEvent; talk: Talk }): VNode {
  const desk = useDesk();
  const { t, lang } = desk;
  const [opened, setOpened] = useState<string | null>(null);
  const fixed = event.texts?.[lang];
  const text = fixed ?? event.text ?? '';
  if (event.kind === 'note') {
    return (
      <div class="said note">
        <p class="who">{t('colleagueNote', { name: event.name ?? '' })}</p>
        <div class="bubble" dir="auto">
          <RichText text={text} />
        </div>
      </div>
    );
  }
  if (event.author === 'system') return <p class="said system">{text}</p>;
  const names = { customer: t('customer'), bot: t('bot'), nurse: event.name ?? t('nurseRole'), system: '' };
  return (
    <div class={`said ${event.author}${event.kind === 'emergency' ? ' emergency' : ''}`} lang={fixed ? lang : (event.lang ?? undefined)}>
      <p class="who" lang={lang}>
        {names[event.author]} <time dateTime={event.at}>{clockTime(event.at, lang)}</time>
        {event.author === 'customer' && event.data?.choice && <span class="vh"> {t('choiceMade')}</span>}
      </p>
      <div class="bubble" dir="auto">
        {event.kind === 'attachment' && event.data?.content_type === 'application/pdf' ? (
          t('fileFromNurse', { name: event.data.name ?? '' })
        ) : event.kind === 'attachment' ? (
          <Picture event={event} talk={talk} />
        ) : (
          <>
            {event.data?.choice && <Icon name="check" />}
            <RichText text={opened ?? text} markup={event.author === 'bot'} />
            {event.data?.identity && opened === null && (
              <button type="button" class="quiet" onClick={() => void talk.identity(event.seq).then(setOpened)}>
                {t('openIdentity')}
              </button>
            )}
          </>
        )}
        {event.data?.rows && (
          <dl>
            {event.data.rows.map((row) => (
              <div>
                <dt>{inLanguage(row.label, lang)}</dt>
                <dd>{inLanguage(row.value, lang) || t('skipped')}</dd>
              </div>
            ))}
          </dl>
        )}
        {event.data?.table && <AnswerTable table={event.data.table} lang={lang} />}
      </div>
      {event.author === 'nurse' && event.seq === talk.events.findLast((e) => e.author === 'nurse' && e.kind === 'message')?.seq && (
        <p class="time">
          <Icon name={(talk.card?.got_by_customer ?? 0) >= event.seq ? 'checks' : 'check'} />
          {(talk.card?.read_by_customer ?? 0) >= event.seq ? t('readTick') : (talk.card?.got_by_customer ?? 0) >= event.seq ? t('arrivedTick') : t('sentTick')}
        </p>
      )}
    </div>
  );
}

function Picture({ event, talk }: { event: ChatEvent; talk: Talk }): VNode {
  const { t, lang, api } = useDesk();
  const [large, setLarge] = useState(false);
  const id = event.data?.id ?? '';
  const label = t(event.author === 'nurse' ? 'photoSent' : 'photoFrom', { time: clockTime(event.at, lang) });
  return (
    <button type="button" class={`picture${large ? ' large' : ''}`} aria-expanded={large} aria-label={`${label}. ${t('photoOpen')}`} onClick={() => setLarge(!large)}>
      <Photo id={id} label={label} failed={t('photoFailed')} width={event.data?.width} height={event.data?.height} load={() => api.blob(`/conversations/${talk.id}/attachments/${encodeURIComponent(id)}`)} />
    </button>
  );
}
