/** One event of the log as people see it. What was typed is only ever text; the bot's texts may have bold and lists. */
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { clockTime } from '../../shared/format';
import { Icon } from '../../shared/icons';
import type { OutItem } from '../../shared/outbox';
import { Photo } from '../../shared/photo';
import { RichText, safeHref } from '../../shared/richtext';
import { AnswerTable } from '../../shared/table';
import { inLanguage, type ChatEvent, type Choice } from '../../shared/types';
import { titlesById } from '../grouping';
import { choiceTitle, isUrgent, wordsOf } from '../ui';
import { Card, Emergency } from './cards';
import { useUi } from './context';
import { PdfFile, VideoInvite } from './given';
import { FeedbackForm } from './feedback';

export function Entry({ event, offered }: { event: ChatEvent; offered: boolean }): VNode | null {
  const ui = useUi();
  const { lang } = wordsOf(event, ui.lang);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!event.client_id || event.client_id !== ui.focusOwn) return;
    ui.focusOwn = null;
    // Only where the focus has just gone with the unsent words: it is never taken from anything else.
    if (!(box.current?.getRootNode() as ShadowRoot).activeElement) box.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={box} class="entry" data-kind={event.kind} data-seq={event.seq} lang={lang} tabIndex={-1}>
      <Body event={event} offered={offered} />
    </div>
  );
}

function Body({ event, offered }: { event: ChatEvent; offered: boolean }): VNode | null {
  const ui = useUi();
  switch (event.kind) {
    case 'emergency':
      return (
        <>
          <Emergency event={event} />
          {offered && <Choices choices={event.choices!} />}
        </>
      );
    case 'card':
      return isUrgent(event) ? (
        <>
          <Emergency event={event} />
          {offered && <Choices choices={event.choices!} />}
        </>
      ) : (
        <Card event={event} offered={offered} />
      );
    case 'attachment':
      return event.data?.content_type === 'application/pdf' ? <PdfFile event={event} /> : <Picture event={event} />;
    case 'summary':
      return <SentSummary event={event} />;
    case 'feedback':
      return <FeedbackForm event={event} />;
    case 'form':
      return <Question event={event} offered={offered} />;
    default:
      return event.author === 'system' ? (
        <>
          <SystemLine event={event} ui={ui} />
          {offered && <Choices choices={event.choices!} />}
        </>
      ) : (
        <Message event={event} offered={offered} />
      );
  }
}

function SystemLine({ event, ui }: { event: ChatEvent; ui: ReturnType<typeof useUi> }): VNode | null {
  const { text } = wordsOf(event, ui.lang);
  return text ? (
    <div class="system">
      <RichText text={text} markup />
    </div>
  ) : null;
}

function Message({ event, offered }: { event: ChatEvent; offered: boolean }): VNode {
  const ui = useUi();
  const { t, lang } = ui;
  const chosen = event.data?.choice ? titlesById(ui.session.events).get(event.data.choice) : undefined;
  const text = event.texts?.[lang] ?? (chosen ? choiceTitle(chosen, lang) : wordsOf(event, lang).text);
  const bot = event.author === 'bot';
  const { draft, table, links, details, video } = event.data ?? {};
  return (
    <>
      {text && (
        <div class="bubble" dir="auto">
          {draft && <span class="draft">{t('draftMark')}</span>}
          {event.data?.choice && <Icon name="check" />}
          <RichText text={text} markup={bot} />
          {table && <AnswerTable table={table} lang={lang} />}
          {video && <VideoInvite video={video} />}
          {links && links.length > 0 && <Links links={links} />}
          {details && typeof details === 'object' && <Details text={inLanguage(details, lang)} />}
        </div>
      )}
      {offered && <Choices choices={event.choices!} />}
    </>
  );
}

