/** A supervisor takes a conversation over, or gives it to another queue or nurse. Taking over asks why: it is kept in the audit log. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { inLanguage } from '../../shared/types';
import { useDesk } from './context';
import { Dialog, Note, QUEUE_KINDS } from './dialogs';

export function MoveDialog({ id, deed, waits, onClose }: { id: string; deed: 'take-over' | 'reassign'; waits: boolean; onClose(): void }): VNode {
  const desk = useDesk();
  const { t, lists, lang, user } = desk;
  const queues = lists?.queues ?? [];
  const [target, setTarget] = useState(`queue:${queues[0]?.id ?? ''}`);
  const [problem, setProblem] = useState('');
  const nurses = [...(lists?.nurses ?? []), ...(user && waits ? [{ id: user.id, name: user.name, presence: user.presence }] : [])];
  const run = async (form: FormData) => {
    const why = String(form.get('why') ?? '').trim();
    const note = String(form.get('note') ?? '').trim();
    const colon = target.indexOf(':');
    const json = deed === 'take-over' ? { why } : { [target.slice(0, colon)]: target.slice(colon + 1), ...(note ? { note } : {}), ...(why ? { why } : {}) };
    if (await desk.move(id, deed, json)) onClose();
    else setProblem(t(desk.problem ?? 'failed'));
  };
  const name = deed === 'take-over' ? t('takeOver') : t('reassign');
  return (
    <Dialog title={name} onClose={onClose} stays problem={problem} action={{ label: name, run }}>
      {deed === 'reassign' && (
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
            <optgroup label={t('toNurse')}>
              {nurses.map((nurse) => (
                <option value={`nurse:${nurse.id}`}>
                  {nurse.name}
                  {nurse.presence ? ` (${t(nurse.presence)})` : ''}
                </option>
              ))}
            </optgroup>
          </select>
        </label>
      )}
      <label class="field">
        <span>{deed === 'take-over' ? t('why') : t('whyOptional')}</span>
        <input name="why" required={deed === 'take-over'} maxLength={200} autocomplete="off" />
      </label>
      {deed === 'reassign' && <Note />}
    </Dialog>
  );
}
