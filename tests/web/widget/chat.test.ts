// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest';
import { mount } from '../../../web/widget/chat';

function open() {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
  const host = document.createElement('neuvo-chat');
  host.attachShadow({ mode: 'open' });
  const frame = document.createElement('div');
  host.shadowRoot!.append(frame);
  document.body.append(host);
  const facts = Promise.resolve(new Response(JSON.stringify({ open: true, greeting: { fi: 'Hei!' } })));
  const chat = mount({ host, frame, launcher: null, api: 'https://chat.example', lang: 'fi', page: false, home: '', facts });
  chat.open();
  return { chat, frame };
}
afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

it('a chat that is opened before its first paint is drawn', async () => {
  const { frame } = open();
  await vi.waitFor(() => expect(frame.querySelector('.composer textarea')).not.toBeNull(), { timeout: 500 });
});

it('a first message to a service that has gone waits for it, and phone numbers are shown', async () => {
  const { chat, frame } = open();
  await vi.waitFor(() => expect(frame.querySelector('.group.bot')?.textContent).toContain('Hei!'));
  expect(frame.querySelector('.phones')).toBeNull();
  chat.send('vauvalla on kuumetta');
  await vi.waitFor(() => expect(frame.querySelector('.phones')?.textContent).toContain('112'));
  await vi.waitFor(() => expect(frame.querySelector('.out .time')?.textContent).toBe('Odottaa yhteyttä'));
});
