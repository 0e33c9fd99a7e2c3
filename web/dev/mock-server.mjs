/**
 * A stand-in for the service while the web part is built: docs/architecture.md's API in memory, with a scripted bot.
 * It shows every state the widget and the desk must draw. It is not the product: no engine, no rules, nothing kept.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ALWAYS, CHECK, CLOSED_TEXT, EMERGENCY, FEEDBACK, FORM, GREETING, PHONES, SAFETY, START, SUMMARY, TABLE, say } from './mock-texts.mjs';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const conversations = new Map();
const deskListeners = new Set();
const NURSES = {
  sanna: { id: 'n1', username: 'sanna', name: 'Sanna', role: 'nurse', language: 'fi', languages: ['fi', 'sv', 'en'], presence: 'available', must_change_password: false },
  maria: { id: 'n2', username: 'maria', name: 'Maria', role: 'nurse', language: 'sv', languages: ['sv', 'fi'], presence: 'available', must_change_password: true },
};
const sessions = new Map();
export const settings = { open: true, maintenance: null, buffering: false };

class Refused extends Error {
  constructor(status, code) {
    super(code);
    Object.assign(this, { status, code });
  }
}

function append(talk, ...events) {
  for (const event of events) {
    talk.events.push({ seq: talk.events.length + 1, at: new Date().toISOString(), lang: talk.language, text: event.texts?.[talk.language], ...event });
  }
  wake(talk);
}

function wake(talk) {
  for (const listener of talk.listeners) listener();
  for (const listener of deskListeners) listener();
}

function place(talk) {
  const queue = [...conversations.values()].filter((other) => other.state === 'queued').sort((a, b) => a.queued_at.localeCompare(b.queued_at));
  return { position: queue.indexOf(talk) + 1, waiting: queue.length, estimate: queue.length > 2 ? { from: 4, to: 9 } : null };
}

const status = (talk) => ({
  state: talk.state,
  queue: talk.state === 'queued' ? place(talk) : null,
  language: talk.language,
  typing: talk.nurseTyping > Date.now(),
  thinking: talk.thinking,
  nurse: talk.nurse ? { name: talk.nurse.name, role: talk.nurse.role } : null,
  read_by_nurse: talk.readByNurse,
  quick_exit: talk.quickExit,
});

function create(language) {
  const talk = {
    id: randomUUID(), token: randomUUID(), language, state: 'bot', events: [], listeners: new Set(), byClient: new Map(), files: new Map(),
    nurse: null, nurseTyping: 0, customerTyping: 0, readByNurse: 0, readByCustomer: 0, thinking: false, quickExit: false, step: 0, feedback: false,
    queued_at: null, topic: null,
  };
  conversations.set(talk.id, talk);
  append(talk, say('bot', 'message', GREETING, { choices: START }));
  return talk;
}

/** What the scripted bot answers: a keyword or a choice leads to a state. */
function botTurn(talk, text, choice) {
  const words = (choice ?? text ?? '').toLowerCase();
  if (/ei hengitä|andas inte|not breathing|112/.test(words)) return append(talk, EMERGENCY);
  if (choice === 'nurse' || /hoitaja|hälsovårdare|nurse/.test(words)) return handOver(talk);
  if (/väkivalta|lyö|våld|slår|violence|hits me/.test(words)) {
    talk.quickExit = true;
    return append(talk, say('system', 'notice', null, { data: { quick_exit: true } }), say('bot', 'message', CLOSED_TEXT.violence, { choices: [ALWAYS.nurse] }));
  }
  if (/kuume|feber|fever|symptom/.test(words) || choice === 'symptom') {
    talk.step = 0;
    return append(talk, SAFETY);
  }
  if (choice === 'vaccinations' || /rokot|vaccin/.test(words)) return append(talk, TABLE);
  if (choice?.startsWith('K3') || /^C1-|^w:/.test(choice ?? '') || (talk.step > 0 && talk.step <= FORM.length && text)) {
    if (choice === 'w:send') return handOver(talk, true);
    if (talk.step < FORM.length) return append(talk, FORM[talk.step++]);
    talk.step++;
    return append(talk, CHECK);
  }
  if (/kiitos|tack|thank/.test(words)) {
    return append(talk, FEEDBACK);
  }
  return append(talk, say('bot', 'message', CLOSED_TEXT.answer, { data: { draft: true, answer: 'book_appointment' }, choices: [ALWAYS.book, ALWAYS.nurse] }));
}

