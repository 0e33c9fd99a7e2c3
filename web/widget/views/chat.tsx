/** The chat's shell: a panel on a desktop, a modal full screen on a phone, the whole page in page mode. Owns focus and Back. */
import type { RefObject, VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { smaller, looksLikePhoto, MOST_BYTES } from '../../shared/photo';
import type { Ui } from '../ui';
import { Announcer } from './announcer';
import { Composer } from './composer';
import { UiContext, useChanges } from './context';
import { Header } from './header';
import { Log } from './log';
import { ConfirmBar, Notices } from './notices';
import { ResizeHandle } from './resize';

const SMALL = '(max-width: 600px), (max-height: 480px)';

export function Chat({ ui, launcher }: { ui: Ui; launcher: HTMLButtonElement | null }): VNode {
  useChanges(ui);
  const panel = useRef<HTMLDialogElement>(null);
  const small = useMedia(SMALL);
  useModalOrPanel(panel, ui, small, launcher);
  useKeyboardOnScreen(panel, small && ui.isOpen && !ui.page);
  const [dragging, setDragging] = useState(false);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || ui.page) return;
    event.preventDefault();
    event.stopPropagation();
    ui.setOpen(false);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDragging(false);
    void takePhoto(ui, event.dataTransfer?.files[0]);
  };

  const inside = (
    <>
      <Header />
      <Notices />
      <Log />
      <ConfirmBar />
      <Composer />
      {dragging && <div class="drop">{ui.t('dropPhoto')}</div>}
      <Announcer />
    </>
  );
  const handlers = {
    onKeyDown,
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setDragging(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!(event.currentTarget as Element).contains(event.relatedTarget as Node | null)) setDragging(false);
    },
    onDrop,
  };
  return (
    <UiContext.Provider value={ui}>
      {ui.page ? (
        <section class="panel" aria-labelledby="neuvo-title" {...handlers}>
          {inside}
        </section>
      ) : (
        <>
          {!ui.isOpen && <Announcer />}
          <dialog
            ref={panel}
            class={`panel${ui.large ? ' large' : ''}`}
            aria-labelledby="neuvo-title"
            onCancel={(event) => {
              // A file picker that was left without a choice says "cancel" too, and that one bubbles.
              if (event.target !== event.currentTarget) return;
              event.preventDefault();
              ui.setOpen(false);
            }}
            {...handlers}
          >
            {ui.isOpen && inside}
            {ui.isOpen && !small && <ResizeHandle panel={panel} />}
          </dialog>
        </>
      )}
    </UiContext.Provider>
  );
}

/** Checks and shrinks a chosen, pasted or dropped photo and puts it beside the answer box. */
export async function takePhoto(ui: Ui, file: File | undefined): Promise<void> {
  if (!file) return;
  if (!looksLikePhoto(file)) {
    ui.change({ problem: 'notPhoto' });
    return ui.say(ui.t('notPhoto'));
  }
  const photo = await smaller(file);
  if (photo.size > MOST_BYTES) {
    ui.change({ problem: 'tooLarge' });
    return ui.say(ui.t('tooLarge'));
  }
  ui.change({ photo, problem: null });
  ui.say(ui.t('photoReady', { name: photo.name }));
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const update = () => setMatches(list.matches);
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return matches;
}

/**
 * Opens the dialog: modal on a phone (the browser keeps focus inside and the page behind still), otherwise beside the page.
 * Both stand in the top layer, above any z-index of the host page. On a phone, Back closes the chat and stays on the page.
 */
function useModalOrPanel(ref: RefObject<HTMLDialogElement | null>, ui: Ui, small: boolean, launcher: HTMLButtonElement | null) {
  const open = ui.isOpen && !ui.page;
  const focused = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog || !open) return;
    if (small) {
      dialog.removeAttribute('popover');
      dialog.showModal();
    } else if ('showPopover' in dialog) {
      dialog.popover = 'manual';
      dialog.showPopover();
    } else {
      (dialog as HTMLDialogElement).show();
    }
    // The dialog is closed and opened anew when the window crosses the limit; the reader's place survives it.
    focused.current?.focus({ preventScroll: true });
    return () => {
      const active = (dialog.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
      focused.current = active && dialog.contains(active) && active !== dialog ? active : null;
      if (dialog.open) dialog.close();
      else if (dialog.matches('[popover]')) dialog.hidePopover();
    };
  }, [open, small]);

  useEffect(() => {
    if (!open) return;
    // On a phone the keyboard would cover half of the greeting: focus goes to the title, on a desktop to the answer box.
    const target = ref.current?.querySelector<HTMLElement>(small ? '#neuvo-title' : 'textarea');
    (target ?? ref.current?.querySelector<HTMLElement>('#neuvo-title'))?.focus();
    return () => launcher?.focus();
  }, [open]);

  // The entry stays while the chat is open, also when the window grows: taking it back and making it again, as a turned
  // tablet would, closed the chat under the reader's hands.
  const entry = useRef(false);
  useEffect(() => {
    if (!open || !small || entry.current) return;
    try {
      history.pushState({ ...(history.state as object | null), neuvoChat: true }, '');
      entry.current = true;
    } catch {
      // A sandboxed page may not touch its history; the close button remains.
    }
  }, [open, small]);
  useEffect(() => {
    if (!open) return;
    const back = () => {
      if (!entry.current) return;
      entry.current = false;
      ui.setOpen(false);
    };
    window.addEventListener('popstate', back);
    return () => {
      window.removeEventListener('popstate', back);
      if (entry.current && (history.state as { neuvoChat?: boolean } | null)?.neuvoChat) history.back();
      entry.current = false;
    };
  }, [open]);
}

/** Keeps the answer box above the on-screen keyboard: the panel follows the part of the window that is really seen. */
function useKeyboardOnScreen(ref: RefObject<HTMLElement | null>, active: boolean) {
  useEffect(() => {
    const view = window.visualViewport;
    const panel = ref.current;
    if (!active || !view || !panel) return;
    const follow = () => {
      panel.style.setProperty('--seen-height', `${view.height}px`);
      panel.style.setProperty('--seen-top', `${view.offsetTop}px`);
    };
    follow();
    view.addEventListener('resize', follow);
    view.addEventListener('scroll', follow);
    return () => {
      view.removeEventListener('resize', follow);
      view.removeEventListener('scroll', follow);
      panel.style.removeProperty('--seen-height');
      panel.style.removeProperty('--seen-top');
    };
  }, [active]);
}
