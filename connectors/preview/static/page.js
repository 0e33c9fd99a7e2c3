// The page: what is chosen, what is found, and drawing again what has been saved.
import { NAMES, answer, el, phrases, questionnaire, review, words } from './draw.js';

const KINDS = {
  answers: { title: 'Answers', draw: answer },
  phrases: { title: 'Phrases and buttons', draw: phrases },
  questionnaires: { title: 'Questions', draw: questionnaire },
  review: { title: 'Review' },
};
const FILTERS = {
  all: ['All', () => true],
  draft: ['Drafts', (item) => item.keeping.status !== 'approved'],
  due: ['Review due', (item) => item.keeping.review !== 'later'],
  remarks: ['With remarks', (item) => item.remarks.length > 0],
};
const chosen = { kind: 'answers', filter: 'all', search: '' };
const $ = (id) => document.getElementById(id);
let all = null;
let drawn = new Map();

function radios(box, name, entries, value, choose) {
  box.append(...Object.entries(entries).map(([key, title]) => el('label', {},
    el('input', { type: 'radio', name, value: key, checked: key === value, on: { change: () => choose(key) } }), el('span', {}, title))));
}

function tabs() {
  $('tabs').replaceChildren(...Object.entries(KINDS).map(([key, kind]) => el('button', {
    type: 'button', 'aria-pressed': String(key === chosen.kind), on: { click: () => show(key) },
  }, kind.title, all && el('small', {}, String(all[key].length)))));
}

function show(kind, target) {
  chosen.kind = kind;
  drawn = new Map();
  $('main').replaceChildren();
  draw();
  if (target) document.getElementById(target)?.scrollIntoView();
  else window.scrollTo(0, 0);
}

function fits(item) {
  return FILTERS[chosen.filter][1](item) && chosen.search.split(/\s+/).every((word) => words(item).includes(word));
}

// Only what has changed is drawn anew, so that the place on the page and what is open stay.
function draw(fresh = false) {
  tabs();
  document.body.dataset.kind = chosen.kind;
  const broken = $('broken');
  broken.hidden = !all.broken.length;
  broken.replaceChildren(el('strong', {}, 'A file cannot be read. The texts below are the last good ones.'),
    ...all.broken.map((sentence) => el('p', {}, sentence)));
  if (chosen.kind === 'review') {
    $('list').replaceChildren();
    $('main').replaceChildren(review(all.review.filter((row) => words(row).includes(chosen.search))));
    return;
  }
  const items = all[chosen.kind].filter(fits);
  const nodes = items.map((item) => {
    const text = JSON.stringify(item);
    const known = drawn.get(item.id);
    if (known && known.text === text) return known.node;
    const node = KINDS[chosen.kind].draw(item, all);
    if (fresh) node.classList.add('saved');
    drawn.set(item.id, { text, node });
    return node;
  });
  const inside = chosen.search.split(/\s+/).filter(Boolean);
  for (const node of nodes) {
    for (const part of node.querySelectorAll('[data-search]')) part.hidden = !inside.every((word) => part.dataset.search.includes(word));
  }
  $('main').replaceChildren(...(nodes.length ? nodes : [el('p', { class: 'loading' }, 'Nothing found.')]));
  $('list').replaceChildren(...items.map((item) => el('a', { href: `#${chosen.kind}-${item.id}` },
    item.title ? item.title.fi : item.id.replaceAll('_', ' '),
    item.remarks.length ? el('span', { class: 'dot', title: `${item.remarks.length} remarks` }, String(item.remarks.length)) : null,
    item.keeping.review === 'past' ? el('span', { class: 'dot late', title: 'review overdue' }, '!') : null)));
}

async function load(fresh) {
  const reply = await fetch('/data.json');
  if (!reply.ok) throw new Error(`data.json: ${reply.status}`);
  all = await reply.json();
  draw(fresh);
}

function told(text, kind = '') {
  $('live').textContent = text;
  $('live').className = kind;
}

function follow() {
  const stream = new EventSource('/events');
  let lost = false;
  stream.addEventListener('open', () => {
    told('follows your saves');
    if (lost) load(true).catch(() => told('the texts could not be read', 'lost'));
    lost = false;
  });
  stream.addEventListener('saved', (event) => {
    load(true).then(() => told(`${JSON.parse(event.data).join(', ')} saved ${new Date().toLocaleTimeString('fi')}`, 'new'),
      () => told('the texts could not be read', 'lost'));
  });
  stream.addEventListener('error', () => {
    lost = true;
    told('./neuvo preview has ended', 'lost');
  });
}

function fromAddress() {
  const [kind, ...rest] = decodeURIComponent(location.hash.slice(1)).split('-');
  if (KINDS[kind] && kind !== chosen.kind) show(kind, [kind, ...rest].join('-'));
}

radios($('filter'), 'filter', Object.fromEntries(Object.entries(FILTERS).map(([key, [title]]) => [key, title])), 'all', (key) => {
  chosen.filter = key;
  draw();
});
radios($('clock'), 'clock', { open: 'Nurses present', closed: 'Nurses away' }, 'open', (key) => { document.body.dataset.clock = key; });
radios($('lang'), 'lang', NAMES, 'fi', (key) => { document.body.dataset.lang = key; });
$('search').addEventListener('input', (event) => {
  chosen.search = event.target.value.trim().toLowerCase();
  draw();
});
window.addEventListener('hashchange', fromAddress);
load(false).then(() => { fromAddress(); follow(); }, () => told('the texts could not be read', 'lost'));
