/** Boxed texts: the emergency card, fixed instructions, the safety list, the check page. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../../shared/icons';
import { RichText, telHref } from '../../shared/richtext';
import { inLanguage, type ChatEvent, type Choice, type Tel } from '../../shared/types';
import { changeChoice } from '../grouping';
import { wordsOf } from '../ui';
import { useUi } from './context';
import { Choices } from './entries';

/** How long a card that has just come is an alert: long enough to be announced, then it is ordinary content. */
const ALERT_MS = 6_000;

/** The fixed 112 card or a fixed instruction. Announces itself when it comes, with its numbers as large buttons. */
export function Emergency({ event }: { event: ChatEvent }): VNode {
  const ui = useUi();
  const { t, lang } = ui;
  const [fresh, setFresh] = useState(() => ui.urgent.has(event.seq));
  useEffect(() => {
    if (!fresh) return;
    const timer = setTimeout(() => {
      ui.urgent.delete(event.seq);
      setFresh(false);
    }, ALERT_MS);
    return () => clearTimeout(timer);
  }, []);
  const { text } = wordsOf(event, lang);
  const numbers = (event.data?.tel ?? []).map((tel) => (typeof tel === 'string' ? ({ number: tel } as Tel) : tel));
  return (
    <div class={`emergency-card ${event.kind}`} role={fresh ? 'alert' : 'group'} aria-label={event.kind === 'emergency' ? t('emergency') : undefined}>
      <Icon name="alert" />
      <div class="emergency-text">
        <RichText text={text} markup />
      </div>
      {numbers.length > 0 && (
        <ul class="calls">
          {numbers.map((tel) => (
            <li>
              <a class="call" href={telHref(tel.number)}>
                <Icon name="phone" />
                <span>
                  <strong>{t('call', { number: spaced(tel.number) })}</strong>
                  {(tel.titles ?? tel.title) && <small>{inLanguage(tel.titles ?? tel.title, lang)}</small>}
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** 0947171500 -> 09 471 71500; short numbers stay. */
function spaced(number: string): string {
  if (/\s/.test(number) || number.length < 7) return number;
  const area = /^(0800|050|04\d|029|019|09|0\d)/.exec(number)?.[0] ?? '';
  return area ? `${area} ${number.slice(area.length).replace(/^(\d{3})(?=\d)/, '$1 ')}` : number;
}

export function Card({ event, offered }: { event: ChatEvent; offered: boolean }): VNode {
  const ui = useUi();
  const { lang, t } = ui;
  const { text } = wordsOf(event, lang);
  const { rows, title, draft } = event.data ?? {};
  const open = offered ? event.choices : null;
  // Rows that have their own button need no list of them.
  const own = (choice: Choice) => rows?.some((row) => changeChoice([choice], row.link_id));
  const others = rows && open?.some(own) ? open.filter((choice) => !own(choice) && choice.id !== 'w:change') : open;
  return (
    <>
      <div class={`card${rows ? ' check' : ''}`}>
        {draft && <span class="draft">{t('draftMark')}</span>}
        {title && <p class="card-title">{inLanguage(title, lang)}</p>}
        {text && <RichText text={text} markup />}
        {rows && (
          <dl>
            {rows.map((row) => {
              const label = inLanguage(row.label, lang);
              const change = changeChoice(open, row.link_id);
              return (
                <div class="row" key={row.link_id}>
                  <dt>{label}</dt>
                  <dd class={row.skipped ? 'skipped' : undefined} dir="auto">
                    {inLanguage(row.value, lang) || t('skipped')}
                  </dd>
                  {change && (
                    <dd class="change">
                      <button type="button" class="plain-button" aria-label={t('changeWhat', { what: label })} onClick={() => ui.choose(change)}>
                        {t('change')}
                      </button>
                    </dd>
                  )}
                </div>
              );
            })}
          </dl>
        )}
      </div>
      {others && others.length > 0 && <Choices choices={others} />}
    </>
  );
}
