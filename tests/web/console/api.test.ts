import { expect, test, vi } from 'vitest';
import { Api } from '../../../web/console/api';

/** The service after a second tab has logged in as `user`: only the new token is right. */
function secondLogin(user: string) {
  const tokens: (string | undefined)[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (url.endsWith('/me') && init.method === 'GET') return Response.json({ user: { id: user }, csrf: 'new' });
    const token = (init.headers as Record<string, string>)['X-CSRF-Token'];
    tokens.push(token);
    return token === 'new' ? Response.json({ seq: 1 }) : Response.json({ error: { code: 'bad_csrf', message: '' } }, { status: 403 });
  });
  const api = new Api();
  const other = vi.fn();
  Object.assign(api, { csrf: 'old', user: 'n1', onOther: other });
  return { api, tokens, other };
}

test('after a second login of hers the first tab takes the new token and goes on', async () => {
  const { api, tokens, other } = secondLogin('n1');
  expect(await api.send('POST', '/conversations/c1/messages')).toEqual({ seq: 1 });
  await api.send('POST', '/heartbeat');
  expect(tokens).toEqual(['old', 'new', 'new']);
  expect(other).not.toHaveBeenCalled();
});

test('after another nurse’s login nothing of the first goes out under that name', async () => {
  const { api, tokens, other } = secondLogin('n2');
  await expect(api.send('POST', '/conversations/c1/messages')).rejects.toMatchObject({ status: 401, final: true });
  expect(tokens).toEqual(['old']);
  expect(other).toHaveBeenCalledOnce();
});
