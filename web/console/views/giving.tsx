/** What a nurse can add beside words: a canned reply, a note for colleagues, a picture or PDF, a video meeting. */
import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { hourTime } from '../../shared/format';
import { Icon } from '../../shared/icons';
import { smaller } from '../../shared/photo';
import type { Talk } from '../talk';
import { useDesk } from './context';
import { Dialog } from './dialogs';

const MOST_BYTES = 10 * 1024 * 1024;

export function Tools({ talk, onReplies }: { talk: Talk; onReplies(): void }): VNode {
  const desk = useDesk();
  const { t } = desk;
  const file = useRef<HTMLInputElement>(null);
  const [meeting, setMeeting] = useState(false);
  const [sending, setSending] = useState(false);
  const give = async (chosen: File | undefined) => {
    if (!chosen) return;
    const pdf = chosen.type === 'application/pdf';
    const ready = pdf ? chosen : await smaller(chosen);
    if (ready.size > MOST_BYTES) return desk.fail('fileTooLarge');
    setSending(true);
    const done = await talk.give(ready);
    setSending(false);
    if (done) desk.say(t('fileSent'));
    else desk.fail('fileRefused');
  };
  return (
    <div class="tools">
      {talk.mine && (
        <>
          <button type="button" class="quiet" aria-keyshortcuts="/" onClick={onReplies}>
            {t('replies')} <kbd aria-hidden="true">/</kbd>
          </button>
          <button type="button" class="quiet" disabled={sending} onClick={() => file.current?.click()}>
            <Icon name="photo" /> {sending ? t('sending') : t('sendFile')}
          </button>
          <input
            ref={file}
            type="file"
            class="vh"
            tabIndex={-1}
            aria-hidden="true"
            accept="image/jpeg,image/png,image/webp,image/heic,application/pdf"
            onChange={(event) => {
              void give(event.currentTarget.files?.[0]);
              event.currentTarget.value = '';
            }}
          />
          <button type="button" class="quiet" onClick={() => setMeeting(true)}>
            {t('video')}
          </button>
        </>
      )}
      {talk.can.includes('note') && (
        <label class="option note-switch">
          <input type="checkbox" checked={talk.noting} onChange={(event) => talk.setNoting(event.currentTarget.checked)} /> {t('noteSwitch')}
        </label>
      )}
      {meeting && <MeetingDialog talk={talk} onClose={() => setMeeting(false)} />}
    </div>
  );
}

/** The value of a datetime-local field for a moment in Finland, and back. */
function localValue(moment: number): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki', dateStyle: 'short', timeStyle: 'short' }).format(moment);
  return parts.replace(' ', 'T');
}

function fromLocal(value: string): string {
  const asUtc = Date.parse(`${value}:00Z`);
  const shown = Date.parse(`${localValue(asUtc)}:00Z`);
  return new Date(asUtc - (shown - asUtc)).toISOString();
}

function MeetingDialog({ talk, onClose }: { talk: Talk; onClose(): void }): VNode {
  const desk = useDesk();
  const { t, lists } = desk;
  const [later, setLater] = useState(false);
  const [minutes, setMinutes] = useState('30');
  const [problem, setProblem] = useState('');
  const soon = localValue(Math.ceil((desk.now() + 3_600_000) / 1_800_000) * 1_800_000);
  const run = async (form: FormData) => {
    const at = later ? { at: fromLocal(String(form.get('at'))), minutes: Number(minutes) } : {};
    setProblem('');
    const refused = await talk.meet(at);
    if (refused) setProblem(t(refused));
    else onClose();
  };
  return (
    <Dialog title={t('video')} onClose={onClose} stays problem={problem} action={{ label: t('videoInvite'), run }}>
      <fieldset>
        <legend>{t('videoWhen')}</legend>
        <label class="option">
          <input type="radio" name="when" checked={!later} onChange={() => setLater(false)} /> {t('videoNow')}
        </label>
        <label class="option">
          <input type="radio" name="when" checked={later} onChange={() => setLater(true)} /> {t('videoLater')}
        </label>
      </fieldset>
      {later && (
        <>
          <label class="field">
            <span>{t('videoAt')}</span>
            <input type="datetime-local" name="at" required min={localValue(desk.now())} defaultValue={soon} />
          </label>
          <label class="field">
            <span>{t('videoMinutes')}</span>
            <select name="minutes" value={minutes} onChange={(event) => setMinutes(event.currentTarget.value)}>
              {[15, 30, 45, 60].map((n) => (
                <option value={String(n)}>{n} min</option>
              ))}
            </select>
          </label>
        </>
      )}
      <p class="small">{lists?.open ? t('openUntil', { time: lists.closes_at ? hourTime(lists.closes_at, desk.lang) : '' }) : t('chatClosed')}</p>
      <p class="small">{t('videoHint')}</p>
    </Dialog>
  );
}
