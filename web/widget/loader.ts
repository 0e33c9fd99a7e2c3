/**
 * The one script a county's page loads: defines <neuvo-chat>, draws its launcher, fetches the chat when it is wanted.
 * Stays under 3 kB gzip; stores nothing, asks the service nothing.
 */
import { launcher as launcherColours } from 'virtual:neuvo-launcher';
import type { ChatHandle, Mount } from './chat';
import launcherCss from './styles/launcher.css?inline';

type Lang = 'fi' | 'sv' | 'en';

const LABEL: Record<Lang, string> = {
  fi: 'Neuvolan chat',
  sv: 'Rådgivningens chatt',
  en: 'Clinic chat',
};
const UNREAD: Record<Lang, string> = { fi: 'uusia viestejä: {n}', sv: 'nya meddelanden: {n}', en: 'new messages: {n}' };
const FAILED: Record<Lang, string> = {
  fi: 'Chat ei auennut. Yritä uudelleen.',
  sv: 'Chatten öppnades inte. Försök igen.',
  en: 'The chat did not open. Try again.',
};

const script =
  (document.currentScript as HTMLScriptElement | null) ??
  [...document.querySelectorAll<HTMLScriptElement>('script[src]')].reverse().find((s) => /\/widget\.js([?#]|$)/.test(s.src)) ??
  null;
const home = script ? new URL('.', script.src).href : new URL('.', location.href).href;

const SVG = 'http://www.w3.org/2000/svg';

/** A speech bubble that holds a big and a small head: a parent and a child. */
function icon(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 32 32');
  svg.setAttribute('aria-hidden', 'true');
  for (const d of [
    'M16 3C8.3 3 2.5 8 2.5 14.6c0 3.6 1.8 6.7 4.6 8.9-.2 1.8-.9 3.4-2.1 4.7-.4.5-.1 1.2.6 1.1 2.9-.2 5.3-1.2 7-2.6 1.1.3 2.2.4 3.4.4 7.7 0 13.5-5.5 13.5-12.5S23.7 3 16 3Z',
    'M12.6 8.2a2.9 2.9 0 1 1 0 5.8 2.9 2.9 0 0 1 0-5.8Zm7.6 3.2a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4ZM7.6 20.3c.3-2.9 2.3-4.9 5-4.9 1.9 0 3.5 1 4.3 2.6.8-.7 1.9-1.2 3.2-1.2 2.1 0 3.7 1.3 4.1 3.5-2 1.7-4.9 2.7-8.2 2.7s-6.4-1-8.4-2.7Z',
  ]) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

/** A style sheet that needs no inline allowance; <style> only where the browser is too old for it. */
function adopt(root: ShadowRoot, css: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    const style = document.createElement('style');
    style.textContent = css;
    root.append(style);
  }
}

class NeuvoChat extends HTMLElement {
  static observedAttributes = ['lang', 'open', 'theme'];

  #button?: HTMLButtonElement;
  #label?: HTMLSpanElement;
  #badge?: HTMLSpanElement;
  #frame?: HTMLDivElement;
  #chat?: Promise<ChatHandle>;
  #facts?: Promise<Response>;
  #unread = 0;

  get api(): string {
    return (this.getAttribute('api') ?? new URL(home).origin).replace(/\/+$/, '');
  }

  get chosenLang(): Lang {
    const wanted = this.getAttribute('lang') || document.documentElement.lang;
    const short = wanted.slice(0, 2).toLowerCase();
    return short === 'sv' || short === 'en' ? short : 'fi';
  }

  get isPage(): boolean {
    return this.getAttribute('mode') === 'page';
  }

  connectedCallback(): void {
    // A page's own rules for every element must not hide or move the chat.
    this.style.setProperty('display', this.isPage ? 'block' : 'contents', 'important');
    if (this.#frame) return;
    const root = this.attachShadow({ mode: 'open' });
    adopt(root, launcherCss);
    this.#frame = document.createElement('div');
    this.#frame.className = 'frame';
    root.append(this.#frame);
    if (this.isPage) {
      void this.#load(true);
      return;
    }
    const button = (this.#button = document.createElement('button'));
    button.type = 'button';
    button.className = 'launcher';
    button.setAttribute('aria-haspopup', 'dialog');
    button.setAttribute('aria-expanded', 'false');
    this.#label = document.createElement('span');
    this.#badge = document.createElement('span');
    this.#badge.className = 'badge';
    this.#badge.hidden = true;
    button.append(icon(), this.#label, this.#badge);
    button.addEventListener('click', () => (button.getAttribute('aria-expanded') === 'true' ? this.close() : this.open()));
    for (const sign of ['pointerenter', 'focus']) button.addEventListener(sign, () => void this.#load().catch(() => undefined), { once: true });
    this.#frame.append(button);
    this.#frame.dir = 'ltr';
    this.addEventListener('neuvo:unread', (event) => {
      this.#unread = (event as CustomEvent<{ count: number }>).detail.count;
      this.#draw();
    });
    this.addEventListener('neuvo:open', () => button.setAttribute('aria-expanded', 'true'));
    this.addEventListener('neuvo:close', () => button.setAttribute('aria-expanded', 'false'));
    this.#draw();
    if (this.hasAttribute('open')) this.open();
    else if (this.#hasConversation()) setTimeout(() => void this.#load().catch(() => undefined), 1500);
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.#frame || before === now) return;
    if (name === 'open' && !this.isPage) {
      if (now === null) this.close();
      else this.open();
      return;
    }
    this.#draw();
    if (name === 'lang') void this.#chat?.then((chat) => chat.setLanguage(this.chosenLang));
    if (name === 'theme') void this.#chat?.then((chat) => chat.setTheme(this.getAttribute('theme')));
  }

  open(): void {
    this.#button?.setAttribute('aria-busy', 'true');
    this.#load(true).then(
      (chat) => chat.open(),
      () => this.#draw(FAILED[this.chosenLang]),
    ).finally(() => this.#button?.removeAttribute('aria-busy'));
  }

  close(): void {
    void this.#chat?.then((chat) => chat.close());
  }

  /** Sends a text as the customer. */
  send(text: string): void {
    void this.#load(true).then((chat) => chat.send(text));
  }

  /** `wanted`: it will be opened at once, so hours and greeting are asked for while the chat is still on its way. */
  #load(wanted?: boolean): Promise<ChatHandle> {
    if (wanted && !this.#chat) {
      this.#facts = fetch(`${this.api}/api/v1/service?lang=${this.chosenLang}`, { credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(20_000) });
      this.#facts.catch(() => undefined);
    }
    this.#chat ??= (import(/* @vite-ignore */ home + __CHAT_FILE__) as Promise<{ mount: Mount }>).then(({ mount }) =>
      mount({ host: this, frame: this.#frame!, launcher: this.#button ?? null, api: this.api, lang: this.chosenLang, page: this.isPage, home, facts: this.#facts }),
    );
    // A failed download may be tried again with the next press.
    this.#chat.catch(() => (this.#chat = undefined));
    return this.#chat;
  }

  #draw(problem?: string): void {
    if (!this.#button || !this.#frame) return;
    const lang = this.chosenLang;
    this.#frame.lang = lang;
    this.#label!.textContent = problem ?? LABEL[lang];
    this.#badge!.hidden = this.#unread === 0;
    this.#badge!.textContent = String(this.#unread);
    this.#button.setAttribute(
      'aria-label',
      this.#unread ? `${LABEL[lang]}, ${UNREAD[lang].replace('{n}', String(this.#unread))}` : (problem ?? LABEL[lang]),
    );
    const colours = launcherColours[this.getAttribute('theme') ?? ''] ?? launcherColours.neuvo!;
    ['--l-bg', '--l-fg', '--l-bg-dark', '--l-fg-dark'].forEach((name, at) => this.#frame!.style.setProperty(name, colours[at]!));
  }

  #hasConversation(): boolean {
    try {
      const key = `neuvo:${this.api}:chat`;
      return localStorage.getItem(key) !== null || sessionStorage.getItem(key) !== null;
    } catch {
      return false;
    }
  }
}

if (!customElements.get('neuvo-chat')) customElements.define('neuvo-chat', NeuvoChat);

// <script src=".../widget.js" data-lang="fi" data-theme="…"> alone is enough: the element is added by itself.
if (script && script.type !== 'module' && !script.hasAttribute('data-manual')) {
  const add = () => {
    if (document.querySelector('neuvo-chat')) return;
    const element = document.createElement('neuvo-chat');
    for (const [name, value] of Object.entries(script.dataset)) {
      if (value !== undefined) element.setAttribute(name, value);
    }
    document.body.append(element);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', add);
  else add();
}
