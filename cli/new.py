"""`./neuvo new answer|intent|language NAME`: files to fill in, in every language at once. Never overwrites a file.

What is made is empty on purpose: `./neuvo check` names each gap, and the running service keeps its last good texts.
"""
# ruff: noqa: E501 (the templates hold lines as long as they are in the files)

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from cli.places import Stop
from content import LANGUAGES, answers
from content.check import examples, languages
from content.check.answers import FLOW_INTENTS
from content.check.stories import domain_intents
from content.files import ContentError, Document, load, shown_path

NAMES = {"fi": "Finnish", "sv": "Swedish", "en": "English"}
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_NAME = 40

ANSWER = """\
# The answer to "{name}". Fill in every language; what stands after a # is advice and may be taken away.
# Look at it as the family sees it: ./neuvo preview     What is still missing: ./neuvo check
topic: {name}
title:                      # the name on a button, in two or three words; at most 40 characters
  fi: ""
  sv: ""
  en: ""
status: draft               # "approved" when two persons have read it: then also approved_by (docs/editors.md, Approve)
owner: ""                   # who answers for the text: title and name
review_by:                  # the day by which it must be read again, for example 2027-11-30
source: []                  # where the facts come from, for example ["https://thl.fi/…"]
answer:                     # the first sentence answers. At most about 60 words, short sentences, a next step.
  # Write on the lines below each |, four spaces in. **Bold** and lines that begin with "- " may be used.
  # No urgency is judged and nobody is told to wait: say whom to contact. 112 first where life may be in danger.
  fi: |

  sv: |

  en: |

# details:                  # what opens behind "Lisää / Mera / More". Take the # away to use it.
#   fi: |
#     …
#   sv: |
#     …
#   en: |
#     …
# links:                    # a button to a web page: https only
#   - url: {{fi: "https://…", sv: "https://…", en: "https://…"}}
#     title: {{fi: "…", sv: "…", en: "…"}}
hours:                      # a line added by the clock; {{closes}} and {{opens}} are filled in
  open:
    fi: "Hoitajat vastaavat chatissa tänään klo {{closes}} asti."
    sv: "Hälsovårdarna svarar i chatten i dag till {{closes}}."
    en: "Nurses answer in the chat today until {{closes}}."
  closed:
    fi: "Chat on nyt kiinni. Hoitajat vastaavat taas {{opens}}. Jos jokin oire huolestuttaa, soita Päivystysapuun 116117, hätätilanteessa 112."
    sv: "Chatten är stängd nu. Hälsovårdarna svarar igen {{opens}}. Om ett symtom oroar dig, ring Jourhjälpen 116117, i en nödsituation 112."
    en: "The chat is closed now. Nurses answer again on {{opens}}. If a symptom worries you, call the Medical Helpline 116117; in an emergency, call 112."
next: [nurse]               # buttons under the answer, at most 4: ids of choices.yml or other subjects
"""

SITUATIONS = (
    ("topic-only", "One or two words, as typed in a hurry."),
    ("question", "A plain question, in many wordings: polite, short, spoken language."),
    ("own-situation", "Somebody tells of their own situation, and the matter comes in the middle or at the end."),
    ("with-mistakes", "The same with spelling mistakes, without dots over letters, without capital letters."),
)
BLOCK = """\
# {advice}
- intent: {name}
  metadata: {{situation: {situation}}}
  examples: |
"""
HEAD = """\
# Messages about "{name}" as families write them in {language}. At least {fewest}, better {few}, in all blocks together.
# One message a line under `examples: |`, four spaces in, beginning with "- ". Not translations of another language:
# write as people here write. No names, no identity codes. A message belongs to one subject only.
version: "3.1"
nlu:
"""
COMING = """\
# Messages about "{name}" in "{code}". Written ahead: they count when the language is taken into use (see {checklist}).
# One message a line under `examples: |`, four spaces in, beginning with "- ". The English ones above each block show
# the situation; write what families say in it, not a translation.
version: "3.1"
nlu:
"""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="./neuvo new", description="Makes files to fill in, in every language at once."
    )
    parser.add_argument("what", choices=("answer", "intent", "language"))
    parser.add_argument(
        "name", help="of the subject, for example car_seat; or a language's two letters, for example et"
    )
    given = parser.parse_args(arguments)
    try:
        made, words = {"answer": new_answer, "intent": new_intent, "language": new_language}[given.what](given.name)
    except (Stop, ContentError) as problem:
        print(f"neuvo: {problem}", file=sys.stderr)
        return 1
    for path in made if len(made) <= 6 else made[:2]:
        print(f"made {shown_path(path)}")
    if len(made) > 6:
        print(f"… and {len(made) - 2} more beside them")
    print(words)
    return 0


def require_name(name: str) -> None:
    """Raises Stop with a sentence that says what a name may be."""
    if not _NAME.fullmatch(name) or not 3 <= len(name) <= LONGEST_NAME:
        raise Stop(
            f'"{name}" cannot be the name of a subject; use 3–{LONGEST_NAME} small letters a–z, digits and _ '
            f'between words, for example "car_seat".'
        )
    if name in FLOW_INTENTS | domain_intents():
        raise Stop(f'"{name}" is used by the program itself; choose another name.')


