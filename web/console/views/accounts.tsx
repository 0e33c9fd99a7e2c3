/** Accounts, for administrators: role, languages, whether the account is in use, one-time passwords. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../../shared/api';
import type { Localised } from '../../shared/types';
import type { Account } from '../types';
import { useDesk } from './context';
import { CopyButton } from './copy';

interface Accounts {
  roles: string[];
  accounts: Account[];
  queues: { id: string; titles: Localised }[];
}

export function AccountsPage(): VNode {
  const desk = useDesk();
  const { t, user } = desk;
  const [seen, setSeen] = useState<Accounts | null>(null);
  const [password, setPassword] = useState<{ username: string; once: string } | null>(null);
  const load = () => desk.api.get<Accounts>('/accounts').then(setSeen).catch(() => desk.fail('failed'));
  useEffect(() => void load(), []);
  const tell = async (deed: () => Promise<unknown>) => {
    try {
      await deed();
      desk.say(t('saved'));
    } catch (error) {
      desk.fail(error instanceof ApiError && error.code === 'name_taken' ? 'nameTaken' : 'failed');
    }
    await load();
  };
  const change = (account: Account, what: Partial<Account>) => tell(() => desk.api.send('PUT', `/accounts/${account.id}`, what));
  const roleName = (role: string) => t(`role_${role as 'nurse'}`);
  return (
    <section class="page" aria-labelledby="accounts">
      <h2 id="accounts" tabIndex={-1}>
        {t('accounts')}
      </h2>
      {password && (
        <p class="once" role="status">
          {t('oncePassword', { name: password.username })} <code>{password.once}</code> <CopyButton text={password.once} />
        </p>
      )}
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const json = Object.fromEntries(new FormData(form));
          void tell(async () => {
            const made = await desk.api.send<{ account: Account; one_time_password: string }>('POST', '/accounts', json);
            setPassword({ username: made.account.username, once: made.one_time_password });
            form.reset();
          });
        }}
      >
        <label class="inline">
          {t('username')} <input name="username" required maxLength={60} autocomplete="off" />
        </label>
        <label class="inline">
          {t('shownName')} <input name="name" required maxLength={80} autocomplete="off" />
        </label>
        <label class="inline">
          {t('role')}{' '}
          <select name="role">
            {(seen?.roles ?? []).map((role) => (
              <option value={role}>{roleName(role)}</option>
            ))}
          </select>
        </label>
        <button type="submit" class="button second">
          {t('addAccount')}
        </button>
      </form>
      <div class="table" tabIndex={0} role="region" aria-label={t('accounts')}>
        <table>
          <thead>
            <tr>
              {[t('username'), t('shownName'), t('role'), t('inUse'), t('password')].map((head) => (
                <th scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {seen?.accounts.map((account) => {
              const own = account.id === user?.id;
              return (
                <tr key={account.id}>
                  <th scope="row">{account.username}</th>
                  <td>{account.name}</td>
                  <td>
                    <select aria-label={`${t('role')}: ${account.username}`} disabled={own} value={account.role} onChange={(event) => void change(account, { role: event.currentTarget.value })}>
                      {seen.roles.map((role) => (
                        <option value={role}>{roleName(role)}</option>
                      ))}
                    </select>
                  </td>
                  <td>
                    <input
                      type="checkbox"
                      aria-label={`${t('inUse')}: ${account.username}`}
                      disabled={own}
                      checked={account.active}
                      onChange={(event) => void change(account, { active: event.currentTarget.checked })}
                    />
                  </td>
                  <td>
                    <button
                      type="button"
                      class="quiet"
                      aria-label={`${t('resetPassword')}: ${account.username}`}
                      onClick={() =>
                        void tell(async () => {
                          const { one_time_password } = await desk.api.send<{ one_time_password: string }>('POST', `/accounts/${account.id}/reset`);
                          setPassword({ username: account.username, once: one_time_password });
                        })
                      }
                    >
                      {t('resetPassword')}
                    </button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
