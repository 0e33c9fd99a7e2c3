/** Which page of the desk is shown, the shortcuts, and the announcer for readers. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Desk, Page } from '../desk';
import { AccountsPage } from './accounts';
import { Board } from './board';
import { ReturnedStrip } from './returned';
import { DeskContext, useChanges } from './context';
import { Dialog, ShortcutsDialog } from './dialogs';
import { FiguresPage } from './figures';
import { Login, NewPassword } from './login';
import { OverviewPage } from './overview';
import { TalkView } from './talk';
import { TopBar } from './topbar';
import { TracesPage } from './traces';

export function App({ desk }: { desk: Desk }): VNode {
  useChanges(desk);
  const [help, setHelp] = useState(false);
  useShortcuts(desk, () => setHelp(true));
  return (
    <DeskContext.Provider value={desk}>
      <div class="vh" aria-live="polite" data-announcer>
        {desk.spoken.map((entry) => (
          <p key={entry.id}>{entry.text}</p>
        ))}
      </div>
      {desk.phase === 'login' && <Login />}
      {desk.phase === 'password' && <NewPassword />}
      {desk.phase === 'desk' && (
        <>
          <TopBar onHelp={() => setHelp(true)} />
          {desk.link === 'lost' && <p class="strip">{desk.t('linkLost')}</p>}
          {desk.problem && (
            <p class="strip">
              {desk.t(desk.problem)}
              <button
                type="button"
                class="quiet"
                onClick={() => {
                  desk.problem = null;
                  desk.change();
                }}
              >
                {desk.t('close')}
              </button>
            </p>
          )}
          <ReturnedStrip />
          {desk.pages.length === 0 ? (
            <main class="page-main">
              <p class="empty">{desk.t('noPage')}</p>
            </main>
          ) : desk.page === 'work' ? (
            <main class={`work${desk.talk ? ' with-talk' : ''}`}>
              <Board />
              <div id="talk">
                {desk.talk ? <TalkView key={desk.talk.id} talk={desk.talk} /> : <p class="empty">{desk.t('pick')}</p>}
              </div>
            </main>
          ) : (
            <main class="page-main">
              <Shown page={desk.page} />
            </main>
          )}
        </>
      )}
      {desk.asksLogout && (
        <Dialog
          title={desk.t('logout')}
          onClose={() => {
            desk.asksLogout = false;
            desk.change();
          }}
          action={{ label: desk.t('logout'), run: () => desk.logout(true) }}
        >
          <p>{desk.t('unsentLogout')}</p>
        </Dialog>
      )}
      {help && <ShortcutsDialog onClose={() => setHelp(false)} />}
    </DeskContext.Provider>
  );
}

function Shown({ page }: { page: Exclude<Page, 'work'> }): VNode {
  const View = { overview: OverviewPage, figures: FiguresPage, traces: TracesPage, accounts: AccountsPage }[page];
  return <View />;
}

/** Single letters work only outside text fields, and can be switched off (WCAG 2.1.4). */
function useShortcuts(desk: Desk, help: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!desk.shortcuts || desk.phase !== 'desk' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target as HTMLElement;
      if (target.closest('input, textarea, select, dialog')) return;
      const run: Record<string, () => void> = {
        '?': help,
        n: () => void desk.next(),
        j: () => moveInList(1),
        k: () => moveInList(-1),
        a: () => document.querySelector<HTMLElement>('#answer')?.focus(),
        s: () => document.querySelector<HTMLElement>('#summary')?.focus(),
      };
      const act = run[event.key];
      if (!act || (event.repeat && event.key !== 'j' && event.key !== 'k')) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [desk]);
}

/** Moves focus to the next or previous conversation of the lists. */
export function moveInList(step: 1 | -1): void {
  const items = [...document.querySelectorAll<HTMLElement>('.board .item')];
  if (!items.length) return;
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? (step > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, at + step));
  items[next]!.focus();
}
