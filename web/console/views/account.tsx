/** One account: name, role, and whom it serves, in which languages and queues. Nothing changes before it is saved. */
import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import { inLanguage, LANGS } from '../../shared/types';
import type { Account, Accounts } from '../types';
import { useDesk } from './context';
import { Dialog, QUEUE_KINDS } from './dialogs';

type Made = { account: Account; one_time_password: string };

/** A new account where `account` is missing. */
export function AccountDialog({ seen, account, onDone, onClose }: { seen: Accounts; account?: Account; onDone(made?: Made): void; onClose(): void }): VNode {
  const desk = useDesk();
  const { t } = desk;
  const own = account?.id === desk.user?.id;
  const [role, setRole] = useState(account?.role ?? seen.roles[0]!);
  const [problem, setProblem] = useState('');
  const form = useRef<HTMLDivElement>(null);
  const serves = seen.serving.includes(role);
  const refuse = (words: string, field: string) => {
    setProblem(words);
    form.current?.querySelector<HTMLElement>(`[name=${field}]`)?.focus();
  };
  const save = async (data: FormData) => {
    const languages = data.getAll('languages');
    const queues = data.get('which') === 'some' ? data.getAll('queues') : [];
    if (serves && !languages.length) return refuse(t('oneLanguage'), 'languages');
    if (serves && data.get('which') === 'some' && !queues.length) return refuse(t('oneQueue'), 'queues');
    const json = { name: data.get('name'), ...(own ? {} : { role }), ...(serves ? { languages, queues } : {}) };
    try {
      if (account) await desk.api.send('PUT', `/accounts/${account.id}`, { ...json, ...(own ? {} : { active: data.has('active') }) });
      onDone(account ? undefined : await desk.api.send<Made>('POST', '/accounts', { ...json, username: data.get('username') }));
    } catch (error) {
      if (error instanceof ApiError && error.code === 'name_taken') refuse(t('nameTaken'), 'username');
      else setProblem(t('failed'));
    }
  };
  return (
    <Dialog
      title={account ? t('editAccount', { name: account.username }) : t('addAccount')}
      wide
      stays
      problem={problem}
      onClose={onClose}
      action={{ label: account ? t('save') : t('addAccount'), run: save }}
    >
      <div class="account" ref={form} onChange={() => setProblem('')}>
        {!account && (
          <label class="field">
            <span>{t('username')}</span>
            <input name="username" required maxLength={60} autocomplete="off" autocapitalize="none" spellcheck={false} />
          </label>
        )}
        <label class="field">
          <span>{t('shownName')}</span>
          <input name="name" required maxLength={80} autocomplete="off" defaultValue={account?.name} />
        </label>
        <label class="field">
          <span>{t('role')}</span>
          <select name="role" value={role} disabled={own} aria-describedby={own ? 'own-account' : undefined} onChange={(event) => setRole(event.currentTarget.value)}>
            {seen.roles.map((each) => (
              <option value={each}>{t(`role_${each as 'nurse'}`)}</option>
            ))}
          </select>
        </label>
        {serves && (
          <>
            <fieldset>
              <legend>{t('languages')}</legend>
              <p class="small" id="languages-hint">
                {t('languagesHint')}
              </p>
              <div class="options">
                {LANGS.map((lang) => (
                  <label class="option">
                    <input type="checkbox" name="languages" value={lang} aria-describedby="languages-hint" defaultChecked={account?.languages.includes(lang) ?? true} /> {t(`lang${lang}`)}
                  </label>
                ))}
              </div>
            </fieldset>
            <Queues seen={seen} chosen={account?.queues ?? []} />
          </>
        )}
        {account && !own && (
          <label class="option">
            <input type="checkbox" name="active" defaultChecked={account.active} aria-describedby="ends" /> {t('inUse')}
          </label>
        )}
        {account && (
          <p class="small" id={own ? 'own-account' : 'ends'}>
            {own ? t('ownAccount') : t('roleEnds')}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function Queues({ seen, chosen }: { seen: Accounts; chosen: string[] }): VNode {
  const { t, lang } = useDesk();
  const [some, setSome] = useState(chosen.length > 0);
  return (
    <fieldset>
      <legend>{t('queues')}</legend>
      <div class="options">
        <label class="option">
          <input type="radio" name="which" value="all" checked={!some} onChange={() => setSome(false)} /> {t('allQueues')}
        </label>
        <label class="option">
          <input type="radio" name="which" value="some" checked={some} onChange={() => setSome(true)} /> {t('onlyQueues')}
        </label>
      </div>
      {some && (
        <div class="queue-choice">
          {QUEUE_KINDS.map((kind) => (
            <fieldset>
              <legend class="small">{t(`kind_${kind}`)}</legend>
              <div class="options">
                {seen.queues
                  .filter((queue) => queue.kind === kind)
                  .map((queue) => (
                    <label class="option">
                      <input type="checkbox" name="queues" value={queue.id} defaultChecked={chosen.includes(queue.id)} /> {inLanguage(queue.titles, lang)}
                    </label>
                  ))}
              </div>
            </fieldset>
          ))}
        </div>
      )}
    </fieldset>
  );
}
