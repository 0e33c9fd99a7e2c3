/**
 * Canned replies by keyboard: "/" in an empty answer box or the button opens the search; arrows choose, Enter puts the words into
 * the box in the parent's language, Esc goes back. Nothing is sent by itself.
 */
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { inLanguage, type Lang } from '../../shared/types';
import type { Reply } from '../types';
import { useDesk } from './context';

/** [day]: what the nurse fills in. */
const BLANK = /\[[^[\]]+\]/;

export const firstBlank = (text: string): [number, number] | null => {
  const found = BLANK.exec(text);
  return found ? [found.index, found.index + found[0].length] : null;
};

const plain = (text: string) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

/** Every word of the search is in the title or the text, in the desk's language or the parent's. */
export function fits(reply: Reply, search: string, langs: Lang[]): boolean {
  const all = plain(langs.map((lang) => `${inLanguage(reply.group_titles, lang)} ${reply.titles[lang]} ${reply.texts[lang]}`).join(' '));
  return plain(search).split(/\s+/).every((word) => all.includes(word));
}

export function RepliesPicker({ language, onPick, onClose }: { language: Lang; onPick(text: string): void; onClose(): void }): VNode {
  const desk = useDesk();
  const { t, lang } = desk;
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const [all, setAll] = useState<Reply[] | null>(desk.replies);
  const [failed, setFailed] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => input.current?.focus(), []); // at once: the next key may be down already
  useEffect(() => {
    void desk.loadReplies().then((replies) => {
      setAll(replies);
      setFailed(!replies);
    });
  }, []);
  const found = (all ?? []).filter((reply) => fits(reply, search, [lang, language]));
  const chosen = found[Math.min(at, found.length - 1)];
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen?.id]);
  const pick = (reply: Reply | undefined) => reply && onPick(reply.texts[language]);
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt(Math.max(0, Math.min(found.length - 1, Math.min(at, found.length - 1) + step)));
    else if (event.key === 'Enter') pick(chosen);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
  };
  return (
    <div class="replies" role="group" aria-label={t('replies')}>
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={t('repliesSearch')}
        placeholder={t('repliesSearch')}
        aria-expanded="true"
        aria-controls="replies-list"
        aria-autocomplete="list"
        aria-activedescendant={chosen ? `reply-${chosen.id}` : undefined}
        value={search}
        onInput={(event) => {
          setSearch(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <ul id="replies-list" role="listbox" aria-label={t('replies')} ref={list}>
        {found.map((reply) => (
          <li id={`reply-${reply.id}`} role="option" aria-selected={reply === chosen} onMouseDown={(event) => event.preventDefault()} onClick={() => pick(reply)}>
            <strong>{reply.titles[lang]}</strong> <span class="small">{inLanguage(reply.group_titles, lang)}</span>
            {reply.draft && <span class="draft"> {t('draftMark')}</span>}
            <span class="last" lang={language}>
              {reply.texts[language]}
            </span>
          </li>
        ))}
      </ul>
      {(failed || (all && !found.length)) && (
        <p class="none" role="status">
          {failed ? t('noService') : t('repliesNone')}
        </p>
      )}
    </div>
  );
}
