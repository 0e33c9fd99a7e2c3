/** Opening hours, presence, language, sound, notifications, shortcuts, logout. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Icon, Logo } from '../../shared/icons';
import { LANGS, type Lang } from '../../shared/types';
import { LANGUAGE_NAMES } from '../texts';
import type { Presence } from '../types';
import { useDesk } from './context';

export function TopBar({ onHelp }: { onHelp(): void }): VNode {
  const desk = useDesk();
  const { t, user } = desk;
  const [asked, setAsked] = useState(false);
  // What is only about conversations is not shown to those who have none.
  const serves = user?.may?.includes('serve') ?? true;
  const canAsk = serves && 'Notification' in window && Notification.permission === 'default' && !asked;
  return (
    <header class="top">
      <Logo />
      {/* Where pages are named beside it, the name of the whole is for readers: the row is to stay one row on a laptop. */}
      <h1 class={desk.pages.length > 1 ? 'vh' : undefined}>{t('desk')}</h1>
      {desk.pages.length > 1 && (
        <nav class="pages" aria-label={t('pages')}>
          {desk.pages.map((page) => (
            <button type="button" class="quiet" aria-current={desk.page === page ? 'page' : undefined} onClick={() => desk.show(page)}>
              {t(page)}
            </button>
          ))}
        </nav>
      )}
      <span class="space" />
      {serves && (
        <>
          <label class="presence">
            <span class="vh">{t('presence')}</span>
            <select value={user?.presence ?? 'available'} onChange={(event) => desk.setPresence(event.currentTarget.value as Presence)}>
              {(['available', 'busy', 'away'] as const).map((presence) => (
                <option value={presence}>{t(presence)}</option>
              ))}
            </select>
          </label>
          <label class="max-chats">
            <span class="vh">{t('maxChats')}</span>
            <select title={t('maxChats')} value={String(user?.max_chats ?? 4)} onChange={(event) => desk.setMaxChats(Number(event.currentTarget.value))}>
              {chatNumbers(user?.max_chats ?? 4).map((n) => (
                <option value={String(n)}>{t('chatsAtATime', { n })}</option>
              ))}
            </select>
          </label>
        </>
      )}
      <LanguagePicker />
      {serves && (
        <button type="button" class="icon-button" aria-pressed={desk.sound} aria-label={t('soundOn')} title={desk.sound ? t('soundOn') : t('soundOff')} onClick={() => desk.setSwitch('sound', !desk.sound)}>
          <Icon name={desk.sound ? 'sound' : 'mute'} />
        </button>
      )}
      {canAsk && (
        <button type="button" class="icon-button" aria-label={t('notifyAllow')} title={t('notifyAllow')} onClick={() => void Notification.requestPermission().then(() => setAsked(true))}>
          <Icon name="bell" />
        </button>
      )}
      <button type="button" class="icon-button" aria-label={t('shortcuts')} title={`${t('shortcuts')} (?)`} onClick={onHelp}>
        <Icon name="keyboard" />
      </button>
      <span class="who">{user?.name}</span>
      <button type="button" class="quiet" onClick={() => void desk.logout()}>
        {t('logout')}
      </button>
    </header>
  );
}

const chatNumbers = (now: number): number[] => [...new Set([1, 2, 3, 4, 5, 6, 8, 10, now])].sort((a, b) => a - b);

export function LanguagePicker(): VNode {
  const desk = useDesk();
  return (
    <label class="language">
      <span class="vh">{desk.t('language')}</span>
      <select value={desk.lang} onChange={(event) => desk.setLanguage(event.currentTarget.value as Lang)}>
        {LANGS.map((lang) => (
          <option value={lang} lang={lang}>
            {LANGUAGE_NAMES[lang]}
          </option>
        ))}
      </select>
    </label>
  );
}
