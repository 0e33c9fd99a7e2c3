/**
 * Turns a message's text into nodes: paragraphs, "- " lists, **bold**, links and phone numbers.
 * The text is only ever set as text: there is no way from a message to HTML.
 */
import type { ComponentChild, VNode } from 'preact';

export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'bold'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'tel'; text: string; href: string };

// An address ends before closing punctuation; a phone number is short-code, 0-number or +number with spaces.
const LINK = /\bhttps?:\/\/[^\s<>"'\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gi;
const TEL =
  /(?<![\w.,:/+-])(?:\+\d{1,3}(?:[ \u00a0-]?\d{2,4}){2,5}|0\d{1,3}(?:[ \u00a0-]\d{2,5}){1,4}|0\d{5,10}|116[ \u00a0]?\d{3}|112)(?![\w/-]|[.,:]\d)/g;

/** http and https only; anything else (javascript:, data:) stays text. */
export function safeHref(url: string): string | null {
  try {
    const parsed = new URL(url);
    return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null;
  } catch {
    return null;
  }
}

export function telHref(number: string): string {
  return `tel:${number.replace(/[^\d+]/g, '')}`;
}

/** Cuts one line into text, links and phone numbers. */
export function linkify(text: string): Piece[] {
  const hits: { at: number; end: number; piece: Piece }[] = [];
  for (const match of text.matchAll(LINK)) {
    let shown = match[0].replace(/[.,:;!?…]+$/, '');
    // A closing bracket belongs to the sentence unless the address opened it.
    while (/[)\]]$/.test(shown) && !shown.includes(shown.endsWith(')') ? '(' : '[')) shown = shown.slice(0, -1);
    const href = safeHref(shown);
    if (href) hits.push({ at: match.index, end: match.index + shown.length, piece: { kind: 'link', text: shown, href } });
  }
  for (const match of text.matchAll(TEL)) {
    const at = match.index;
    const end = at + match[0].length;
    if (hits.some((hit) => at < hit.end && end > hit.at)) continue;
    hits.push({ at, end, piece: { kind: 'tel', text: match[0], href: telHref(match[0]) } });
  }
  hits.sort((a, b) => a.at - b.at);
  const pieces: Piece[] = [];
  let from = 0;
  for (const hit of hits) {
    if (hit.at > from) pieces.push({ kind: 'text', text: text.slice(from, hit.at) });
    pieces.push(hit.piece);
    from = hit.end;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

/** One line with **bold** (where allowed), links and phone numbers. */
export function inlinePieces(line: string, markup: boolean): Piece[] {
  if (!markup) return linkify(line);
  return line.split(/(\*\*[^*\n]+\*\*)/).flatMap((part) => {
    const bold = /^\*\*([^*\n]+)\*\*$/.exec(part);
    return bold ? linkify(bold[1]!).map((p): Piece => (p.kind === 'text' ? { kind: 'bold', text: p.text } : p)) : linkify(part);
  });
}

export type Block = { kind: 'p'; lines: string[] } | { kind: 'ul'; items: string[] };

/** Paragraphs and lists. Without markup (what people typed) every line stays as it was written. */
export function blocks(text: string, markup: boolean): Block[] {
  const out: Block[] = [];
  for (const line of text.replace(/\r\n?/g, '\n').trim().split('\n')) {
    const last = out.at(-1);
    const item = markup ? /^\s*[-•] +(.*)$/.exec(line) : null;
    if (item) {
      if (last?.kind === 'ul') last.items.push(item[1]!);
      else out.push({ kind: 'ul', items: [item[1]!] });
    } else if (line.trim() === '') {
      out.push({ kind: 'p', lines: [] });
    } else if (last?.kind === 'p') {
      last.lines.push(line);
    } else {
      out.push({ kind: 'p', lines: [line] });
    }
  }
  return out.filter((block) => block.kind === 'ul' || block.lines.length > 0);
}

function inline(line: string, markup: boolean): ComponentChild[] {
  return inlinePieces(line, markup).map((piece) => {
    switch (piece.kind) {
      case 'bold':
        return <strong>{piece.text}</strong>;
      case 'link':
        return (
          <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        );
      case 'tel':
        return (
          <a href={piece.href} class="tel">
            {piece.text}
          </a>
        );
      default:
        return piece.text;
    }
  });
}

export function RichText({ text, markup = false }: { text: string; markup?: boolean }): VNode {
  return (
    <>
      {blocks(text, markup).map((block) =>
        block.kind === 'ul' ? (
          <ul>
            {block.items.map((item) => (
              <li>{inline(item, markup)}</li>
            ))}
          </ul>
        ) : (
          <p>
            {block.lines.map((line, at) => (
              <>
                {at > 0 && <br />}
                {inline(line, markup)}
              </>
            ))}
          </p>
        ),
      )}
    </>
  );
}

/** The text without marks, for announcing. */
export function plain(text: string): string {
  return text.replace(/\*\*([^*\n]+)\*\*/g, '$1').replace(/^\s*[-•] +/gm, '').trim();
}
