/** The answer box. Each conversation keeps its own draft; Enter (or Ctrl+Enter) sends, Shift+Enter breaks the line. */
import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../shared/icons';
import type { Talk } from '../talk';
import { useDesk } from './context';
import { Tools } from './giving';
import { firstBlank, RepliesPicker } from './replies';

export function Answer({ talk }: { talk: Talk }): VNode {
  const desk = useDesk();
  const { t } = desk;
  const area = useRef<HTMLTextAreaElement>(null);
  const [picking, setPicking] = useState(false);
  useLayoutEffect(() => {
    const el = area.current;
    if (!el) return;
    el.style.height = 'auto';
    el.style.height = `${Math.min(el.scrollHeight + 2, 260)}px`;
  }, [talk.draft]);
  const { card } = talk;
  const noting = talk.can.includes('note') && (talk.noting || !talk.mine);
  if (!talk.mine && !(talk.noting && talk.can.includes('note'))) {
    const why =
      card?.state === 'closed' ? t('isClosed')
      : talk.can.includes('claim') ? t('claimFirst')
      : card?.nurse && card.nurse.id !== desk.user?.id ? t('withOther', { name: card.nurse.name })
      : t('notYours');
    return (
      <>
        <p class="answer-not">{why}</p>
        {talk.can.includes('note') && <Tools talk={talk} onReplies={() => undefined} />}
      </>
    );
  }
  /** Puts the caret on the first [blank], so that it is filled and not sent. */
  const toBlank = (): boolean => {
    const blank = firstBlank(talk.draft);
    if (blank) {
      area.current?.focus();
      area.current?.setSelectionRange(...blank);
    }
    return blank !== null;
  };
  const send = async () => {
    if (noting) {
      if (talk.draft.trim() && !(await talk.note())) desk.fail('failed');
    } else if (toBlank()) return desk.fail('blankLeft');
    else if (talk.submit() && desk.problem === 'blankLeft') desk.problem = null;
    area.current?.focus();
  };
  const insert = (text: string) => {
    setPicking(false);
    const el = area.current!;
    const [from, to] = [el.selectionStart, el.selectionEnd];
    talk.setDraft(talk.draft.slice(0, from) + text + talk.draft.slice(to));
    requestAnimationFrame(() => {
      el.focus();
      if (!toBlank()) el.setSelectionRange(from + text.length, from + text.length);
    });
  };
  const close = () => {
    setPicking(false);
    area.current?.focus();
  };
  return (
    <div class={noting ? 'answering noting' : 'answering'}>
      {picking && card && <RepliesPicker language={card.language} onPick={insert} onClose={close} />}
      <Tools talk={talk} onReplies={() => setPicking(!picking)} />
      <form
        class="answer"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <textarea
          id="answer"
          ref={area}
          rows={2}
          aria-label={noting ? t('noteHint') : t('answer')}
          placeholder={noting ? t('noteHint') : t('answerHint')}
          maxLength={4000}
          lang={noting ? desk.lang : card?.language}
          spellcheck
          value={talk.draft}
          onInput={(event) => talk.setDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === '/' && !talk.draft && !noting && !event.isComposing) {
              event.preventDefault();
              setPicking(true);
              return;
            }
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void send();
          }}
        />
        <button type="submit" class="button" aria-disabled={!talk.draft.trim() || undefined}>
          {!noting && <Icon name="send" />} {noting ? t('noteSave') : t('send')}
        </button>
      </form>
    </div>
  );
}
