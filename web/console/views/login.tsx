/** Login, and the change of the one-time password. Paste and password managers work (WCAG 3.3.8). */
import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Logo } from '../../shared/icons';
import { useDesk } from './context';
import { LanguagePicker } from './topbar';

const SHORTEST = 12;

export function Login(): VNode {
  const desk = useDesk();
  const { t } = desk;
  return (
    <Gate title={t('desk')} onSubmit={(form) => desk.login(String(form.get('username')), String(form.get('password')))} button={t('login')}>
      <Field label={t('username')} name="username" autocomplete="username" />
      <Field label={t('password')} name="password" secret autocomplete="current-password" />
    </Gate>
  );
}

export function NewPassword(): VNode {
  const desk = useDesk();
  const { t } = desk;
  return (
    <Gate title={t('newPasswordTitle')} onSubmit={(form) => desk.changePassword(String(form.get('current')), String(form.get('new')))} button={t('savePassword')}>
      <p>{t('newPasswordWhy')}</p>
      <Field label={t('currentPassword')} name="current" secret autocomplete="current-password" />
      <Field label={t('newPassword')} name="new" secret autocomplete="new-password" minLength={SHORTEST} />
    </Gate>
  );
}

interface GateProps {
  title: string;
  button: string;
  onSubmit(form: FormData): Promise<void>;
  children: ComponentChildren;
}

function Gate({ title, button, onSubmit, children }: GateProps): VNode {
  const desk = useDesk();
  const [busy, setBusy] = useState(false);
  return (
    <main class="gate">
      <LanguagePicker />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (busy) return;
          setBusy(true);
          void onSubmit(new FormData(event.currentTarget)).finally(() => setBusy(false));
        }}
      >
        <h1>
          <Logo /> {title}
        </h1>
        {children}
        <p class="problem" role="alert">
          {desk.problem ? desk.t(desk.problem) : ''}
        </p>
        <button type="submit" class="button" aria-disabled={busy || undefined}>
          {button}
        </button>
      </form>
    </main>
  );
}

interface FieldProps {
  label: string;
  name: string;
  secret?: boolean;
  autocomplete: string;
  minLength?: number;
}

function Field({ label, name, secret, autocomplete, minLength }: FieldProps): VNode {
  const common = { name, autocomplete, minLength, required: true, autocapitalize: 'none', spellcheck: false } as const;
  return (
    <label class="field">
      <span>{label}</span>
      {secret ? <input type="password" {...common} /> : <input type="text" {...common} />}
    </label>
  );
}
