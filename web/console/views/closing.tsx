/** Closing: how it ended, and the text for the patient record, ready to be edited and copied in the same press. */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Talk } from '../talk';
import { CLOSE_REASONS } from '../types';
import { useDesk } from './context';
import { CopyButton, toClipboard } from './copy';
import { Dialog, Note, useDeed } from './dialogs';

export function CloseDialog({ talk, onClose }: { talk: Talk; onClose(): void }): VNode {
  const desk = useDesk();
  const { t } = desk;
  const [reason, setReason] = useState<string>(CLOSE_REASONS[0]);
  const deed = useDeed(onClose);
  const [text, setText] = useState(talk.recordDraft);
  const [edited, setEdited] = useState(text !== null);
  const copying = useRef(false);
  useEffect(() => {
    if (edited) return;
    let current = true;
    void talk.record(reason).then((draft) => current && setText(draft?.text ?? ''));
    return () => {
      current = false;
    };
  }, [reason, edited]);
  const run = async (form: FormData) => {
    const note = String(form.get('note') ?? '').trim();
    if (copying.current && text) {
      await toClipboard(text);
      talk.copied('record');
      desk.say(t('copied'));
    }
    await deed.run('close', { reason, ...(note ? { note } : {}), ...(text?.trim() ? { record: text } : {}) });
  };
  return (
    <Dialog
      title={t('close2')}
      wide
      stays
      problem={deed.problem}
      onClose={onClose}
      action={{ label: t('copyAndClose'), run, before: () => (copying.current = true) }}
      more={
        <button type="submit" class="button second" onClick={() => (copying.current = false)}>
          {t('closeOnly')}
        </button>
      }
    >
      <fieldset>
        <legend>{t('closeReason')}</legend>
        <div class="options">
          {CLOSE_REASONS.map((each) => (
            <label class="option">
              <input type="radio" name="reason" value={each} required checked={reason === each} onChange={() => setReason(each)} /> {t(`r_${each}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <label class="field">
        <span>{t('recordText')}</span>
        <textarea
          class="record-text"
          rows={12}
          maxLength={20000}
          aria-busy={text === null}
          value={text ?? ''}
          onInput={(event) => {
            setEdited(true);
            setText((talk.recordDraft = event.currentTarget.value));
          }}
        />
      </label>
      {edited && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            setEdited(false);
            setText((talk.recordDraft = null));
          }}
        >
          {t('recordAnew')}
        </button>
      )}
      <p class="small">{t('recordHint')}</p>
      <Note />
    </Dialog>
  );
}

/** What was kept when this conversation was closed. */
export function RecordPanel({ talk }: { talk: Talk }): VNode | null {
  const { t } = useDesk();
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void talk.record().then((kept) => current && setText(kept?.kept ? kept.text : null));
    return () => {
      current = false;
    };
  }, [talk.card?.state]);
  if (!text) return null;
  return (
    <section class="summary" aria-labelledby="record">
      <div class="summary-head">
        <h3 id="record" tabIndex={-1}>
          {t('recordText')}
        </h3>
        <CopyButton text={text} onCopied={() => talk.copied('record')} />
      </div>
      <pre tabIndex={0} aria-label={t('recordText')}>
        {text}
      </pre>
    </section>
  );
}
