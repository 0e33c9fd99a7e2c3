/** The supervisor's view of now: who waits, who serves, for how long; a conversation is opened to be taken over or moved. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { dayName, ticking } from '../../shared/format';
import { inLanguage } from '../../shared/types';
import type { Overview, OverviewCard } from '../types';
import { Flags } from './board';
import { useDesk } from './context';
import { MoveDialog } from './moving';

const REFRESH_MS = 10_000;

export function OverviewPage(): VNode {
  const desk = useDesk();
  const { t } = desk;
  const [seen, setSeen] = useState<Overview | null>(null);
  const [moving, setMoving] = useState<{ card: OverviewCard; deed: 'take-over' | 'reassign' } | null>(null);
  const load = () =>
    void desk.api
      .get<Overview>('/overview')
      .then(setSeen)
      .catch(() => undefined);
  useEffect(() => {
    load();
    const timer = setInterval(load, REFRESH_MS);
    return () => clearInterval(timer);
  }, [desk.lists]);
  return (
    <section class="page" aria-labelledby="overview">
      <h2 id="overview" tabIndex={-1}>
        {t('overview')}
      </h2>
      {seen && (
        <>
          <div class="table" tabIndex={0} role="region" aria-label={t('whoServes')}>
            <table>
              <caption>{t('whoServes')}</caption>
              <thead>
                <tr>
                  {[t('role_nurse'), t('presence'), t('f_chats'), t('channelMessages'), t('languages')].map((head) => (
                    <th scope="col">{head}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {seen.nurses.map((nurse) => (
                  <tr>
                    <th scope="row">{nurse.name}</th>
                    <td>{nurse.presence === 'gone' ? t('gone') : t(nurse.presence)}</td>
                    <td>
                      {nurse.chats} / {nurse.max_chats}
                    </td>
                    <td>{nurse.messages}</td>
                    <td>{nurse.languages.map((lang) => t(`lang${lang}`)).join(', ')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Cards title={t('whoWaits')} none={t('nobodyWaits')} cards={seen.waiting} onMove={(card, deed) => setMoving({ card, deed })} />
          <Cards title={t('whoIsServed')} none={t('nobodyServed')} cards={seen.served} onMove={(card, deed) => setMoving({ card, deed })} />
        </>
      )}
      {moving && (
        <MoveDialog
          id={moving.card.conversation_id}
          deed={moving.deed}
          waits={moving.card.state !== 'with_nurse'}
          onClose={() => {
            setMoving(null);
            load();
          }}
        />
      )}
    </section>
  );
}

function Cards({ title, none, cards, onMove }: { title: string; none: string; cards: OverviewCard[]; onMove(card: OverviewCard, deed: 'take-over' | 'reassign'): void }): VNode {
  const desk = useDesk();
  const { t, lang, lists } = desk;
  if (!cards.length)
    return (
      <section>
        <h3>{title}</h3>
        <p class="none">{none}</p>
      </section>
    );
  return (
    <div class="table" tabIndex={0} role="region" aria-label={title}>
      <table>
        <caption>
          {title} ({cards.length})
        </caption>
        <thead>
          <tr>
            {[t('subject'), t('queue'), t('language'), t('role_nurse'), t('age'), ''].map((head) => (
              <th scope="col">{head || <span class="vh">{t('deedsTitle')}</span>}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cards.map((card) => {
            const name = inLanguage(card.topic_titles, lang) || t('general');
            return (
              <tr key={card.conversation_id}>
                <th scope="row">
                  {name} <Flags card={card} />
                </th>
                <td>{inLanguage(lists?.queues.find((queue) => queue.id === card.queue)?.titles, lang) || card.queue}</td>
                <td>{t(`lang${card.language}`)}</td>
                <td>{card.nurse?.name ?? '–'}</td>
                <td class="wait">
                  {card.channel === 'message' && card.answer_by ? (
                    <span class={card.overdue ? 'overdue' : undefined}>{card.overdue ? t('overdue') : t('answerBy', { time: dayName(card.answer_by, lang) })}</span>
                  ) : (
                    ticking((desk.now() - Date.parse(card.claimed_at ?? card.queued_at ?? '')) / 1000)
                  )}
                </td>
                <td class="row-deeds">
                  {card.nurse && card.nurse.id !== desk.user?.id && (
                    <button type="button" class="quiet" aria-label={`${t('takeOver')}: ${name}`} onClick={() => onMove(card, 'take-over')}>
                      {t('takeOver')}
                    </button>
                  )}
                  <button type="button" class="quiet" aria-label={`${t('reassign')}: ${name}`} onClick={() => onMove(card, 'reassign')}>
                    {t('reassign')}
                  </button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
