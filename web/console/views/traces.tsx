/** The audit log: who did what and when. It can be read and taken out, never changed; reading it leaves a trace too. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ROOT } from '../api';
import { DEED_KEYS, type Key } from '../texts';
import type { Trace } from '../types';
import { useDesk } from './context';

/** Everything that leaves a trace has a name here; tests/connectors/test_deeds.py compares them with the code. */
type Deed = Extract<Key, `deed_${string}`> extends `deed_${infer Name}` ? Name : never;
const DEEDS = DEED_KEYS.map((key) => key.slice('deed_'.length) as Deed);
const isDeed = (action: string): action is Deed => DEEDS.includes(action as Deed);

/** Those who are no account. */
const ACTORS: Record<string, Key> = { customer: 'customer', system: 'actorSystem', unknown: 'actorUnknown' };

const EMPTY = { from: '', to: '', actor: '', action: '', conversation: '' };

export function TracesPage(): VNode {
  const desk = useDesk();
  const { t, lang } = desk;
  const [wanted, setWanted] = useState(EMPTY);
  const [rows, setRows] = useState<Trace[]>([]);
  const [more, setMore] = useState(false);
  const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value)).toString();
  const load = async (before?: number) => {
    try {
      const page = await desk.api.get<{ entries: Trace[]; more: boolean }>(`/audit?${query}${before ? `&before=${before}` : ''}`);
      setRows(before ? [...rows, ...page.entries] : page.entries);
      setMore(page.more);
    } catch {
      desk.fail('failed');
    }
  };
  useEffect(() => void load(), []);
  const field = (name: keyof typeof EMPTY, label: string, date = false) => (
    <label class="inline">
      {label} <input {...(date ? { type: 'date' } : { type: 'text' })} value={wanted[name]} onInput={(event) => setWanted({ ...wanted, [name]: event.currentTarget.value.trim() })} />
    </label>
  );
  const moment = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : `${lang}-FI`, { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Europe/Helsinki' });
  return (
    <section class="page" aria-labelledby="traces">
      <h2 id="traces" tabIndex={-1}>
        {t('traces')}
      </h2>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          void load();
        }}
      >
        {field('from', t('from'), true)}
        {field('to', t('until'), true)}
        {field('actor', t('username'))}
        <label class="inline">
          {t('deed')}{' '}
          <select value={wanted.action} onChange={(event) => setWanted({ ...wanted, action: event.currentTarget.value })}>
            <option value="">{t('all')}</option>
            {DEEDS.map((deed) => (
              <option value={deed}>{t(`deed_${deed}`)}</option>
            ))}
          </select>
        </label>
        {field('conversation', t('conversationId'))}
        <button type="submit" class="button second">
          {t('search')}
        </button>
        <a class="quiet as-button" href={`${ROOT}/audit?${query}&format=csv`} download>
          {t('asCsv')}
        </a>
      </form>
      <p class="small">{t('tracesHint')}</p>
      <div class="table" tabIndex={0} role="region" aria-label={t('traces')}>
        <table>
          <thead>
            <tr>
              {[t('time'), t('username'), t('deed'), t('conversationId'), t('detail')].map((head) => (
                <th scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td>
                  <time dateTime={row.at}>{moment.format(Date.parse(row.at))}</time>
                </td>
                <td>{ACTORS[row.actor] ? t(ACTORS[row.actor]!) : row.actor}</td>
                <td>{isDeed(row.action) ? t(`deed_${row.action}`) : <code>{row.action}</code>}</td>
                <td>{row.conversation_id && <code title={row.conversation_id}>{row.conversation_id.slice(0, 8)}</code>}</td>
                <td class="trace-detail">
                  {Object.entries(row.detail)
                    .filter(([, value]) => value !== null)
                    .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
                    .join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more && (
        <button type="button" class="quiet" onClick={() => void load(rows.at(-1)?.id)}>
          {t('earlier')}
        </button>
      )}
    </section>
  );
}
