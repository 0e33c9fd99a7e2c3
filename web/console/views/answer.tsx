/** The answer box. Each conversation keeps its own draft; Enter (or Ctrl+Enter) sends, Shift+Enter breaks the line. */
import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../../shared/icons';
import type { Talk } from '../talk';
import { useDesk } from './context';

export function Answer({ talk }: { talk: Talk }): VNode {
  const desk = useDesk();
  const { t } = desk;
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const el = area.current;
    if (!el) return;
    el.style.height = 'auto';
    el.style.height = `${Math.min(el.scrollHeight + 2, 260)}px`;
  }, [talk.draft]);
  const { card } = talk;
  if (!talk.mine) {
    const why =
      card?.state === 'closed' ? t('isClosed')
      : talk.can.includes('claim') ? t('claimFirst')
      : card?.nurse && card.nurse.id !== desk.user?.id ? t('withOther', { name: card.nurse.name })
      : t('notYours');
    return <p class="answer-not">{why}</p>;
  }
  const send = () => {
    talk.submit();
    area.current?.focus();
  };
  return (
    <form
      class="answer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        id="answer"
        ref={area}
        rows={2}
        aria-label={t('answer')}
        placeholder={t('answerHint')}
        maxLength={4000}
        lang={card?.language}
        spellcheck
        value={talk.draft}
        onInput={(event) => talk.setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="button" aria-disabled={!talk.draft.trim() || undefined}>
        <Icon name="send" /> {t('send')}
      </button>
    </form>
  );
}