function handOver(talk, withSummary = false) {
  if (!settings.open) {
    talk.state = 'message';
    return append(talk, say('system', 'state', CLOSED_TEXT.message, { data: { state: 'message' } }));
  }
  talk.state = 'queued';
  talk.queued_at = new Date().toISOString();
  if (withSummary) append(talk, say('system', 'summary', null, { text: SUMMARY[talk.language], data: { handoff_id: 'h1' } }));
  append(talk, say('system', 'state', CLOSED_TEXT.queued, { data: { state: 'queued' } }));
}

function post(talk, { client_id, text, choice }) {
  if (!client_id || (!text && !choice)) throw new Refused(422, 'missing');
  if (talk.byClient.has(client_id)) return { seq: talk.byClient.get(client_id) };
  if (talk.state === 'closed') throw new Refused(409, 'closed');
  const offered = talk.events.flatMap((event) => event.choices ?? []).find((c) => c.id === choice) ?? (choice === 'nurse' ? ALWAYS.nurse : null);
  if (choice && !offered) throw new Refused(422, 'unknown_choice');
  const seq = talk.events.length + 1;
  talk.byClient.set(client_id, seq);
  append(talk, { author: 'customer', kind: 'message', text: text ?? offered.titles[talk.language], texts: offered?.titles, data: choice ? { choice } : undefined, client_id });
  if (talk.state === 'bot') {
    talk.thinking = true;
    wake(talk);
    setTimeout(() => {
      talk.thinking = false;
      botTurn(talk, text, choice);
    }, 350);
  }
  return { seq };
}

// ---- console

function card(talk) {
  const last = [...talk.events].reverse().find((event) => event.author === 'customer');
  return {
    conversation_id: talk.id, state: talk.state, channel: talk.state === 'message' ? 'message' : 'chat', queue: `chat-${talk.language}`, language: talk.language,
    topic: 'symptom_child', topic_titles: { fi: 'Lapsen oire', sv: 'Barnets symtom', en: 'Child’s symptom' }, queued_at: talk.queued_at,
    waited_seconds: talk.queued_at ? Math.round((Date.now() - Date.parse(talk.queued_at)) / 1000) : 0, answer_by: null, overdue: false,
    nurse: talk.nurse ? { id: talk.nurse.id, name: talk.nurse.name } : null,
    unread: talk.events.filter((event) => event.author === 'customer' && event.seq > talk.readByNurse).length,
    last_seq: talk.events.length, last_at: last?.at, last_text: last?.text ?? '', read_by_customer: talk.readByCustomer,
    flags: talk.events.some((event) => event.kind === 'emergency') ? ['emergency'] : talk.quickExit ? ['violence'] : [],
  };
}

const can = (talk, nurse) =>
  ['queued', 'message'].includes(talk.state) ? ['claim']
  : talk.state === 'with_nurse' && talk.nurse === nurse ? ['message', 'transfer', 'release', 'to-bot', 'close']
  : talk.state === 'closed' && talk.nurse === nurse ? ['reopen'] : [];

function deskLists(nurse) {
  const all = [...conversations.values()];
  const waiting = all.filter((talk) => ['queued', 'message'].includes(talk.state)).sort((a, b) => (a.queued_at ?? '').localeCompare(b.queued_at ?? ''));
  const titles = { fi: { fi: 'Chat, suomi', sv: 'Chatt, finska', en: 'Chat, Finnish' }, sv: { fi: 'Chat, ruotsi', sv: 'Chatt, svenska', en: 'Chat, Swedish' }, en: { fi: 'Chat, englanti', sv: 'Chatt, engelska', en: 'Chat, English' } };
  return {
    now: new Date().toISOString(), open: settings.open, closes_at: new Date(Date.now() + 3 * 3600e3).toISOString(),
    queues: ['fi', 'sv', 'en'].map((lang) => {
      const here = waiting.filter((talk) => talk.language === lang);
      return { id: `chat-${lang}`, channel: 'chat', language: lang, titles: titles[lang], waiting: here.length, oldest_at: here[0]?.queued_at ?? null };
    }),
    nurses: Object.values(NURSES).filter((other) => other !== nurse).map(({ id, name, presence, languages }) => ({ id, name, presence, languages })),
    waiting: waiting.map(card), mine: all.filter((talk) => talk.state === 'with_nurse' && talk.nurse === nurse).map(card),
    closed: all.filter((talk) => talk.state === 'closed' && talk.nurse === nurse).map(card),
  };
}

