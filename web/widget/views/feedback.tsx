/** 0–10 and a free word, once, after the conversation. Plain radio buttons: arrow keys and readers know them. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { RichText } from '../../shared/richtext';
import type { ChatEvent } from '../../shared/types';
import { wordsOf } from '../ui';
import { useUi } from './context';

const SCORES = Array.from({ length: 11 }, (_, score) => score);

export function FeedbackForm({ event }: { event: ChatEvent }): VNode {
  const ui = useUi();
  const { t, session } = ui;
  const [score, setScore] = useState<number | null>(null);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<'feedbackPick' | 'feedbackFailed' | null>(null);
  // After a reload the thanks that follow in the log tell that it has been given.
  const thanked = session.events.some((later) => later.seq > event.seq && later.author === 'bot');
  if (session.feedbackGiven || thanked) return <p class="system">{t('feedbackSent')}</p>;

  const submit = async (submitted: Event) => {
    submitted.preventDefault();
    const form = submitted.currentTarget as HTMLFormElement;
    if (score === null) {
      setProblem('feedbackPick');
      form.querySelector<HTMLInputElement>('input')?.focus();
      return;
    }
    try {
      const entry = form.closest<HTMLElement>('.entry');
      await session.feedback(score, text);
      entry?.focus();
    } catch {
      setProblem('feedbackFailed');
    }
  };
  const words = wordsOf(event, ui.lang).text;
  return (
    <form class="card feedback" lang={ui.lang} noValidate onSubmit={(e) => void submit(e)}>
      <p class="card-title">{t('feedbackTitle')}</p>
      <fieldset>
        <legend>{words ? <RichText text={words} markup /> : t('feedbackScale')}</legend>
        <div class="scores">
          {SCORES.map((value) => (
            <label class={value === score ? 'on' : undefined}>
              <input
                type="radio"
                name={`score-${event.seq}`}
                value={value}
                checked={value === score}
                aria-describedby={problem ? 'neuvo-feedback-problem' : undefined}
                onChange={() => {
                  setScore(value);
                  setProblem(null);
                }}
              />
              <span>{value}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <label class="free">
        <span>{t('feedbackText')}</span>
        <textarea rows={2} maxLength={2000} value={text} aria-describedby="neuvo-feedback-hint" onInput={(e) => setText(e.currentTarget.value)} />
      </label>
      <p class="small" id="neuvo-feedback-hint">
        {t('feedbackHint')}
      </p>
      {problem && (
        <p class="problem" role="alert" id="neuvo-feedback-problem">
          {t(problem)}
        </p>
      )}
      <button type="submit" class="button">
        {t('feedbackSend')}
      </button>
    </form>
  );
}
