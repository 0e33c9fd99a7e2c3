/**
 * The chat itself, fetched by the loader when it is wanted: joins session, ui and views to one element of the page.
 */
import { render } from 'preact';
import { isLang, type Lang } from '../shared/types';
import { themes } from 'virtual:neuvo-themes';
import { Session } from './session';
import css from './styles/chat.css?inline';
import { Ui } from './ui';
import { Chat } from './views/chat';

export interface MountOptions {
  host: HTMLElement;
  frame: HTMLDivElement;
  launcher: HTMLButtonElement | null;
  api: string;
  lang: Lang;
  page: boolean;
  home: string;
  /** The service's facts, where the loader has asked for them already. */
  facts?: Promise<Response>;
}

export interface ChatHandle {
  open(): void;
  close(): void;
  send(text: string): void;
  setLanguage(lang: string): void;
  setTheme(name: string | null): void;
}

export type Mount = (options: MountOptions) => ChatHandle;

export const mount: Mount = ({ host, frame, launcher, api, lang, page, home, facts }) => {
  const root = host.shadowRoot!;
  registerRem();
  addSheet(root, css);
  const themeSheet = addSheet(root, '');
  const setTheme = (name: string | null) => {
    const { light, dark } = themes[name ?? ''] ?? themes.neuvo!;
    themeSheet(`.frame{${light}}@media (prefers-color-scheme:dark){.frame{${dark}}}`);
  };
  setTheme(host.getAttribute('theme'));

  const session = new Session({
    api,
    lang,
    page: host.getAttribute('page') ?? undefined,
    municipality: host.getAttribute('municipality') ?? undefined,
    facts,
  });
  const ui = new Ui({ session, host, home, page, exitUrl: host.getAttribute('exit-url') });
  const place = document.createElement('div');
  place.className = 'place';
  frame.append(place);
  frame.classList.toggle('page', page);

  const announceLanguage = () => {
    frame.lang = session.lang;
    frame.dir = 'ltr';
    if (host.getAttribute('lang') !== session.lang) host.setAttribute('lang', session.lang);
    if (page) document.documentElement.lang = session.lang;
  };
  session.listen(announceLanguage);
  announceLanguage();
  render(<Chat ui={ui} launcher={launcher} />, place);
  if (page) ui.setOpen(true);

  return {
    open: () => ui.setOpen(true),
    close: () => ui.setOpen(false),
    send: (text) => {
      ui.setOpen(true);
      session.sendText(text);
    },
    setLanguage: (wanted) => {
      if (isLang(wanted)) void session.setLanguage(wanted);
    },
    setTheme,
  };
};

/** Makes 1 rem of the widget the reader's own text size, whatever the host page does with its root element. */
function registerRem(): void {
  try {
    CSS.registerProperty({ name: '--neuvo-rem', syntax: '<length>', inherits: true, initialValue: '16px' });
  } catch {
    // Registered by another widget on the page, or an older browser: then em stands in, nearly the same.
  }
}

/** Adds a constructable sheet (needs no inline allowance) and gives back how to rewrite it. */
function addSheet(root: ShadowRoot, text: string): (next: string) => void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return (next) => sheet.replaceSync(next);
  } catch {
    const style = document.createElement('style');
    style.textContent = text;
    root.append(style);
    return (next) => void (style.textContent = next);
  }
}
