// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { mount } from '../../../web/widget/chat';

it('a chat that is opened before its first paint is drawn', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
  const host = document.createElement('neuvo-chat');
  host.attachShadow({ mode: 'open' });
  const frame = document.createElement('div');
  host.shadowRoot!.append(frame);
  document.body.append(host);
  const facts = Promise.resolve(new Response(JSON.stringify({ open: true, greeting: { fi: 'Hei!' } })));
  mount({ host, frame, launcher: null, api: 'https://chat.example', lang: 'fi', page: false, home: '', facts }).open();
  await vi.waitFor(() => expect(frame.querySelector('.composer textarea')).not.toBeNull(), { timeout: 500 });
  vi.unstubAllGlobals();
});
