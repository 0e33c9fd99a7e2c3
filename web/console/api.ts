/** Requests of the desk: same-origin cookie, CSRF header on everything that changes something. */
import { ask, askJson, type Ask } from '../shared/api';

export const ROOT = '/api/v1/console';

export class Api {
  csrf = '';

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
    const response = await ask(ROOT + path, {
      ...options,
      credentials: 'same-origin',
      headers: { ...(this.csrf ? { 'X-CSRF-Token': this.csrf } : {}), ...options.headers },
    });
    const body = await response.text();
    return (body ? JSON.parse(body) : null) as T;
  }
}
