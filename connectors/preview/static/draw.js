// From data to nodes. Text is only ever set as text: no way leads from an editor's file to HTML.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// **bold**, {placeholder}, the rest as it is.
function inline(line) {
  return line.split(/(\*\*[^*\n]+\*\*|\{[a-z_]+\})/).filter(Boolean).map((part) => {
    if (part.startsWith('**')) return el('strong', {}, part.slice(2, -2));
    if (/^\{[a-z_]+\}$/.test(part)) return el('code', { class: 'hole', title: 'filled in by the service' }, part);
    return part;
  });
}

// Paragraphs and "- " lists, as the widget draws them.
export function rich(text) {
  const blocks = [];
  for (const line of text.split('\n')) {
    const last = blocks.at(-1);
    if (line.startsWith('- ')) {
      if (last?.list) last.lines.push(line.slice(2));
      else blocks.push({ list: true, lines: [line.slice(2)] });
    } else if (!line.trim()) blocks.push({ lines: [] });
    else if (last && !last.list && last.lines.length) last.lines.push(line);
    else blocks.push({ lines: [line] });
  }
  return blocks.filter((block) => block.lines.length).map((block) => block.list
    ? el('ul', {}, block.lines.map((line) => el('li', {}, inline(line))))
    : el('p', {}, block.lines.flatMap((line, n) => (n ? [el('br'), ...inline(line)] : inline(line)))));
}

const MORE = { fi: 'Lisää', sv: 'Mera', en: 'More' };
const TABLE = { fi: 'Näytä taulukko', sv: 'Visa tabellen', en: 'Show the table' };
export const NAMES = { fi: 'Suomi', sv: 'Svenska', en: 'English' };

function folded(title, ...content) {
  return el('details', { class: 'more' }, el('summary', {}, title), ...content);
}

function table(data, lang) {
  return el('div', { class: 'scroll', tabindex: '0' }, el('table', {},
    data.caption && el('caption', {}, data.caption[lang]),
    el('thead', {}, el('tr', {}, data.head.map((cell) => el('th', { scope: 'col' }, cell[lang])))),
    el('tbody', {}, data.rows.map((row) => el('tr', {}, row.map((cell) => el('td', {}, cell[lang])))))));
}

function bubble(lang, ...content) {
  return el('div', { class: 'bubble', lang }, ...content);
}

function phones(languages, draw) {
  return el('div', { class: 'phones' }, languages.map((lang) => el('section', { class: 'phone', 'data-lang': lang },
    el('h3', {}, NAMES[lang]), el('div', { class: 'screen' }, draw(lang)))));
}

function dateWords(text) {
  if (!text) return 'no date';
  const [year, month, day] = text.split('-').map(Number);
  return `${day}.${month}.${year}`;
}

const REVIEW = { past: 'review overdue since', soon: 'review soon, by', later: 'review by' };

export function keeping(data) {
  return el('div', { class: 'keeping' },
    el('span', { class: `chip ${data.status}` }, data.status),
    el('span', { class: `chip review-${data.review}` }, data.review_by ? `${REVIEW[data.review]} ${dateWords(data.review_by)}` : 'no review date'),
    el('span', {}, data.owner || 'no owner'),
    el('code', {}, data.file));
}

function remarks(list) {
  if (!list.length) return null;
  return el('ul', { class: 'remarks' }, list.map((each) => el('li', { class: each.severity },
    el('code', {}, each.line ? `line ${each.line}` : 'file'), ` ${each.problem}`, el('em', {}, ` → ${each.cure}`))));
}

function sources(list) {
  if (!list.length) return null;
  return folded(`Sources (${list.length})`, el('ul', {}, list.map((each) => el('li', {}, each))));
}

