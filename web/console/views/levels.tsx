/** The service levels of today: how many within the promise, and who waits longer than it. Counts, no ranking of anybody. */
import type { VNode } from 'preact';
import type { Share } from '../types';
import { useDesk } from './context';

export function Levels(): VNode | null {
  const { t, lists } = useDesk();
  const levels = lists?.levels;
  if (!levels) return null;
  const { chat, message } = levels;
  const minutes = Math.round(chat.target_seconds / 60);
  const share = ({ count, within }: Share) => (count ? t('shareOf', { within, count }) : t('noneYet'));
  return (
    <details class="levels">
      <summary>
        {t('levels')}
        {chat.waiting_over > 0 && <span class="overdue">{t('chatsOver', { n: chat.waiting_over, minutes })}</span>}
        {message.overdue > 0 && <span class="overdue">{t('messagesOverdue', { n: message.overdue })}</span>}
      </summary>
      <dl>
        <dt>{t('levelAnswer', { minutes })}</dt>
        <dd>{share(chat.answer)}</dd>
        <dt>{t('levelLead', { minutes })}</dt>
        <dd>{share(chat.lead)}</dd>
        <dt>{t('levelMessage', { days: message.target_days })}</dt>
        <dd>{share(message.answered)}</dd>
        <dt>{t('dueToday')}</dt>
        <dd>{message.due_today}</dd>
      </dl>
    </details>
  );
}
