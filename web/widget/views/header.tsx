/** Title, who is answering, language, the way to a nurse, menu and the quick exit. Always in the same place. */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import { dayAndTime, dayName, hourTime } from '../../shared/format';
import { Icon, Logo } from '../../shared/icons';
import { safeHref } from '../../shared/richtext';
import { inLanguage, LANGS } from '../../shared/types';
import { LANGUAGE_NAMES } from '../texts';
import type { Ui } from '../ui';
import { useUi } from './context';

export function Header(): VNode {
  const ui = useUi();
  const { t, session } = ui;
  const { state } = session;
  const Title = ui.page ? 'h1' : 'h2';
  const waiting = state === 'queued' || state === 'with_nurse' || state === 'closed';
  return (
    <div class="head">
      <div class="head-row">
        <Logo />
        <div class="head-words">
          <Title id="neuvo-title" tabIndex={-1}>
            {inLanguage(session.service?.title, ui.lang) || t('title')}
          </Title>
          <p class="who">{whoAnswers(ui)}</p>
        </div>
        {!ui.page && (
          <button type="button" class="icon-button grow" aria-pressed={ui.large} aria-label={t('larger')} onClick={() => ui.change({ large: !ui.large })}>
            <Icon name={ui.large ? 'shrink' : 'grow'} />
          </button>
        )}
        <Menu />
        {!ui.page && (
          <button type="button" class="icon-button" aria-label={t('closeChat')} onClick={() => ui.setOpen(false)}>
            <Icon name="close" />
          </button>
        )}
      </div>
      <div class="tool-row">
        <div class="languages" role="group" aria-label={t('language')}>
          {LANGS.map((lang) => (
            <button type="button" lang={lang} aria-pressed={lang === ui.lang} onClick={() => void session.setLanguage(lang)}>
              <span class="long">{LANGUAGE_NAMES[lang]}</span>
              <span class="short">{lang.toUpperCase()}</span>
            </button>
          ))}
        </div>
        <span class="grow-space" />
        {!waiting && (
          <button type="button" class="tool" onClick={() => ui.askNurse()}>
            <Icon name="nurse" />
            <span>{t('nurse')}</span>
          </button>
        )}
      </div>
      {session.quickExit && (
        <button type="button" class="exit" onClick={() => ui.quickExit()}>
          <Icon name="exit" />
          <span>
            <strong>{t('exit')}</strong> <small>{t(ui.exitUrl ? 'exitAway' : 'exitHelp')}</small>
          </span>
        </button>
      )}
    </div>
  );
}

function whoAnswers(ui: Ui): string {
  const { t, session } = ui;
  const { state, status, service } = session;
  const nurse = status.nurse;
  if (state === 'with_nurse') {
    return nurse ? `${nurse.name}, ${t('nurseRole')}` : t('withNurse');
  }
  if (state === 'queued') return t('inQueue');
  if (state === 'message') {
    if (status.answered) return t('messageAnswered');
    return status.answer_by ? t('messageBy', { time: dayName(status.answer_by, ui.lang) }) : t('messageSent');
  }
  if (state === 'closed') return t('chatEnded');
  if (!service) return `${t('bot')}, ${t('botRole')}`;
  if (service.open) return service.closes_at ? t('openNow', { time: hourTime(service.closes_at, ui.lang) }) : t('openNowPlain');
  return service.opens_at ? t('closedUntil', { time: dayAndTime(service.opens_at, ui.lang) }) : t('closedPlain');
}

/** A list of plain buttons behind one button: no menu roles, so that every reader and key works as usual. */
function Menu(): VNode {
  const ui = useUi();
  const { t, session } = ui;
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const hasTalk = session.talk !== null;

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!event.composedPath().includes(box.current!)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const act = (run: () => void) => () => {
    setOpen(false);
    button.current?.focus();
    run();
  };
  const privacy = link(inLanguage(session.service?.privacy_url, ui.lang));
  const accessibility = link(inLanguage(session.service?.accessibility_url, ui.lang));
  return (
    <div
      class="menu"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.preventDefault();
        event.stopPropagation();
        setOpen(false);
        button.current?.focus();
      }}
      onFocusOut={(event) => {
        if (open && event.relatedTarget && !box.current?.contains(event.relatedTarget as Node)) setOpen(false);
      }}
    >
      <button ref={button} type="button" class="icon-button" aria-expanded={open} aria-label={t('menu')} onClick={() => setOpen(!open)}>
        <Icon name="menu" />
      </button>
      {open && (
        <ul class="menu-list">
          {session.state === 'queued' && <Item onClick={act(() => void leaveQueue(ui, 'message'))}>{t('asMessage')}</Item>}
          {session.state === 'queued' && <Item onClick={act(() => void leaveQueue(ui, 'leave'))}>{t('leaveQueue')}</Item>}
          {hasTalk && !session.quickExit && <Item onClick={act(() => void save(ui))}>{t('save')}</Item>}
          {hasTalk && <Item onClick={act(() => ui.change({ confirm: 'again' }))}>{t('again')}</Item>}
          {hasTalk && <Item onClick={act(() => ui.change({ confirm: 'forget' }))}>{t('forget')}</Item>}
          {!ui.page && (
            <li>
              <a href={`${ui.session.api}/chat?lang=${ui.lang}`}>{t('fullPage')}</a>
            </li>
          )}
          {privacy && <External href={privacy}>{t('privacy')}</External>}
          {accessibility && <External href={accessibility}>{t('accessibility')}</External>}
        </ul>
      )}
    </div>
  );
}

function Item({ onClick, children }: { onClick(): void; children: string }): VNode {
  return (
    <li>
      <button type="button" onClick={onClick}>
        {children}
      </button>
    </li>
  );
}

function External({ href, children }: { href: string; children: string }): VNode {
  const { t } = useUi();
  return (
    <li>
      <a href={href} target="_blank" rel="noopener">
        {children}
        <span class="vh">, {t('newTab')}</span>
      </a>
    </li>
  );
}

/** An address of the service may be relative to it. */
function link(url: string): string | null {
  return url ? safeHref(new URL(url, location.href).href) : null;
}

export async function leaveQueue(ui: Ui, way: 'leave' | 'message'): Promise<void> {
  try {
    await ui.session.leaveQueue(way);
  } catch {
    fail(ui, 'actionFailed');
  }
}

/** Gives the conversation as a text file; a text file opens everywhere and keeps no link to the service. */
export async function save(ui: Ui): Promise<void> {
  await keep(ui, () => ui.session.transcript(), `neuvo-${new Date().toISOString().slice(0, 10)}.txt`);
}

/** Gives a file of the conversation to be kept. */
export async function keep(ui: Ui, load: () => Promise<Blob>, name: string): Promise<void> {
  try {
    const url = URL.createObjectURL(await load());
    const anchor = document.createElement('a');
    anchor.href = url;
    anchor.download = name;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  } catch (error) {
    fail(ui, error instanceof ApiError && error.status === 403 ? 'saveForbidden' : 'saveFailed');
  }
}

function fail(ui: Ui, problem: 'actionFailed' | 'saveForbidden' | 'saveFailed'): void {
  ui.change({ problem });
  ui.say(ui.t(problem));
}
