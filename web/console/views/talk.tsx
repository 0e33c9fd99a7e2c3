/** One conversation: what it is about and what can be done with it, the summary first, then the words, then the answer box. */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../shared/icons';
import type { Talk } from '../talk';
import type { Deed } from '../types';
import { Answer } from './answer';
import { Flags, topic } from './board';
import { useDesk } from './context';
import { CloseDialog, RecordPanel } from './closing';
import { CopyButton } from './copy';
import { ConfirmDialog, TransferDialog } from './dialogs';
import { MoveDialog } from './moving';
import { Transcript } from './transcript';

type Open = Exclude<Deed, 'claim' | 'message' | 'note' | 'meeting' | 'reopen' | 'leave-open'> | null;

export function TalkView({ talk }: { talk: Talk }): VNode {
  const desk = useDesk();
  const { t } = desk;
  const [dialog, setDialog] = useState<Open>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const { card, can } = talk;
  useEffect(() => title.current?.focus(), [card !== null]);
  if (talk.unreached || talk.seen === false) return <Instead words={t(talk.unreached ? 'noService' : 'notYours')} />;
  if (!card) return <Instead />;
  const foreign = desk.user?.languages.includes(card.language) === false;
  const others = (['transfer', 'release', 'to-bot'] as const).filter((deed) => can.includes(deed));
  const names = { transfer: t('transfer'), release: t('release'), 'to-bot': t('toBot') };
  return (
    <article class="talk">
      <header class="talk-head">
        <BackToList />
        <div class="talk-title">
          <h2 ref={title} tabIndex={-1}>
            {topic(desk, card)}
          </h2>
          <p class="line small">
            <span class={foreign ? 'foreign' : undefined}>{foreign ? t('notMyLanguage', { language: t(`lang${card.language}`) }) : t(`lang${card.language}`)}</span>
            <span>{card.channel === 'message' ? t('channelMessage') : t('channelChat')}</span>
            <Flags card={card} />
          </p>
        </div>
        <div class="deeds">
          {can.includes('claim') && (
            <button type="button" class="button" onClick={() => void desk.deed('claim').then((done) => done && focusAnswer())}>
              {t('claim')}
            </button>
          )}
          {others.map((deed) => (
            <button type="button" class="quiet" onClick={() => setDialog(deed)}>
              {names[deed]}
            </button>
          ))}
          {(['take-over', 'reassign'] as const)
            .filter((deed) => can.includes(deed))
            .map((deed) => (
              <button type="button" class="quiet" onClick={() => setDialog(deed)}>
                {deed === 'take-over' ? t('takeOver') : t('reassign')}
              </button>
            ))}
          {can.includes('leave-open') && (
            <button type="button" class="button" onClick={() => void desk.deed('leave-open')}>
              {t('leaveOpen')}
            </button>
          )}
          {can.includes('close') && (
            <button type="button" class="button second" onClick={() => setDialog('close')}>
              {t('close2')}
            </button>
          )}
          {can.includes('reopen') && (
            <button type="button" class="quiet" onClick={() => void desk.deed('reopen')}>
              {t('reopen')}
            </button>
          )}
        </div>
      </header>
      <div class="talk-body">
        <div class="papers">
          {card.state === 'closed' && <RecordPanel talk={talk} />}
          <Summary talk={talk} />
        </div>
        <section class="talk-words" aria-label={t('transcript')}>
          <Transcript talk={talk} />
          <Answer talk={talk} />
        </section>
      </div>
      {dialog === 'transfer' && <TransferDialog onClose={() => setDialog(null)} />}
      {(dialog === 'take-over' || dialog === 'reassign') && <MoveDialog id={talk.id} deed={dialog} waits={card.state !== 'with_nurse'} onClose={() => setDialog(null)} />}
      {dialog === 'close' && <CloseDialog talk={talk} onClose={() => setDialog(null)} />}
      {dialog === 'release' && <ConfirmDialog title={t('release')} text={t('releaseSure')} deed="release" onClose={() => setDialog(null)} />}
      {dialog === 'to-bot' && <ConfirmDialog title={t('toBot')} text={t('toBotSure')} deed="to-bot" onClose={() => setDialog(null)} />}
    </article>
  );
}

/** On narrow screens the list is hidden behind the conversation. */
function BackToList(): VNode {
  const desk = useDesk();
  return (
    <button type="button" class="icon-button to-list" aria-label={desk.t('back')} onClick={() => desk.open(null)}>
      <Icon name="close" />
    </button>
  );
}

/** While it is fetched, or where it cannot be shown. */
function Instead({ words }: { words?: string }): VNode {
  return (
    <>
      <BackToList />
      <p class="empty" role={words ? 'alert' : undefined} aria-busy={!words}>
        {words}
      </p>
    </>
  );
}

function focusAnswer(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('#answer')?.focus());
}

/** The customer's own answers in the fixed order, in the desk's language; copied to the patient record in one press. */
function Summary({ talk }: { talk: Talk }): VNode {
  const desk = useDesk();
  const { t } = desk;
  return (
    <section class="summary" aria-labelledby="summary">
      <div class="summary-head">
        <h3 id="summary" tabIndex={-1}>
          {t('summary')}
        </h3>
        {talk.summary && (
          <CopyButton text={talk.summary} onCopied={() => talk.copied('summary')} />
        )}
      </div>
      {talk.summary ? (
        <pre tabIndex={0} aria-label={t('summary')}>
          {talk.summary}
        </pre>
      ) : (
        talk.summary !== null && <p class="none">{t('noSummary')}</p>
      )}
    </section>
  );
}