def new_answer(name: str) -> tuple[list[Path], str]:
    require_name(name)
    path = answers.folder() / f"{name}.yml"
    _write(path, ANSWER.format(name=name))
    if name in examples.named():
        return [path], "Fill it in, then ./neuvo check."
    return [path], f"Nobody is led to it yet: ./neuvo new intent {name} makes the files for what families write."


def new_intent(name: str) -> tuple[list[Path], str]:
    require_name(name)
    wanted = [examples.folder() / code / f"{name}.yml" for code in LANGUAGES]
    missing = [path for path in wanted if not path.exists()]
    if not missing:
        raise Stop(f'"{name}" already has examples in every language; open {shown_path(wanted[0])}.')
    for path in missing:
        code = path.parent.name
        head = HEAD.format(name=name, language=NAMES.get(code, code), fewest=examples.FEWEST, few=examples.FEW)
        _write(
            path, head + "".join(BLOCK.format(name=name, situation=slug, advice=advice) for slug, advice in SITUATIONS)
        )
    answer = answers.folder() / f"{name}.yml"
    if not answer.exists():
        _write(answer, ANSWER.format(name=name))
        missing.append(answer)
    return missing, "Fill them in, then ./neuvo check; the subject is understood after ./neuvo train."


def new_language(code: str) -> tuple[list[Path], str]:
    if not re.fullmatch(r"[a-z]{2}", code):
        raise Stop(f'"{code}" is not a language code; use the two letters of ISO 639-1, for example "et" for Estonian.')
    if code in LANGUAGES:
        raise Stop(f'"{code}" is already one of the languages ({", ".join(LANGUAGES)}).')
    if code in languages.prepared():
        raise Stop(f'"{code}" has been begun; see {shown_path(languages.checklist(code))}.')
    made = []
    for source in sorted((examples.folder() / "en").glob("*.yml")):
        path = examples.folder() / code / source.name
        _write(path, _coming(load(source), source.stem, code))
        made.append(path)
    progress = languages.progress(code)
    _write(languages.checklist(code), _checklist(code, progress))
    return [languages.checklist(code), *made], (
        f"To write: {progress.of_texts} texts in {len(progress.missing)} files, and {examples.FEWEST} or more messages for "
        f"each of {progress.of_subjects} subjects.\nThe list is in {shown_path(languages.checklist(code))}; "
        "./neuvo check tells how far it is. Families see the language when a developer has taken it into use."
    )


def _coming(document: Document, name: str, code: str) -> str:
    blocks = []
    for index, block in enumerate(document.data["nlu"]):
        situation = (block.get("metadata") or {}).get("situation") or f"{name}-{index}"
        shown = [line.strip() for line in block["examples"].splitlines() if line.strip()][:3]
        advice = "\n#   ".join(["In English:", *shown])
        blocks.append(BLOCK.format(name=block["intent"], situation=situation, advice=advice))
    return COMING.format(name=name, code=code, checklist=shown_path(languages.checklist(code))) + "".join(blocks)


def _checklist(code: str, progress: languages.Progress) -> str:
    rows = "\n".join(
        f"- [ ] `{shown_path(path)}`: {len(lines)} texts, lines {_few(lines)}"
        for path, lines in sorted(progress.missing.items())
    )
    spoken = ", ".join(LANGUAGES)
    return f"""\
# A new language: {code}

Until the last part is done the service speaks {spoken} and passes over everything written here: nothing can break.
`./neuvo check` tells how far the work is.

## Editors: what families write

- [ ] `data/nlu/{code}/`: at least {examples.FEWEST} messages for each of {progress.of_subjects} subjects, written by someone who speaks the language daily

## Editors: what families read

Beside `fi`, `sv` and `en` add a line `{code}: …` at each of these places ({progress.of_texts} texts):

{rows}

## Editors with a developer: what must be safe from the first day

- [ ] `data/safety/{code}.yml`: words of danger to life and their look-alikes; read by two health professionals
- [ ] `data/particulars/{code}.yml`: how temperature, age, duration and weeks of pregnancy are written

## Developer: taking the language into use

- [ ] `content/__init__.py`: add "{code}" to `LANGUAGES` (from then on a missing text is an error everywhere)
- [ ] `content/texts.py`: weekdays, months, time and decimal mark; `content/check/words.py`: words to avoid, reading difficulty
- [ ] `bot/nlu/`: language identification and embedding tested on the new messages; `reading/`: numbers and units
- [ ] `web/`: strings of the widget and of the console; `data/service/queues.yml`: a queue that answers in the language
- [ ] train, and let the measures of understanding and the conversation scripts pass in every language
"""


def _few(lines: Iterable[int]) -> str:
    every = list(lines)
    return ", ".join(map(str, every[:8])) + (" …" if len(every) > 8 else "")


def _write(path: Path, text: str) -> None:
    if path.exists():
        raise Stop(f"{shown_path(path)} exists already; open it instead, nothing was changed.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
