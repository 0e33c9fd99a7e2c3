"""What the widget looks like, in words that are the same on every machine, compared with kept references.

Pictures differ from machine to machine by their fonts. So not pixels are compared but what the style sheets decide: for each
part its colours, letters, padding, border and corners, and the size or the distance from the panel's sides where the
style sheet and not a text decides it. Wording and letters' widths change none of it. What must hold everywhere (nothing
sticks out, nothing is cut, nothing lies on a button) needs no reference.

References: `looks/<state>.json`, {part: {style: [where it looks so]}}. `./neuvo test --accept-looks` writes them anew."""
from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path

from tests.browser.widget.visitor import Visitor

FOLDER = Path(__file__).parent / "looks"
ACCEPT = "NEUVO_ACCEPT_LOOKS"
COMMAND = "./neuvo test --accept-looks"
LANGUAGES = ("fi", "sv", "en")
Parts = dict[str, set[str]]     # part -> its styles in one look; several where it stands more than once

# Left out: what comes and goes with texts (draft marks, links, what is behind "more"), with the length of the talk (the
# way to the newest), with the moment (dots, announcements).
READ = """() => {
  const host = document.querySelector('neuvo-chat'), root = host.shadowRoot;
  const LEFT_OUT = '.vh, [data-announcer] *, .dots, .dot, .draft, .draft-notice, .to-newest, .tel, .links, .details, .badge, .place, svg *';
  const FIXED = '.panel, .icon-button, .send, .icon, .logo, .resize, .launcher svg, .scores input';
  const STRETCHED = '.head, .head-row, .tool-row, .exit, .notices, .notice, .log-frame, .log, .composer, .composer-row, .card, .question, .emergency-card, .call, .confirm, .feedback, .free textarea';
  const hex = (text) => text.replace(/rgba?\\(([^)]*)\\)/g, (_, inside) => { const [r, g, b, a] = inside.split(/[ ,/]+/).map(Number);
    return a === 0 ? 'none' : '#' + [r, g, b].map((n) => n.toString(16).padStart(2, '0')).join('') + (a === undefined ? '' : ' ' + a) });
  const shown = (el) => el.getClientRects().length && getComputedStyle(el).visibility === 'visible';
  const panel = root.querySelector('.panel[open], .panel:popover-open, section.panel');
  const frame = panel ? panel.getBoundingClientRect() : { left: 0, right: innerWidth, top: 0, bottom: innerHeight };
  const parts = [], faults = [];
  const name = (el) => { const who = el.closest('.group')?.classList[1];
    const own = el.tagName.toLowerCase().replace(/^(div|span|p|section|ul)$/, '') + [...el.classList].map((c) => '.' + c).join('');
    return (who && !el.matches('.group') ? who + ' ' : '') + (own || el.tagName.toLowerCase()) };
  for (const el of root.querySelectorAll('[class], textarea, button, progress, th, td, dt, dd')) {
    if (!shown(el) || el.matches(LEFT_OUT) || el.closest('.links, .details, .dots') || (panel && el.matches('.frame, .launcher, .launcher *'))) continue;
    const s = getComputedStyle(el), box = el.getBoundingClientRect(), words = [];
    const say = (key, value, usual) => { if (value && value !== usual) words.push(key + ' ' + value) };
    if (el.matches(FIXED)) say('size', Math.round(box.width) + '×' + Math.round(box.height));
    if (el.matches(STRETCHED)) say('sides', Math.round(box.left - frame.left) + ' ' + Math.round(frame.right - box.right));
    say('ink', hex(s.color)); say('paper', hex(s.backgroundColor), 'none');
    say('letters', s.fontSize + '/' + s.lineHeight + ' ' + s.fontWeight + (s.fontStyle === 'normal' ? '' : ' ' + s.fontStyle));
    say('padding', s.padding, '0px');
    say('border', ['Top', 'Right', 'Bottom', 'Left'].map((side) => parseFloat(s['border' + side + 'Width']) ? s['border' + side + 'Width'] + ' ' + s['border' + side + 'Style'] + ' ' + hex(s['border' + side + 'Color']) : '0')
      .filter((word, at, all) => at === 0 || all.some((other) => other !== all[0])).join(', '), '0');
    say('corners', s.borderRadius, '0px'); say('gap', s.gap, 'normal'); say('opacity', s.opacity, '1');
    say('display', s.display, 'block'); say('align', s.textAlign, 'start');
    say('line', s.textDecorationLine, 'none'); say('shadow', hex(s.boxShadow), 'none');
    if (el.matches('svg')) { say('fill', hex(s.fill), '#000000'); say('stroke', hex(s.stroke), 'none'); say('stroke-width', s.strokeWidth, '1px') }
    parts.push([name(el), words.join('; ')]);
    if (el.closest('.table, .scores input')) continue;      // a wide table is scrolled inside its own frame
    if (box.left < frame.left - 1 || box.right > frame.right + 1) faults.push(name(el) + ' sticks out of the panel');
    if (/hidden|clip/.test(s.overflowX) && !el.matches('textarea, progress, svg') && el.scrollWidth > el.clientWidth + 1) faults.push(name(el) + ' cuts off its content');
  }
  const buttons = [...root.querySelectorAll('.head button, .composer button, .composer textarea, .resize')].filter(shown).map((el) => [el, el.getBoundingClientRect()]);
  const menu = root.querySelector('.menu-list');
  for (const [one, a] of buttons) for (const [other, b] of buttons) {
    if (one === other || menu?.contains(one) || menu?.contains(other)) continue;
    if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) faults.push(name(one) + ' lies on ' + name(other));
  }
  return { parts, faults: [...new Set(faults)] };
}"""


