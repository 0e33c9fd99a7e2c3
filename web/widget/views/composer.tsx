/** The answer box: text, photo, send. Enter sends, Shift+Enter breaks the line; a closed conversation has its next steps here. */
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { fileSize } from '../../shared/format';
import { Icon } from '../../shared/icons';
import { Photo } from '../../shared/photo';
import { openChoicesSeq } from '../grouping';
import { takePhoto } from './chat';
import { useUi } from './context';
import { save } from './header';

const LONGEST = 4000;
const COUNT_FROM = 3500;

export function Composer(): VNode {
  const ui = useUi();
  const { t, session, photo } = ui;
  const area = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  useGrow(area, `${ui.draft}\n${ui.lang}`);
  if (session.state === 'closed') return <Ended />;

  const question = session.events.find((event) => event.seq === openChoicesSeq(session.events) && event.kind === 'form');
  const left = LONGEST - ui.draft.length;
  const empty = !ui.draft.trim() && !photo;
  const submit = () => {
    if (empty) return area.current?.focus();
    ui.submit();
    area.current?.focus();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {photo && (
        <div class="preview">
          <Photo id={`${photo.name}${photo.size}${photo.lastModified}`} load={() => Promise.resolve(photo)} label={t('photo')} failed={photo.name} />
          <span class="preview-name">
            {photo.name} <small>{fileSize(photo.size, ui.lang)}</small>
          </span>
          <button
            type="button"
            class="icon-button"
            aria-label={t('removePhoto', { name: photo.name })}
            onClick={() => {
              ui.change({ photo: null });
              area.current?.focus();
            }}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
      <div class="composer-row">
        <button type="button" class="icon-button" aria-label={t('addPhoto')} onClick={() => file.current?.click()}>
          <Icon name="photo" />
        </button>
        <input
          ref={file}
          type="file"
          accept="image/*"
          hidden
          onChange={(event) => {
            void takePhoto(ui, event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
            area.current?.focus();
          }}
        />
        <textarea
          ref={area}
          rows={1}
          aria-label={t('message')}
          placeholder={t(question ? 'choose' : 'placeholder')}
          maxLength={LONGEST}
          enterkeyhint="send"
          autocomplete="off"
          dir="auto"
          value={ui.draft}
          onInput={(event) => ui.setDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            submit();
          }}
          onPaste={(event) => {
            const pasted = [...(event.clipboardData?.files ?? [])][0];
            if (!pasted) return;
            event.preventDefault();
            void takePhoto(ui, pasted);
          }}
        />
        <button type="submit" class="send" aria-label={t('send')} aria-disabled={empty || undefined}>
          <Icon name="send" />
        </button>
      </div>
      {ui.draft.length > COUNT_FROM && (
        <p class="count" role="status">
          {t('charsLeft', { n: left })}
        </p>
      )}
    </form>
  );
}

/** The conversation is over: keep it, or begin anew. */
function Ended(): VNode {
  const ui = useUi();
  const { t, session } = ui;
  return (
    <div class="composer ended">
      <p>{t('chatEnded')}</p>
      <div class="ended-actions">
        {!session.quickExit && (
          <button type="button" class="plain-button" onClick={() => void save(ui)}>
            {t('save')}
          </button>
        )}
        <button
          type="button"
          class="button"
          onClick={(event) => {
            const root = event.currentTarget.getRootNode() as ShadowRoot;
            session.startAgain();
            requestAnimationFrame(() => root.querySelector<HTMLElement>('textarea')?.focus());
          }}
        >
          {t('again')}
        </button>
      </div>
    </div>
  );
}

/** The box grows with its words, to about six lines. */
function useGrow(area: { current: HTMLTextAreaElement | null }, value: string): void {
  const grow = () => {
    const el = area.current;
    if (!el) return;
    el.style.height = 'auto';
    el.style.height = `${Math.min(el.scrollHeight + 2, 160)}px`;
  };
  useLayoutEffect(grow, [value]);
  useEffect(grow, []);
}
