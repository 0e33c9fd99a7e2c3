/** What went back to its queue while this nurse's connection was lost: told when she is back, until she has read it. */
import type { VNode } from 'preact';
import { clockTime } from '../../shared/format';
import { inLanguage } from '../../shared/types';
import { useDesk } from './context';

export function ReturnedStrip(): VNode | null {
  const desk = useDesk();
  const { t, lang, returned } = desk;
  if (!returned.length) return null;
  return (
    <section class="strip returned" aria-label={t('returnedTitle')}>
      <p>
        <strong>{t('returnedTitle')}</strong> {t('returnedWhy')}
      </p>
      <ul>
        {returned.map(({ id, at, conversation }) => (
          <li key={id}>
            {clockTime(at, lang)} {inLanguage(conversation.topic_titles, lang) || t('general')}, {t(`lang${conversation.language}`)}:{' '}
            {conversation.state === 'queued' || conversation.state === 'message' ? (
              <button type="button" class="quiet" onClick={() => desk.open(conversation.conversation_id)}>
                {t('returnedOpen')}
              </button>
            ) : conversation.nurse && conversation.nurse.id !== desk.user?.id ? (
              t('withOther', { name: conversation.nurse.name })
            ) : (
              t('returnedDone')
            )}
          </li>
        ))}
      </ul>
      <button type="button" class="quiet" onClick={() => desk.returnedSeen()}>
        {t('understood')}
      </button>
    </section>
  );
}