def read(visitor: Visitor) -> tuple[Parts, list[str]]:
    """The parts that are seen now and what is wrong whatever the reference says."""
    visitor.page.mouse.move(0, 0)       # what happens to lie under the pointer looks different
    found = visitor.page.evaluate(READ)
    parts: Parts = defaultdict(set)
    for part, style in found["parts"]:
        parts[part].add(style)
    return dict(parts), found["faults"]


def kept(state: str) -> dict[str, Parts]:
    """What is kept of a state: look ("sv phone dark") -> its parts."""
    path = FOLDER / f"{state}.json"
    looks: dict[str, Parts] = defaultdict(dict)
    for part, styles in (json.loads(path.read_text()) if path.exists() else {}).items():
        for style, places in styles.items():
            for place in places:
                for look in ([place] if place[:2] in LANGUAGES else [f"{language} {place}" for language in LANGUAGES]):
                    looks[look].setdefault(part, set()).add(style)
    return dict(looks)


def keep(state: str, looks: dict[str, Parts]) -> None:
    """Write what `kept` reads; what is the same in all languages is written once."""
    gathered: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for look, parts in looks.items():
        for part, styles in parts.items():
            for style in styles:
                gathered[part][style].add(look)
    written = {part: {style: _short(places) for style, places in sorted(styles.items())} for part, styles in sorted(gathered.items())}
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{state}.json").write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n")


def _short(places: set[str]) -> list[str]:
    short: set[str] = set()
    for place in places:
        rest = place.partition(" ")[2]
        short.add(rest if all(f"{language} {rest}" in places for language in LANGUAGES) else place)
    return sorted(short)


def differences(name: str, before: Parts | None, now: Parts) -> list[str]:
    """What has changed in one look, a sentence for each part."""
    if before is None:
        return [f"{name}: there is no reference yet"]
    told = []
    for part in sorted(before.keys() | now.keys()):
        gone, come = before.get(part, set()) - now.get(part, set()), now.get(part, set()) - before.get(part, set())
        if part not in now:
            told.append(f"{name}: {part} is not there any more")
        elif part not in before:
            told.append(f"{name}: {part} is new ({'; '.join(sorted(come))})")
        elif gone or come:
            told.append(f"{name}: {part}: {_changed(gone, come)}")
    return told


def _changed(gone: set[str], come: set[str]) -> str:
    """Only the words that differ, where one style became one other."""
    if len(gone) == len(come) == 1:
        old, new = (dict(word.partition(" ")[::2] for word in next(iter(styles)).split("; ")) for styles in (gone, come))
        return ", ".join(f"{key} {old.get(key, '–')} → {new.get(key, '–')}" for key in [*old, *(k for k in new if k not in old)]
                         if old.get(key) != new.get(key))
    return f"was {sorted(gone) or '–'}, is {sorted(come) or '–'}"


class Comparison:
    """One language's walk through the states: takes each look, then tells what changed or, when asked to, keeps it."""

    def __init__(self, language: str) -> None:
        self.language, self.faults = language, []  # type: ignore[var-annotated]
        self._taken: dict[str, dict[str, Parts]] = defaultdict(dict)

    def take(self, visitor: Visitor, state: str, size: str, scheme: str) -> None:
        parts, faults = read(visitor)
        look = f"{self.language} {size} {scheme}"
        self._taken[state][look] = parts
        self.faults += [f"{state} · {look}: {fault}" for fault in faults]

    def changes(self) -> str:
        """Empty when everything looks as it did; otherwise what a person needs to judge and to accept it."""
        if os.environ.get(ACCEPT):
            for state, looks in self._taken.items():
                others = {look: parts for look, parts in kept(state).items() if not look.startswith(f"{self.language} ")}
                keep(state, {**others, **looks})
            return ""
        told = []
        for state, looks in self._taken.items():
            references = kept(state)
            for look, parts in looks.items():
                told += differences(f"{state} · {look}", references.get(look), parts)
            told += [f"{state} · {look}: was not looked at" for look in references if look.startswith(f"{self.language} ") and look not in looks]
        if not told:
            return ""
        more = f"\n… and {len(told) - 40} more" if len(told) > 40 else ""
        return ("The widget looks different:\n" + "\n".join(told[:40]) + more
                + f"\nPictures: tests/shots/widget/. If it is meant so: {COMMAND}, and commit tests/browser/widget/looks/.")
