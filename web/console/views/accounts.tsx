/** Accounts, for administrators: who there is, whom each serves, one-time passwords. One account is changed in account.tsx. */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { inLanguage } from '../../shared/types';
import type { Account, Accounts } from '../types';
import { AccountDialog } from './account';
import { useDesk } from './context';
import { CopyButton } from './copy';
import { Dialog } from './dialogs';

/** More queues than these are told as a number. */
const QUEUES_NAMED = 2;

type Asked = { deed: 'add' } | { deed: 'edit' | 'reset'; account: Account };

export function AccountsPage(): VNode {
  const desk = useDesk();
  const { t } = desk;
  const [seen, setSeen] = useState<Accounts | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [password, setPassword] = useState<{ username: string; once: string } | null>(null);
  const once = useRef<HTMLParagraphElement>(null);
  const load = () =>
    desk.api
      .get<Accounts>('/accounts')
      .then(setSeen)
      .catch(() => desk.fail('failed'));
  useEffect(() => void load(), []);
  // A password that is shown only now is read out, and is where one goes on from.
  useEffect(() => once.current?.focus(), [password]);
  const done = (made?: { username: string; once: string }) => {
    setAsked(null);
    if (made) setPassword(made);
    desk.say(t('saved'));
    void load();
  };
  return (
    <section class="page" aria-labelledby="accounts">
      <h2 id="accounts" tabIndex={-1}>
        {t('accounts')}
      </h2>
      {password && (
        <p class="once" tabIndex={-1} ref={once}>
          {t('oncePassword', { name: password.username })} <code>{password.once}</code> <CopyButton text={password.once} />
        </p>
      )}
      <button type="button" class="button second" disabled={!seen} onClick={() => setAsked({ deed: 'add' })}>
        {t('addAccount')}
      </button>
      {seen && <AccountTable seen={seen} onAsk={setAsked} />}
      {seen && asked && asked.deed !== 'reset' && (
        <AccountDialog
          seen={seen}
          account={asked.deed === 'edit' ? asked.account : undefined}
          onDone={(made) => done(made && { username: made.account.username, once: made.one_time_password })}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.deed === 'reset' && <ResetDialog account={asked.account} onDone={done} onClose={() => setAsked(null)} />}
    </section>
  );
}

function AccountTable({ seen, onAsk }: { seen: Accounts; onAsk(asked: Asked): void }): VNode {
  const { t, lang } = useDesk();
  const queuesOf = ({ queues }: Account) => {
    if (!queues.length) return t('allQueues');
    if (queues.length > QUEUES_NAMED) return t('someQueues', { n: queues.length });
    return queues.map((id) => inLanguage(seen.queues.find((queue) => queue.id === id)?.titles, lang) || id).join('; ');
  };
  return (
    <div class="table" tabIndex={0} role="region" aria-label={t('accounts')}>
      <table>
        <thead>
          <tr>
            {[t('username'), t('name'), t('role'), t('languages'), t('queues'), t('inUse')].map((head) => (
              <th scope="col">{head}</th>
            ))}
            <th scope="col">
              <span class="vh">{t('deedsTitle')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {seen.accounts.map((account) => {
            const serves = seen.serving.includes(account.role);
            return (
              <tr key={account.id}>
                <th scope="row">{account.username}</th>
                <td>{account.name}</td>
                <td>{t(`role_${account.role as 'nurse'}`)}</td>
                <td>{serves ? account.languages.map((each) => t(`lang${each}`)).join(', ') : '–'}</td>
                <td>{serves ? queuesOf(account) : '–'}</td>
                <td>{account.active ? t('yes') : t('no')}</td>
                <td class="row-deeds">
                  <button type="button" class="quiet" aria-label={t('editAccount', { name: account.username })} onClick={() => onAsk({ deed: 'edit', account })}>
                    {t('edit')}
                  </button>
                  <button type="button" class="quiet" aria-label={`${t('resetPassword')}: ${account.username}`} onClick={() => onAsk({ deed: 'reset', account })}>
                    {t('resetPassword')}
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

function ResetDialog({ account, onDone, onClose }: { account: Account; onDone(made: { username: string; once: string }): void; onClose(): void }): VNode {
  const desk = useDesk();
  const { t } = desk;
  const [problem, setProblem] = useState('');
  const reset = () =>
    desk.api
      .send<{ one_time_password: string }>('POST', `/accounts/${account.id}/reset`)
      .then(({ one_time_password }) => onDone({ username: account.username, once: one_time_password }))
      .catch(() => setProblem(t('failed')));
  return (
    <Dialog title={`${t('resetPassword')}: ${account.username}`} stays problem={problem} onClose={onClose} action={{ label: t('resetPassword'), run: () => void reset() }}>
      <p>{t('resetSure')}</p>
    </Dialog>
  );
}
