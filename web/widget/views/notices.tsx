/** What stands between header and log (maintenance, lost line, queue place, problems) and the question before something is forgotten. */
import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../../shared/icons';
import { telHref } from '../../shared/richtext';
import { inLanguage } from '../../shared/types';
import { useUi } from './context';
import { leaveQueue } from './header';

export function Notices(): VNode {
  const ui = useUi();
  const { t, session } = ui;
  const maintenance = inLanguage(session.service?.maintenance, ui.lang);
  return (
    <div class="notices">
      {maintenance && <p class="notice warn">{maintenance}</p>}
      {ui.lost && (
        <p class="notice warn">
          <Icon name="offline" /> {t('linkLost')}
        </p>
      )}
      {session.serviceFailed && !session.talk && <Unreachable />}
      {ui.problem && (
        <p class="notice warn">
          <span>{t(ui.problem)}</span>
          <button type="button" class="icon-button" aria-label={t('close')} onClick={() => ui.change({ problem: null })}>
            <Icon name="close" />
          </button>
        </p>
      )}
      {session.state === 'queued' && <QueueBar />}
    </div>
  );
}

function Unreachable(): VNode {
  const ui = useUi();
  const { t } = ui;
  const phones = knownPhones(ui);
  return (
    <div class="notice warn">
      <div>
        <p>{t('unreachable')}</p>
        <p>{t('callInstead')}</p>
        <ul class="phones">
          {phones.map((phone) => (
            <li>
              <a class="tel" href={telHref(phone.number)}>
                {phone.shown}
              </a>{' '}
              {phone.title}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function knownPhones({ session, lang, t }: ReturnType<typeof useUi>): { number: string; shown: string; title: string }[] {
  const told = session.service?.phones;
  if (told?.length) return told.map((p) => ({ number: p.number, shown: p.shown ?? p.number, title: inLanguage(p.titles, lang) }));
  return [
    { number: '112', shown: '112', title: t('tel112') },
    { number: '116117', shown: '116117', title: t('tel116117') },
  ];
}

function QueueBar(): VNode {
  const ui = useUi();
  const { t } = ui;
  const wait = ui.waitWords();
  return (
    <div class="notice queue">
      <div>
        <p class="queue-place">{ui.placeWords()}</p>
        {wait && <p>{wait}</p>}
        <p class="small">{t('queueStay')}</p>
      </div>
      <div class="queue-ways">
        <button type="button" class="plain-button" onClick={() => void leaveQueue(ui, 'message')}>
          {t('asMessage')}
        </button>
        <button type="button" class="plain-button" onClick={() => void leaveQueue(ui, 'leave')}>
          {t('leaveQueue')}
        </button>
      </div>
    </div>
  );
}

export function ConfirmBar(): VNode | null {
  const ui = useUi();
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (ui.confirm) first.current?.focus();
  }, [ui.confirm]);
  if (!ui.confirm) return null;
  const { t } = ui;
  const again = ui.confirm === 'again';
  const back = () => {
    ui.change({ confirm: null });
    toComposer(first.current);
  };
  const go = () => {
    const root = first.current?.getRootNode() as ShadowRoot | undefined;
    ui.change({ confirm: null });
    if (again) ui.session.startAgain();
    else {
      ui.session.forget();
      ui.setDraft('');
    }
    requestAnimationFrame(() => root?.querySelector<HTMLElement>('#neuvo-title')?.focus());
  };
  return (
    <div
      class="confirm"
      role="group"
      aria-labelledby="neuvo-confirm"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        back();
      }}
    >
      <p id="neuvo-confirm">{t(again ? 'againSure' : 'forgetSure')}</p>
      <button ref={first} type="button" class="button" aria-describedby="neuvo-confirm" onClick={go}>
        {t(again ? 'againYes' : 'forgetYes')}
      </button>
      <button type="button" class="plain-button" onClick={back}>
        {t('cancel')}
      </button>
    </div>
  );
}

function toComposer(from: HTMLElement | null): void {
  const root = from?.getRootNode() as ShadowRoot | undefined;
  requestAnimationFrame(() => (root?.querySelector<HTMLElement>('textarea') ?? root?.querySelector<HTMLElement>('#neuvo-title'))?.focus());
}
