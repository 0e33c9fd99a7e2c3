/** What a nurse has sent beside words: a PDF whose pages are looked at here, an invitation to a video meeting. */
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Photo } from '../../shared/photo';
import { safeHref } from '../../shared/richtext';
import type { ChatEvent, EventData } from '../../shared/types';
import { useUi } from './context';
import { keep } from './header';

/** The pages are drawn by the service: nothing in the file can run here. */
export function PdfFile({ event }: { event: ChatEvent }): VNode {
  const ui = useUi();
  const { t } = ui;
  const [open, setOpen] = useState(false);
  const { id = '', name = 'neuvola.pdf', pages = 1 } = event.data ?? {};
  return (
    <div class="bubble">
      <p dir="auto">{name}</p>
      <ul class="links">
        <li>
          <button type="button" class="plain-button" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('fileHide') : t('fileShow', { n: pages })}
          </button>
        </li>
        <li>
          <button type="button" class="plain-button" onClick={() => void keep(ui, () => ui.session.attachment(id), name)}>
            {t('fileKeep')}
          </button>
        </li>
      </ul>
      {open &&
        Array.from({ length: pages }, (_, at) => (
          <div class="file-page">
            <Photo id={`${id}-${at}`} load={() => ui.session.attachment(id, at + 1)} label={t('filePage', { n: at + 1, name })} failed={t('photoFailed')} />
          </div>
        ))}
    </div>
  );
}

export function VideoInvite({ video }: { video: NonNullable<EventData['video']> }): VNode {
  const ui = useUi();
  const { t, lang, session } = ui;
  const href = safeHref(video.url);
  return (
    <div class="video">
      {href && (
        <a class="video-open" href={href} target="_blank" rel="noopener noreferrer">
          {t('videoOpen')}
          <span class="vh">, {t('newTab')}</span>
        </a>
      )}
      {video.at && !session.status.quick_exit && (
        <button type="button" class="plain-button" onClick={() => void keep(ui, () => session.calendar(video.id), 'video.ics')}>
          {t('videoCalendar')}
        </button>
      )}
      <p class="fine">{video.consent[lang]}</p>
      <p class="fine">{video.hours[lang]}</p>
    </div>
  );
}