function claim(talk, nurse) {
  if (!['queued', 'message'].includes(talk.state)) throw new Refused(409, talk.nurse === nurse ? 'already_yours' : 'already_claimed');
  Object.assign(talk, { state: 'with_nurse', nurse });
  append(talk, say('system', 'state', CLOSED_TEXT.joined, { data: { state: 'with_nurse', nurse: { name: nurse.name, role: nurse.role } } }));
  return card(talk);
}

function deskDeed(talk, nurse, deed, body) {
  const own = () => {
    if (talk.state !== 'with_nurse' || talk.nurse !== nurse) throw new Refused(409, 'not_yours');
  };
  const leave = (state, words, data = {}) => {
    own();
    Object.assign(talk, { state, nurse: state === 'closed' ? nurse : null });
    append(talk, say('system', 'state', words, { data: { state, ...data } }));
  };
  switch (deed) {
    case 'claim': return claim(talk, nurse);
    case 'messages': {
      own();
      if (talk.byClient.has(body.client_id)) return { seq: talk.byClient.get(body.client_id) };
      talk.byClient.set(body.client_id, talk.events.length + 1);
      append(talk, { author: 'nurse', kind: 'message', text: body.text, name: nurse.name, client_id: body.client_id });
      return { seq: talk.events.length };
    }
    case 'typing': talk.nurseTyping = Date.now() + 6000; return wake(talk);
    case 'read': talk.readByNurse = Math.max(talk.readByNurse, body.seq); return wake(talk);
    case 'leave-open': return leave('message', CLOSED_TEXT.returned);
    case 'release': return leave('queued', CLOSED_TEXT.returned);
    case 'to-bot': return leave('bot', CLOSED_TEXT.toBot);
    case 'transfer': {
      own();
      if (body.note) append(talk, { author: 'nurse', kind: 'note', text: body.note, name: nurse.name });
      return leave('queued', CLOSED_TEXT.returned);
    }
    case 'close': leave('closed', CLOSED_TEXT.closed); return append(talk, FEEDBACK);
    case 'reopen': talk.state = 'with_nurse'; return append(talk, say('system', 'state', CLOSED_TEXT.joined, { data: { state: 'with_nurse' } }));
    default: throw new Refused(404, 'not_found');
  }
}

// ---- http

const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.svg': 'image/svg+xml', '.json': 'application/json' };
const CSP = "default-src 'self'; base-uri 'none'; object-src 'none'";

