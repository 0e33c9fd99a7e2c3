/** Day and week view: tiles, a chart, the same as tables, feedback, and a file for a spreadsheet. Small counts are hidden. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { inLanguage, LANGS, type Lang } from '../../shared/types';
import { ROOT } from '../api';
import type { FeedbackRow, FigureRow, Figures } from '../types';
import { Bars } from './chart';
import { useDesk } from './context';

const DAY = 86_400_000;
const today = (now: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Helsinki' }).format(now);
const shift = (day: string, days: number) => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
const monday = (day: string) => shift(day, -((new Date(day).getUTCDay() + 6) % 7));

export function FiguresPage(): VNode {
  const desk = useDesk();
  const { t, lang, lists } = desk;
  const [days, setDays] = useState(1);
  const [day, setDay] = useState(() => today(desk.now()));
  // One filter at a time: two would show, or give away, counts of a few people.
  const [only, setOnly] = useState<{ language?: string; queue?: string }>({});
  const [found, setFound] = useState<Figures | null>(null);
  const first = days === 7 ? monday(day) : day;
  const query = `from=${first}&days=${days}&language=${only.language ?? ''}&queue=${only.queue ?? ''}`;
  useEffect(() => {
    let current = true;
    desk.api
      .get<Figures>(`/statistics?${query}`)
      .then((figures) => current && setFound(figures))
      .catch(() => desk.fail('failed'));
    return () => {
      current = false;
    };
  }, [query]);
  const of = (part: string) => found?.rows.filter((row) => row.part === part) ?? [];
  const total = of('total')[0];
  return (
    <section class="page" aria-labelledby="figures">
      <h2 id="figures" tabIndex={-1}>
        {t('figures')}
      </h2>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <fieldset class="segments">
          <legend class="vh">{t('span')}</legend>
          {[1, 7].map((n) => (
            <label class="option">
              <input type="radio" name="days" checked={days === n} onChange={() => setDays(n)} /> {n === 1 ? t('day') : t('week')}
            </label>
          ))}
        </fieldset>
        <button type="button" class="quiet" onClick={() => setDay(shift(day, -days))}>
          ‹ {t('earlier')}
        </button>
        <label class="inline">
          <span class="vh">{t('day')}</span>
          <input type="date" value={day} max={today(desk.now())} onChange={(event) => event.currentTarget.value && setDay(event.currentTarget.value)} />
        </label>
        <button type="button" class="quiet" onClick={() => setDay(shift(day, days))}>
          {t('later')} ›
        </button>
        <label class="inline">
          {t('language')}{' '}
          <select value={only.language ?? ''} onChange={(event) => setOnly({ language: event.currentTarget.value })}>
            <option value="">{t('all')}</option>
            {LANGS.map((each) => (
              <option value={each}>{t(`lang${each}`)}</option>
            ))}
          </select>
        </label>
        <label class="inline">
          {t('queue')}{' '}
          <select value={only.queue ?? ''} onChange={(event) => setOnly({ queue: event.currentTarget.value })}>
            <option value="">{t('all')}</option>
            {lists?.queues.map((each) => (
              <option value={each.id}>{inLanguage(each.titles, lang)}</option>
            ))}
          </select>
        </label>
        <a class="quiet as-button" href={`${ROOT}/statistics?${query}&format=csv`} download>
          {t('asCsv')}
        </a>
      </form>
      {found && total && (
        <>
          <Tiles row={total} />
          {of('time').length > 0 && (
            <>
              <Bars
                title={t('contactsOverTime')}
                names={[t('f_nurse'), t('f_bot')]}
                hidden="–"
                bars={of('time').map((row) => ({ label: timeLabel(row.key, lang), parts: [row.nurse, row.bot] }))}
              />
              <Rows title={days === 1 ? t('byHour') : t('byDay')} rows={of('time')} name={(row) => timeLabel(row.key, lang)} />
            </>
          )}
          {only.language || only.queue ? (
            <p class="small">{t('figuresOnly')}</p>
          ) : (
            <>
              <Rows title={t('byLanguage')} rows={of('language')} name={(row) => t(`lang${row.key as Lang}`)} />
              <Rows title={t('byQueue')} rows={of('queue')} name={(row) => (row.key === '-' ? t('f_bot') : inLanguage(row.titles, lang) || row.key)} />
              <OpenMessages found={found} />
            </>
          )}
          <p class="small">{t('figuresHint', { n: found.fewest })}</p>
        </>
      )}
      <Feedback />
    </section>
  );
}

const timeLabel = (key: string, lang: Lang) =>
  key.length === 2 ? key : new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : `${lang}-FI`, { weekday: 'short', day: 'numeric', month: 'numeric', timeZone: 'UTC' }).format(Date.parse(key));

/** Seconds as m:ss. */
export const clock = (seconds: number | null) => (seconds === null ? null : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`);

function Tiles({ row }: { row: FigureRow }): VNode {
  const { t } = useDesk();
  const percent = (part: number | null) => (part !== null && row.contacts ? `${part} (${Math.round((100 * part) / row.contacts)} %)` : part);
  const tiles: [string, string | number | null][] = [
    [t('f_contacts'), row.contacts],
    [t('f_bot'), percent(row.bot)],
    [t('f_guided'), row.guided],
    [t('f_booked'), row.booked],
    [t('f_median'), clock(row.median_seconds)],
    [t('f_p90'), clock(row.p90_seconds)],
    [t('f_within'), row.within_percent === null ? null : `${row.within_percent} %`],
    [t('f_left'), row.left],
    [t('f_messageHours'), row.message_hours === null ? null : `${row.message_hours} h`],
    [t('f_messageWithin'), row.message_within_percent === null ? null : `${row.message_within_percent} %`],
    ['NPS', row.nps],
  ];
  return (
    <dl class="tiles">
      {tiles.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value ?? <Hidden />}</dd>
        </div>
      ))}
    </dl>
  );
}

function Hidden(): VNode {
  const { t } = useDesk();
  return (
    <>
      <span aria-hidden="true">–</span>
      <span class="vh">{t('tooFew')}</span>
    </>
  );
}

function Rows({ title, rows, name }: { title: string; rows: FigureRow[]; name(row: FigureRow): string }): VNode {
  const { t } = useDesk();
  const columns: [string, (row: FigureRow) => string | number | null][] = [
    [t('f_contacts'), (row) => row.contacts],
    [t('f_bot'), (row) => row.bot],
    [t('f_nurse'), (row) => row.nurse],
    [t('f_left'), (row) => row.left],
    [t('f_median'), (row) => clock(row.median_seconds)],
    [t('f_p90'), (row) => clock(row.p90_seconds)],
    [t('f_within'), (row) => (row.within_percent === null ? null : `${row.within_percent} %`)],
    ['NPS', (row) => row.nps],
  ];
  return (
    <div class="table" tabIndex={0} role="region" aria-label={title}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="vh">{title}</span>
            </th>
            {columns.map(([head]) => (
              <th scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">{name(row)}</th>
              {columns.map(([, value]) => (
                <td>{value(row) ?? <Hidden />}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function OpenMessages({ found }: { found: Figures }): VNode {
  const { t } = useDesk();
  return (
    <div class="table">
      <table>
        <caption>{t('openMessages')}</caption>
        <tbody>
          {found.open_messages.map((row) => (
            <tr>
              <th scope="row">{t(`age_${row.age}`)}</th>
              <td>{row.count ?? <Hidden />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Feedback(): VNode {
  const desk = useDesk();
  const { t } = desk;
  const [rows, setRows] = useState<FeedbackRow[] | null>(null);
  const load = () =>
    void desk.api
      .get<{ feedback: FeedbackRow[] }>('/feedback?days=30')
      .then(({ feedback }) => setRows(feedback))
      .catch(() => desk.fail('failed'));
  return (
    <section aria-labelledby="feedback">
      <h3 id="feedback">{t('feedbackTitle')}</h3>
      {rows === null ? (
        <button type="button" class="quiet" onClick={load}>
          {t('feedbackShow')}
        </button>
      ) : rows.length === 0 ? (
        <p class="none">{t('feedbackNone')}</p>
      ) : (
        <ul class="feedback">
          {rows.map((row) => (
            <li>
              <strong>{row.score}/10</strong> <span class="small">{row.day}</span>
              {row.text && <p lang={row.language}>{row.text}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
