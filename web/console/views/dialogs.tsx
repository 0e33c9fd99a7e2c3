/** The questions before something is done with a conversation. Native modal dialogs: Esc closes, focus returns. */
import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { inLanguage } from '../../shared/types';
import type { Desk } from '../desk';
import { useDesk } from './context';

export const QUEUE_KINDS = ['central', 'site', 'transfer'] as const;

interface DialogProps {
  title: string;
  onClose(): void;
  /** The deed, and its button. */
  action?: { label: string; run(form: FormData): void | Promise<void>; before?(): void };
  /** Another way to submit. */
  more?: ComponentChildren;
  wide?: boolean;
  /** It is closed by what is done, not by the press. */
  stays?: boolean;
  /** Why it could not be done: said inside, for nothing outside a modal dialog is read out. */
  problem?: string;
  children?: ComponentChildren;
}

export function Dialog({ title, onClose, action, more, wide, stays, problem, children }: DialogProps): VNode {
  const { t } = useDesk();
  const box = useRef<HTMLDialogElement>(null);
  const running = useRef(false);
  const submit = async (form: FormData) => {
    if (running.current) return;
    running.current = true;
    try {
      await action?.run(form);
    } finally {
      running.current = false;
    }
  };
  // At once, not after the next paint: a page that moves the focus when the dialog has gone must be the later one.
  useLayoutEffect(() => {
    const back = document.activeElement as HTMLElement | null;
    const shown = box.current;
    shown?.showModal();
    return () => {
      // While it stands, nothing behind it takes the focus. What comes next may take it from there.
      shown?.remove();
      back?.focus();
    };
  }, []);
  return (
    <dialog ref={box} class={`dialog${wide ? ' wide' : ''}`} aria-labelledby="dialog-title" onClose={onClose}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(new FormData(event.currentTarget));
          if (!stays) onClose();
        }}
      >
        <h2 id="dialog-title">{title}</h2>
        {children}
        <div class="dialog-end">
          <p class="problem" role="alert">
            {problem}
          </p>
          <div class="dialog-buttons">
            <button type="button" class="quiet" onClick={onClose}>
              {action ? t('cancel') : t('close')}
            </button>
            {more}
            {action && (
              <button type="submit" class="button" onClick={action.before}>
                {action.label}
              </button>
            )}
          </div>
        </div>
      </form>
    </dialog>
  );
}

/** For a dialog that goes when its deed is done, and else stays as it is and says why. */
export function useDeed(onClose: () => void): { problem: string; run(...what: Parameters<Desk['deed']>): Promise<void> } {
  const desk = useDesk();
  const [problem, setProblem] = useState('');
  const run = async (...what: Parameters<Desk['deed']>) => {
    setProblem('');
    if (await desk.deed(...what)) onClose();
    else setProblem(desk.t(desk.problem ?? 'failed'));
  };
  return { problem, run };
}

export function ConfirmDialog({ title, text, deed, onClose }: { title: string; text: string; deed: 'release' | 'to-bot'; onClose(): void }): VNode {
  const { problem, run } = useDeed(onClose);
  return (
    <Dialog title={title} onClose={onClose} stays problem={problem} action={{ label: title, run: () => run(deed) }}>
      <p>{text}</p>
    </Dialog>
  );
}

export function TransferDialog({ onClose }: { onClose(): void }): VNode {
  const desk = useDesk();
  const { t, lists, lang } = desk;
  const deed = useDeed(onClose);
  const nurses = lists?.nurses ?? [];
  const queues = (lists?.queues ?? []).filter((queue) => queue.id !== desk.talk?.card?.queue);
  const [target, setTarget] = useState(queues[0] ? `queue:${queues[0].id}` : '');
  const toMessage = desk.talk?.card?.channel !== 'message' && queues.some((queue) => target === `queue:${queue.id}` && queue.channel === 'message');
  const run = (form: FormData) => {
    const [kind, id] = [target.slice(0, target.indexOf(':')), target.slice(target.indexOf(':') + 1)];
    const note = String(form.get('note') ?? '').trim();
    return deed.run('transfer', { [kind]: id, ...(note ? { note } : {}) });
  };
  return (
    <Dialog title={t('transfer')} onClose={onClose} stays problem={deed.problem} action={{ label: t('transfer'), run }}>
      <label class="field">
        <span>{t('transferTo')}</span>
        <select required value={target} onChange={(event) => setTarget(event.currentTarget.value)}>
          {QUEUE_KINDS.map((kind) => (
            <optgroup label={t(`to_${kind}`)}>
              {queues
                .filter((queue) => (queue.kind ?? 'central') === kind)
                .map((queue) => (
                  <option value={`queue:${queue.id}`}>{inLanguage(queue.titles, lang)}</option>
                ))}
            </optgroup>
          ))}
          {nurses.length > 0 && (
            <optgroup label={t('toNurse')}>
              {nurses.map((nurse) => (
                // A chat is not handed to somebody who is not there.
                <option value={`nurse:${nurse.id}`} disabled={nurse.presence === 'away' && desk.talk?.card?.channel !== 'message'}>
                  {nurse.name}
                  {nurse.presence ? ` (${t(nurse.presence)})` : ''}
                </option>
              ))}
            </optgroup>
          )}
        </select>
      </label>
      {toMessage && <p>{t('becomesMessage')}</p>}
      <Note />
    </Dialog>
  );
}

export function Note(): VNode {
  const { t } = useDesk();
  return (
    <label class="field">
      <span>{t('note')}</span>
      <textarea name="note" rows={3} maxLength={2000} />
    </label>
  );
}

export function ShortcutsDialog({ onClose }: { onClose(): void }): VNode {
  const desk = useDesk();
  const { t } = desk;
  const rows: [string[], string][] = [
    [['j', 'k', '↓', '↑'], t('keyMove')],
    [['n'], t('keyNext')],
    [['a'], t('keyAnswer')],
    [['s'], t('keySummary')],
    [['/'], t('keyReplies')],
    [['Enter', 'Ctrl+Enter'], t('keySend')],
    [['Shift+Enter'], t('keyBreak')],
    [['?'], t('keyHelp')],
  ];
  return (
    <Dialog title={t('shortcuts')} onClose={onClose}>
      <dl class="keys">
        {rows.map(([keys, what]) => (
          <div>
            <dt>
              {keys.map((key) => (
                <kbd>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="option">
        <input type="checkbox" checked={desk.shortcuts} onChange={(event) => desk.setSwitch('shortcuts', event.currentTarget.checked)} /> {t('shortcutsUse')}
      </label>
    </Dialog>
  );
}