function page(response, name, lang) {
  const values = {
    lang, title: { fi: 'Neuvolan chat', sv: 'Rådgivningens chatt', en: 'Clinic chat' }[lang], hours: GREETING.hours[lang], privacy: '', maintenance: '',
    phones: `<ul>${PHONES.map((p) => `<li><a href="tel:${p.number}">${p.shown}</a> ${p.titles[lang]}</li>`).join('')}</ul>`,
  };
  const html = readFileSync(join(dist, name), 'utf8').replace(/\{\{(\w+)\}\}/g, (_, key) => values[key] ?? '');
  response.writeHead(200, { 'Content-Type': TYPES['.html'], 'Content-Security-Policy': CSP });
  response.end(html);
}

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function stream(request, response, listeners, start) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  if (settings.buffering) return;
  const send = (event, data, id) => response.write(`${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  response.write(': welcome\n\n');
  const look = start(send);
  listeners.add(look);
  look();
  const beat = setInterval(() => response.write(': beat\n\n'), 15_000);
  request.on('close', () => {
    clearInterval(beat);
    listeners.delete(look);
  });
}

function logStream(request, response, talk, after, events, statusOf) {
  let shown = '';
  let last = after;
  stream(request, response, talk.listeners, (send) => () => {
    for (const event of events().filter((e) => e.seq > last)) {
      last = event.seq;
      send('event', event, event.seq);
    }
    const now = JSON.stringify(statusOf());
    if (now !== shown) send('status', statusOf());
    shown = now;
  });
}

async function families(request, response, url, parts) {
  if (parts[0] === 'service') {
    const closes = new Date();
    closes.setUTCHours(14, 0, 0, 0);
    return {
      open: settings.open, opens_at: settings.open ? null : new Date(Date.now() + 15 * 3600e3).toISOString(), closes_at: settings.open ? closes.toISOString() : null,
      hours_text: GREETING.hours, greeting: { fi: GREETING.fi, sv: GREETING.sv, en: GREETING.en }, choices: START, privacy: GREETING.privacy, title: GREETING.title, draft_notice: GREETING.draft,
      phones: PHONES, languages: ['fi', 'sv', 'en'], maintenance: settings.maintenance,
    };
  }
  if (parts.length === 1) {
    const talk = create(JSON.parse(await body(request)).language);
    return [201, { conversation_id: talk.id, token: talk.token, language: talk.language, expires_at: new Date(Date.now() + 864e5).toISOString() }];
  }
  const talk = conversations.get(parts[1]);
  if (!talk || request.headers.authorization !== `Bearer ${talk.token}`) throw new Refused(401, 'bad_token');
  const deed = parts.slice(2).join('/');
  if (deed === 'events') {
    const after = Number(url.searchParams.get('after') ?? 0);
    const visible = () => talk.events.filter((event) => event.kind !== 'note');
    if (request.headers.accept?.includes('event-stream')) return logStream(request, response, talk, after, visible, () => status(talk));
    const wait = Number(url.searchParams.get('wait') ?? 0) * 1000;
    if (wait && !visible().some((event) => event.seq > after)) {
      await new Promise((resolve) => {
        const done = () => (talk.listeners.delete(done), resolve());
        talk.listeners.add(done);
        setTimeout(done, Math.min(wait, 20_000));
      });
    }
    return { events: visible().filter((event) => event.seq > after), ...status(talk) };
  }
  if (deed === 'transcript') {
    if (talk.quickExit) throw new Refused(403, 'not_kept');
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
    return void response.end(talk.events.map((event) => `${event.author}: ${event.text}`).join('\n'));
  }
  if (deed.startsWith('attachments/')) {
    const file = talk.files.get(parts[3]);
    if (!file) throw new Refused(404, 'not_found');
    response.writeHead(200, { 'Content-Type': 'image/jpeg' });
    return void response.end(file);
  }
  const raw = await body(request);
  if (deed === 'attachments') {
    const at = raw.indexOf('Content-Type: image/');
    const start = raw.indexOf('\r\n\r\n', at) + 4;
    const id = randomUUID();
    talk.files.set(id, raw.subarray(start, raw.lastIndexOf('\r\n--')));
    const client_id = /name="client_id"\r\n\r\n([\w-]+)/.exec(raw.toString('latin1'))?.[1];
    append(talk, { author: 'customer', kind: 'attachment', data: { id, content_type: 'image/jpeg', width: 320, height: 240, size: raw.length }, client_id });
    return [202, { seq: talk.events.length, id }];
  }
  const data = raw.length ? JSON.parse(raw) : {};
  switch (`${request.method} ${deed}`) {
    case 'POST messages': return [202, post(talk, data)];
    case 'PUT language': {
      const from = talk.language;
      talk.language = data.language;
      if (from !== data.language) append(talk, say('system', 'language', CLOSED_TEXT.language, { data: { from, to: data.language } }));
      return { language: data.language };
    }
    case 'POST queue/leave':
      talk.state = 'bot';
      append(talk, say('system', 'state', CLOSED_TEXT.left, { data: { state: 'bot' }, choices: [ALWAYS.nurse] }));
      return { state: 'bot' };
    case 'POST queue/message':
      talk.state = 'message';
      append(talk, say('system', 'state', CLOSED_TEXT.queued, { data: { state: 'message' } }));
      return { state: 'message' };
    case 'POST typing': talk.customerTyping = Date.now() + 6000; wake(talk); return null;
    case 'POST read': talk.readByCustomer = Math.max(talk.readByCustomer, data.seq); wake(talk); return null;
    case 'POST feedback':
      if (talk.feedback) throw new Refused(409, 'given');
      talk.feedback = true;
      return [201, { given: true }];
    case 'DELETE token': talk.token = null; return null;
    default: throw new Refused(404, 'not_found');
  }
}

async function desk(request, response, url, parts) {
  const cookie = /neuvo_session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1];
  const session = sessions.get(cookie);
  const deed = parts.join('/');
  const isStream = request.headers.accept?.includes('event-stream');
  const data = request.method === 'GET' ? {} : JSON.parse((await body(request)).toString() || '{}');
  if (deed === 'login') {
    const nurse = NURSES[data.username];
    if (!nurse || data.password !== 'salasana') throw new Refused(401, 'bad_login');
    const key = randomUUID();
    sessions.set(key, { nurse, csrf: randomUUID() });
    response.setHeader('Set-Cookie', `neuvo_session=${key}; Path=/api/v1/console; HttpOnly; SameSite=Strict`);
    return { user: nurse, csrf: sessions.get(key).csrf };
  }
  if (!session) throw new Refused(401, 'not_logged_in');
  if (request.method !== 'GET' && request.headers['x-csrf-token'] !== session.csrf) throw new Refused(403, 'bad_csrf');
  const { nurse } = session;
  if (deed === 'me' && request.method === 'GET') return { user: nurse, csrf: session.csrf };
  if (deed === 'me') return void Object.assign(nurse, data) ?? null;
  if (deed === 'heartbeat' || deed === 'returned/seen') return null;
  if (deed === 'logout') return sessions.delete(cookie), null;
  if (deed === 'password') return (nurse.must_change_password = false), null;
  if (deed === 'queues') return deskLists(nurse);
  if (deed === 'stream') return stream(request, response, deskListeners, (send) => () => send('queues', {}));
  if (deed === 'next') {
    const first = deskLists(nurse).waiting.find((one) => one.state === 'queued');
    return first ? claim(conversations.get(first.conversation_id), nurse) : null;
  }
  if (deed === 'replies') return { replies: [] };
  const talk = conversations.get(parts[1]);
  if (!talk) throw new Refused(404, 'not_found');
  if (parts[2] === 'record' && !parts[3]) return { kept: talk.state === 'closed', language: nurse.language, text: SUMMARY[nurse.language] };
  if (parts[3] === 'copied') return null;
  const deskStatus = () => {
    const { waited_seconds: _, ...rest } = card(talk);
    return { conversation: rest, can: can(talk, nurse), typing: talk.customerTyping > Date.now() };
  };
  if (parts.length === 2) return { conversation: card(talk), events: talk.events, can: can(talk, nurse) };
  if (parts[2] === 'summary') {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
    return void response.end(SUMMARY[url.searchParams.get('lang') ?? nurse.language]);
  }
  if (parts[2] === 'events') {
    const after = Number(url.searchParams.get('after') ?? 0);
    if (isStream) return logStream(request, response, talk, after, () => talk.events, deskStatus);
    return { events: talk.events.filter((event) => event.seq > after), ...deskStatus() };
  }
  if (parts[2] === 'attachments') {
    response.writeHead(200, { 'Content-Type': 'image/jpeg' });
    return void response.end(talk.files.get(parts[3]));
  }
  return deskDeed(talk, nurse, parts[2], data) ?? null;
}

export const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock');
  const path = url.pathname;
  try {
    if (path.startsWith('/mock/')) {
      Object.assign(settings, JSON.parse((await body(request)).toString() || '{}'));
      return response.end();
    }
    if (path.startsWith('/api/v1/')) {
      const parts = path.slice('/api/v1/'.length).split('/').filter(Boolean);
      const answer = parts[0] === 'console' ? await desk(request, response, url, parts.slice(1)) : await families(request, response, url, parts);
      if (answer === undefined) return;
      const [code, json] = Array.isArray(answer) ? answer : [answer === null ? 204 : 200, answer];
      response.writeHead(code, { 'Content-Type': 'application/json' });
      return response.end(json === null ? undefined : JSON.stringify(json));
    }
    const lang = ['fi', 'sv', 'en'].includes(url.searchParams.get('lang')) ? url.searchParams.get('lang') : 'fi';
    const pageName = { '/': 'demo.html', '/chat': 'chat.html', '/console': 'console.html' }[path];
    if (pageName) return page(response, pageName, lang);
    const file = join(dist, normalize(path));
    if (!file.startsWith(dist) || !existsSync(file)) throw new Refused(404, 'not_found');
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  } catch (error) {
    if (!(error instanceof Refused)) console.error(error);
    if (!response.headersSent) response.writeHead(error.status ?? 500, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ error: { code: error.code ?? 'internal', message: error.message } }));
  }
});

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.env.PORT ?? 0);
  server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/  /chat?lang=sv  /console (sanna / salasana)`));
}