export function answer(data, all) {
  return el('article', { id: `answers-${data.id}` },
    el('header', {}, el('h2', {}, data.title.fi, el('small', {}, data.id)), keeping(data.keeping)),
    remarks(data.remarks),
    phones(all.languages, (lang) => [
      ...['open', 'closed'].map((clock) => el('div', { class: `when ${clock}` }, bubble(lang,
        data.keeping.status !== 'approved' && el('span', { class: 'draft' }, all.draft_mark[lang]),
        rich(data.shown[clock][lang]),
        data.table && folded(TABLE[lang], table(data.table, lang)),
        data.details && folded(MORE[lang], rich(data.details[lang])),
        data.links.map((link) => el('span', { class: 'link', title: link.url[lang] }, link.title[lang], el('small', {}, link.url[lang])))))),
      data.asked && bubble(lang, rich(data.asked[lang])),
      el('div', { class: 'choices' }, data.choices.map((titles) => el('span', { class: 'choice', lang }, titles[lang]))),
    ]),
    sources(data.keeping.source));
}

export function phrases(data, all) {
  return el('article', { id: `phrases-${data.id}` },
    el('header', {}, el('h2', {}, data.id.replaceAll('_', ' '), el('small', {}, `${data.items.length} texts`)), keeping(data.keeping)),
    remarks(data.remarks),
    data.items.map((item) => el('div', { class: 'phrase', 'data-search': words(item) },
      el('p', { class: 'name' }, el('code', {}, item.id), ` line ${item.line}`, item.wordings.length > 1 && ` · said in turn: ${item.wordings.length}`),
      item.wordings.map((wording) => phones(all.languages, (lang) => item.button
        ? el('span', { class: 'choice', lang }, wording[lang]) : bubble(lang, rich(wording[lang])))))));
}

export function questionnaire(data, all) {
  return el('article', { id: `questionnaires-${data.id}` },
    el('header', {}, el('h2', {}, data.title.fi, el('small', {}, `${data.id}, version ${data.version}, about ${data.about}, ${data.items.length} questions`)), keeping(data.keeping)),
    remarks(data.remarks),
    !data.reactions && el('p', { class: 'note' }, 'Reactions are off: only the safety list is shown.'),
    data.safety && phones(all.languages, (lang) => el('div', { class: 'bubble card', lang }, rich(data.safety[lang]))),
    el('ol', { class: 'questions' }, data.items.map((item) => el('li', { 'data-search': words(item) },
      el('p', { class: 'name' }, el('code', {}, item.link_id), ` ${item.type}`, item.unit && ` (${item.unit})`, item.show_if && ` · shown if ${item.show_if}`),
      phones(all.languages, (lang) => [
        bubble(lang, rich(item.text[lang]), item.why && folded('?', rich(item.why[lang]))),
        el('div', { class: 'choices' }, item.options.map((titles) => el('span', { class: 'choice', lang }, titles[lang]))),
        item.flags.map((flag) => el('div', { class: 'bubble card', lang },
          el('small', {}, `${flag.option ? flag.option[lang] : '✓'} → ${flag.instruction}`), rich(flag.text[lang]))),
      ])))),
    sources(data.keeping.source));
}

export function review(rows) {
  return el('article', { id: 'review' }, el('header', {}, el('h2', {}, 'Who reads what again, and by when')),
    el('div', { class: 'scroll', tabindex: '0' }, el('table', { class: 'wide' },
      el('thead', {}, el('tr', {}, ['By', 'Owner', 'Text', 'Status', 'File'].map((name) => el('th', { scope: 'col' }, name)))),
      el('tbody', {}, rows.map((row) => el('tr', {},
        el('td', {}, el('span', { class: `chip review-${row.review}` }, row.review === 'past' ? `overdue: ${dateWords(row.review_by)}` : dateWords(row.review_by))),
        el('td', {}, row.owner || 'no owner'),
        el('td', {}, el('a', { href: `#${row.kind}-${row.id}` }, row.title ? row.title.fi : row.id)),
        el('td', {}, el('span', { class: `chip ${row.status}` }, row.status)),
        el('td', {}, el('code', {}, row.file))))))));
}

// Every word of a thing, for searching.
export function words(value) {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return Object.values(value).map(words).join(' ');
  return String(value).toLowerCase();
}
