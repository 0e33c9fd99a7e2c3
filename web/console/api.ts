/** Requests of the desk: same-origin cookie, CSRF header on everything that changes something. */
import { ApiError, ask, askJson, type Ask } from '../shared/api';

export const ROOT = '/api/v1/console';

export class Api {
  csrf = '';
  /** Whose desk this tab is. */
  user: string | null = null;
  /** Another tab has logged somebody else in. */
  onOther: () => void = () => undefined;

  get<T>(path: string): Promise<T> {
    return askJson<T>(ROOT + path, { credentials: 'same-origin' });
  }

  async text(path: string): Promise<string> {
    const response = await ask(ROOT + path, { credentials: 'same-origin', headers: { Accept: 'text/plain' } });
    return response.text();
  }

  async blob(path: string): Promise<Blob> {
    const response = await ask(ROOT + path, { credentials: 'same-origin', headers: { Accept: '*/*' }, timeout: 60_000 });
    return response.blob();
  }

  send<T>(method: 'POST' | 'PUT', path: string, json: unknown = {}, more: Ask = {}): Promise<T> {
    return this.#change<T>(path, { ...more, method, json });
  }

  /** A file. */
  form<T>(path: string, form: FormData): Promise<T> {
    return this.#change<T>(path, { method: 'POST', form, timeout: 120_000 });
  }

  async #change<T>(path: string, options: Ask): Promise<T> {
    const { csrf, user } = this;
    let response: Response;
    try {
      response = await this.#ask(path, options);
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'bad_csrf') || !user) throw error;
      if (this.csrf === csrf) await this.#renew();
      // Logged out meanwhile, or somebody else: nothing of hers goes out under that name.
      if (this.user !== user) throw new ApiError(401, 'not_logged_in', 'logged out');
      response = await this.#ask(path, options);
    }
    const body = await response.text();
    return (body ? JSON.parse(body) : null) as T;
  }

  #ask(path: string, options: Ask): Promise<Response> {
    return ask(ROOT + path, {
      ...options,
      credentials: 'same-origin',
      headers: { ...(this.csrf ? { 'X-CSRF-Token': this.csrf } : {}), ...options.headers },
    });
  }

  /** A login in another tab has changed the token that both share. */
  async #renew(): Promise<void> {
    const { user, csrf } = await this.get<{ user: { id: string }; csrf: string }>('/me');
    if (user.id === this.user) this.csrf = csrf;
    else if (this.user) {
      this.user = null;
      this.onOther();
    }
  }
}