function Links({ links }: { links: NonNullable<NonNullable<ChatEvent['data']>['links']> }): VNode {
  const { t, lang } = useUi();
  return (
    <ul class="links">
      {links.map((link) => {
        const href = safeHref(inLanguage(link.url, lang));
        const title = inLanguage(link.titles ?? link.title, lang) || inLanguage(link.url, lang);
        return (
          <li>
            {href ? (
              <a href={href} target="_blank" rel="noopener noreferrer">
                {title}
                <span class="vh">, {t('newTab')}</span>
              </a>
            ) : (
              title
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Details({ text }: { text: string }): VNode {
  const { t } = useUi();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="plain-button details" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('details')} <Icon name={open ? 'up' : 'down'} />
      </button>
      {open && <RichText text={text} markup />}
    </>
  );
}

/** A question of the pre-information form: how far one is, the question, its buttons; typing is always possible too. */
function Question({ event, offered }: { event: ChatEvent; offered: boolean }): VNode {
  const ui = useUi();
  const { t, lang } = ui;
  const { step, of, selected } = event.data ?? {};
  const { text } = wordsOf(event, lang);
  const titles = titlesById(ui.session.events);
  const picked = (selected ?? []).map((id) => titles.get(`${event.data?.link_id}:${id}`)).filter((c) => c !== undefined);
  return (
    <>
      <div class="bubble question">
        {step && of ? (
          <p class="step">
            {t('step', { n: step, of })}
            <progress value={step} max={of} aria-hidden="true" />
          </p>
        ) : null}
        <RichText text={text} markup />
        {picked.length > 0 && <p class="picked">{t('selected', { list: picked.map((c) => choiceTitle(c, lang)).join(', ') })}</p>}
      </div>
      {offered && <Choices choices={event.choices!} />}
    </>
  );
}

/** Moving about in the form (skip, back, why, stop): quieter than the answers. */
const isSide = (choice: Choice) => /^w:(skip|back|why|stop|change|to_check)/.test(choice.id);
const isMain = (choice: Choice) => /^w:(send|continue)$/.test(choice.id);

/**
 * Quick replies. A press sends and the press itself stays in the log as the person's own words; focus moves onto those
 * words, so that the next Tab reaches the next buttons. Nothing is ever `disabled` under a reader's focus.
 */
export function Choices({ choices }: { choices: Choice[] }): VNode {
  const ui = useUi();
  const [used, setUsed] = useState(false);
  const press = (choice: Choice) => (event: MouseEvent) => {
    if (used) return;
    setUsed(true);
    const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot;
    ui.choose(choice);
    requestAnimationFrame(() => {
      const own = root.querySelectorAll<HTMLElement>('.log .group.customer .entry');
      own[own.length - 1]?.focus({ preventScroll: true });
    });
  };
  const button = (choice: Choice) => (
    <li>
      <button
        type="button"
        class={isMain(choice) ? 'choice main' : isSide(choice) ? 'choice side' : 'choice'}
        aria-disabled={used || undefined}
        onClick={press(choice)}
      >
        {choiceTitle(choice, ui.lang)}
      </button>
    </li>
  );
  const answers = choices.filter((choice) => !isSide(choice));
  const side = choices.filter(isSide);
  return (
    <div class="choices" role="group" aria-label={ui.t('answers')} lang={ui.lang}>
      {answers.length > 0 && <ul>{answers.map(button)}</ul>}
      {side.length > 0 && <ul class="sides">{side.map(button)}</ul>}
    </div>
  );
}

function Picture({ event }: { event: ChatEvent }): VNode {
  const ui = useUi();
  const [large, setLarge] = useState(false);
  const id = event.data?.id ?? '';
  const label = `${ui.t('photo')} ${clockTime(event.at, ui.lang)}`;
  return (
    <button type="button" class={`picture${large ? ' large' : ''}`} aria-expanded={large} aria-label={`${label}. ${ui.t('photoOpen')}`} onClick={() => setLarge(!large)}>
      <Photo id={id} load={() => ui.session.attachment(id)} label={label} failed={ui.t('photoFailed')} width={event.data?.width} height={event.data?.height} />
    </button>
  );
}

function SentSummary({ event }: { event: ChatEvent }): VNode {
  const { t } = useUi();
  const [open, setOpen] = useState(false);
  return (
    <div class="system">
      <button type="button" class="plain-button details" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t('sentSummary')} <Icon name={open ? 'up' : 'down'} />
      </button>
      {open && <pre class="summary-text">{event.text}</pre>}
    </div>
  );
}

/** Whether the person's own newest words have arrived and been read. */
export function Delivery({ event }: { event: ChatEvent }): VNode | null {
  const { t, session } = useUi();
  const lastOwn = session.events.findLast((e) => e.author === 'customer');
  if (event.seq !== lastOwn?.seq) return null;
  return <p class="time">{(session.status.read_by_nurse ?? 0) >= event.seq ? t('read') : t('sent')}</p>;
}

/** Words on their way: drawn at once, marked until the log has them. */
export function OutEntry({ item }: { item: OutItem }): VNode {
  const ui = useUi();
  const { t, session } = ui;
  const box = useRef<HTMLDivElement>(null);
  const failed = item.state === 'failed';
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    // An ordinary message is through in a blink: "sending" would only flicker.
    const timer = setTimeout(() => setSlow(true), 800);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (failed) ui.say(`${t('notSent')}. ${reason(item, t)}`);
  }, [failed]);
  const waits = session.held || session.link === 'lost' || !navigator.onLine;
  return (
    <div class={`entry out ${item.state}`} ref={box} tabIndex={-1} lang={ui.lang}>
      <div class="bubble" dir="auto">
        {item.choice && <Icon name="check" />}
        {item.file ? (
          <Photo id={item.client_id} load={() => Promise.resolve(item.file!)} label={t('photo')} failed={item.file.name} />
        ) : (
          <RichText text={item.title ?? item.text ?? ''} />
        )}
      </div>
      {failed ? (
        <p class="time failed">
          <Icon name="alert" /> {t('notSent')}. {reason(item, t)}{' '}
          <button type="button" class="plain-button" onClick={() => session.outbox.retry(item.client_id)}>
            {t('sendAgain')}
          </button>{' '}
          <button type="button" class="plain-button" onClick={() => session.outbox.remove(item.client_id)}>
            {t('remove')}
          </button>
        </p>
      ) : (
        <p class="time">{waits ? t('waitsForLink') : slow ? t('sending') : '\u00a0'}</p>
      )}
    </div>
  );
}

function reason(item: OutItem, t: ReturnType<typeof useUi>['t']): string {
  if (item.error === 'closed') return t('chatEnded') + '.';
  if (item.file) {
    if (/too_many_pictures/.test(item.error ?? '')) return t('tooManyPhotos');
    if (/large|too_many_pixels|413/.test(item.error ?? '')) return t('tooLarge');
    if (/not_a_picture/.test(item.error ?? '')) return t('notPhoto');
  }
  return t('refused');
}
