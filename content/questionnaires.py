"""Pre-information question sets: loading data/questionnaires/ into frozen shapes, and what a page shows.

Holds which questions belong to a set and in which order. Computes nothing from answers: a question may be
hidden by one earlier answer (page flow), and an instruction hangs on one option, never on a combination.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from content import LANGUAGES
from content.files import ContentError, Document, Watched, data_dir, load, localised, yaml_files
from content.texts import Localised

TYPES = ("choice", "multi", "number", "duration", "text", "photo", "yesno", "age", "gestation", "date", "weight")
ABOUT = ("child", "pregnancy", "postpartum")
SAFETY = "K3"                     # the place of the safety list in `opening`; it is a card, not an item
CHECK = "Z6"                      # the check page, always last
YES_NO = ("yes", "no", "unknown")
# A misspelt key (`redflag:`) would drop what it says without a word, so only these are read.
SET_KEYS = frozenset({"id", "version", "status", "owner", "approved_on", "approved_by", "sources", "about", "title", "reactions",
                      "cues", "opening", "items", "closing"})
ITEM_KEYS = frozenset({"link_id", "type", "text", "label", "why", "unit", "min", "max", "decimals", "suggest",
                       "options", "red_flag", "flag", "show_if", "prefill", "confirm", "about"})
OPTION_KEYS = frozenset({"id", "title", "label", "red_flag", "none", "about", "opens"})
VIOLENCE = "violence"             # what an option may open besides its instruction: the violence card with quick exit


@dataclass(frozen=True)
class Option:
    id: str
    title: Localised
    red_flag: str | None = None   # id of the fixed instruction that this option shows
    none: bool = False            # "none of these": ends a multi-choice at once
    about: tuple[str, ...] = ()   # offered only in sets about these; empty = always
    label: Localised | None = None  # how the answer reads in the check page and the summary, where not as the button
    opens: str | None = None      # VIOLENCE


@dataclass(frozen=True)
class ShowIf:
    """Page flow only: the item is shown when one earlier answer equals (or, for multi, holds) `value`."""

    link_id: str
    value: str


@dataclass(frozen=True)
class Item:
    link_id: str
    type: str
    text: Localised
    label: Localised
    why: Localised | None = None
    # measured values
    unit: str | None = None       # UCUM
    min: float | None = None
    max: float | None = None
    decimals: int = 0
    suggest: tuple[Any, ...] = () # values offered as buttons; typing another is always possible
    # answering
    options: tuple[Option, ...] = ()
    red_flag: str | None = None   # yesno: the instruction shown at "yes"
    show_if: ShowIf | None = None
    prefill: str | None = None    # name of the particulars that may be offered for confirmation
    confirm: bool = False         # what was understood is confirmed with a button before it is kept
    about: tuple[str, ...] = ()

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True)
class Instruction:
    id: str
    text: Localised
    out_of_hours: Localised | None
    tel: tuple[tuple[str, Localised], ...]

    def words(self, is_open: bool) -> Localised:
        """The fixed text; outside opening hours its own form where there is one."""
        return self.out_of_hours if self.out_of_hours and not is_open else self.text


@dataclass(frozen=True)
class Safety:
    intro: Localised
    items: tuple[Localised, ...]

    def words(self) -> Localised:
        return {code: self.intro[code] + "\n" + "\n".join(f"- {item[code]}" for item in self.items)
                for code in LANGUAGES}


@dataclass(frozen=True)
class Common:
    """What every question set shares: K and Z items, safety lists by subject, fixed instructions."""

    items: Mapping[str, Item]
    safety: Mapping[str, Safety]
    instructions: Mapping[str, Instruction]
    document: Document | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Questionnaire:
    id: str
    version: int
    status: str
    about: str
    title: Localised
    reactions: bool
    cues: Mapping[str, tuple[str, ...]]
    opening: tuple[str, ...]
    items: tuple[Item, ...]
    closing: tuple[str, ...]
    document: Document | None = field(default=None, repr=False, compare=False)

    def sequence(self, common: Common) -> tuple[Item, ...]:
        """All items in the order of asking, with the options that fit what the set is about."""
        before = [common.items[name] for name in self.opening if name != SAFETY]
        after = [common.items[name] for name in self.closing if name != CHECK]
        return tuple(_fitting(item, self.about) for item in (*before, *self.items, *after)
                     if not item.about or self.about in item.about)


@dataclass(frozen=True)
class Catalogue:
    """Every question set at one moment."""

    questionnaires: Mapping[str, Questionnaire]
    common: Common

    def approved(self) -> Catalogue:
        """Only what has been approved: for a deployment that forbids drafts. Safety lists and instructions stay."""
        shared = bool(self.common.document) and self.common.document.data.get("status") == "approved"
        sets = {name: each for name, each in self.questionnaires.items() if shared and each.status == "approved"}
        return Catalogue(sets, self.common)

    def about(self, about: str) -> tuple[Questionnaire, ...]:
        return tuple(self.questionnaires[name] for name in sorted(self.questionnaires)
                     if self.questionnaires[name].about == about)


def visible(items: tuple[Item, ...], answers: Mapping[str, Any]) -> tuple[Item, ...]:
    """The items that the answers so far leave on the page; an item hidden by a hidden one is hidden too."""
    shown: list[Item] = []
    seen: set[str] = set()
    for item in items:
        if item.show_if is None or (item.show_if.link_id in seen and _holds(item.show_if, answers)):
            shown.append(item)
            seen.add(item.link_id)
    return tuple(shown)


def _holds(condition: ShowIf, answers: Mapping[str, Any]) -> bool:
    value = (answers.get(condition.link_id) or {}).get("value")
    return condition.value in value if isinstance(value, list) else value == condition.value


def _fitting(item: Item, about: str) -> Item:
    if not any(option.about for option in item.options):
        return item
    kept = tuple(option for option in item.options if not option.about or about in option.about)
    return Item(**{**item.__dict__, "options": kept})


# reading the files

def folder() -> Path:
    return data_dir() / "questionnaires"


def files() -> list[Path]:
    return sorted(folder().glob("*.yml"))


def read_catalogue() -> Catalogue:
    """Load all of data/questionnaires/; raises ContentError at the first mistake."""
    common = read_common(load(folder() / "common.yml"))
    found: dict[str, Questionnaire] = {}
    for path in files():
        if path.name == "common.yml":
            continue
        questionnaire = read_questionnaire(load(path), common)
        found[questionnaire.id] = questionnaire
    return Catalogue(found, common)


def read_common(document: Document) -> Common:
    """The shared file; raises ContentError."""
    _mapping(document)
    items = [_item(document, ("items", index)) for index in range(len(document.data.get("items") or []))]
    safety = {}
    for about in ABOUT:
        if about not in (document.data.get("safety") or {}):
            raise document.error(("safety",), f'the safety list for "{about}" is missing', "add it")
        count = len(document.data["safety"][about].get("items") or [])
        safety[about] = Safety(
            localised(document, "safety", about, "intro"),
            tuple(localised(document, "safety", about, "items", index) for index in range(count)))
    instructions = {name: _instruction(document, name) for name in document.data.get("instructions") or {}}
    by_id = {item.link_id: item for item in items}
    if len(by_id) != len(items):
        raise document.error(("items",), "a linkId stands twice", "give each item its own link_id")
    _check_flags(document, items, instructions, "items")
    return Common(by_id, safety, instructions, document)


def read_questionnaire(document: Document, common: Common) -> Questionnaire:
    """One question set; raises ContentError naming file, line and cure."""
    data = _mapping(document)
    _known(document, (), data, SET_KEYS, ())
    about = data.get("about")
    if about not in ABOUT:
        raise document.error(("about",), f'"about" is {about!r}', f"use one of {', '.join(ABOUT)}")
    name = str(data.get("id", ""))
    if name != document.path.stem:
        raise document.error(("id",), f'id "{name}" is not the file name', f"write `id: {document.path.stem}`")
    items = tuple(_item(document, ("items", index)) for index in range(len(data.get("items") or [])))
    opening, closing = tuple(data.get("opening") or ()), tuple(data.get("closing") or ())
    for part, names in (("opening", opening), ("closing", closing)):
        for index, link_id in enumerate(names):
            if link_id not in common.items and link_id not in (SAFETY, CHECK):
                raise document.error((part, index), f'"{link_id}" is not in common.yml', "correct the id")
    if not isinstance(data.get("reactions", True), bool):
        raise document.error(("reactions",), f'"reactions" is {data["reactions"]!r}', "write `true` or `false`")
    for index, item in enumerate(items):
        if item.link_id in common.items:
            raise document.error(("items", index, "link_id"), f'linkId "{item.link_id}" is a shared question',
                                 "give the question an id of its own, or name the shared one in opening or closing")
        if item.about and about not in item.about:
            raise document.error(("items", index, "about"), f'"{item.link_id}" is not about "{about}": the question '
                                 "could never be reached", "correct or remove `about`")
    if SAFETY not in opening:
        raise document.error(("opening",), "the safety list K3 is missing", "add K3 to opening")
    questionnaire = Questionnaire(
        id=name, version=read_version(document), status=str(data.get("status", "draft")), about=about,
        title=localised(document, "title"), reactions=data.get("reactions", True) is not False,
        cues={code: tuple((data.get("cues") or {}).get(code) or ()) for code in LANGUAGES},
        opening=opening, items=items, closing=closing, document=document)
    _check_flags(document, items, common.instructions, "items")
    _check_flow(document, questionnaire, common)
    return questionnaire


def read_version(document: Document) -> int:
    """The version of a set or of the shared file; raises ContentError where it is not a whole number from 1."""
    version = document.data.get("version", 1)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise document.error(("version",), f'"version" is {version!r}', "write a whole number, 1 for the first")
    return version


def _mapping(document: Document) -> dict[str, Any]:
    if not isinstance(document.data, dict):
        raise ContentError(document.path, 1, "the file is empty", "see docs/pre-information.md")
    return document.data


def _id(value: Any) -> str:
    """YAML reads a bare yes or no as true or false; ids are words."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _known(document: Document, key: tuple[Any, ...], data: Any, keys: frozenset[str], needed: tuple[str, ...]) -> None:
    if not isinstance(data, dict):
        raise document.error(key, "this is not written as `key: value`", "see docs/pre-information.md")
    for name in data:
        if name not in keys:
            raise document.error((*key, name), f'"{name}" is not a known key', f"use one of {', '.join(sorted(keys))}")
    for name in needed:
        if name not in data:
            raise document.error(key, f'"{name}" is missing', f"add `{name}:`")


def _item(document: Document, key: tuple[Any, ...]) -> Item:
    data: Any = document.data
    for part in key:
        data = data[part]
    _known(document, key, data, ITEM_KEYS, ("link_id", "type"))
    kind = data["type"]
    if kind not in TYPES:
        raise document.error((*key, "type"), f'"{kind}" is not a type of question', f"use one of {', '.join(TYPES)}")
    options = tuple(_option(document, (*key, "options", index)) for index in range(len(data.get("options") or [])))
    if kind in ("choice", "multi") and not options:
        raise document.error(key, "the question has no options", "add `options:`")
    names = [option.id for option in options]
    for index, option in enumerate(names):
        if option in names[:index]:
            raise document.error((*key, "options", index), f'option "{option}" stands twice', "give each option its own id")
    _check_red_flag(document, key, data)
    if data.get("red_flag") and kind != "yesno":
        raise document.error((*key, "red_flag"), f'a question of type "{kind}" shows no instruction of its own',
                             "give `red_flag` to the option it belongs to, or make it a yes/no question")
    condition = data.get("show_if")
    if "show_if" in data and not (isinstance(condition, dict) and set(condition) == {"link_id", "is"}
                                  and not isinstance(condition["link_id"], (list, dict))
                                  and not isinstance(condition["is"], (list, dict))):
        raise document.error((*key, "show_if"), "a condition may look at one earlier answer only",
                             "write `{link_id: …, is: …}`")
    return Item(
        link_id=str(data["link_id"]), type=kind, text=localised(document, *key, "text"),
        label=localised(document, *key, "label"), why=localised(document, *key, "why", required=False),
        unit=data.get("unit"), min=data.get("min"), max=data.get("max"), decimals=int(data.get("decimals") or 0),
        suggest=tuple(data.get("suggest") or ()), options=options, red_flag=data.get("red_flag"),
        show_if=ShowIf(str(condition["link_id"]), _id(condition["is"])) if condition else None,
        prefill=data.get("prefill"), confirm=bool(data.get("confirm")), about=tuple(data.get("about") or ()))


def _option(document: Document, key: tuple[Any, ...]) -> Option:
    data: Any = document.data
    for part in key:
        data = data[part]
    _known(document, key, data, OPTION_KEYS, ("id",))
    _check_red_flag(document, key, data)
    if data.get("opens") not in (None, VIOLENCE):
        raise document.error((*key, "opens"), f'"{data["opens"]}" cannot be opened', f"write `opens: {VIOLENCE}`")
    if data.get("opens") and data.get("red_flag") != "I-CRI":
        raise document.error((*key, "opens"), "the violence card shows I-CRI", "add `red_flag: I-CRI`")
    return Option(_id(data["id"]), localised(document, *key, "title"), data.get("red_flag"),
                  bool(data.get("none")), tuple(data.get("about") or ()),
                  localised(document, *key, "label", required=False), data.get("opens"))


def _check_red_flag(document: Document, key: tuple[Any, ...], data: Mapping[str, Any]) -> None:
    """A red flag that names no instruction would show nothing, without a word."""
    if ("red_flag" in data and not data["red_flag"]) or ("flag" in data and not data.get("red_flag")):
        raise document.error((*key, "red_flag" if "red_flag" in data else "flag"), "a red flag without an instruction",
                             "name it: `red_flag: I-116`")


def _instruction(document: Document, name: str) -> Instruction:
    data = document.data["instructions"][name]
    tel = tuple((str(entry["number"]), localised(document, "instructions", name, "tel", index, "title"))
                for index, entry in enumerate(data.get("tel") or []))
    return Instruction(name, localised(document, "instructions", name, "text"),
                       localised(document, "instructions", name, "out_of_hours", required=False), tel)


def _check_flags(document: Document, items: Any, instructions: Mapping[str, Instruction], part: str) -> None:
    for index, item in enumerate(items):
        flags = [(item.red_flag, (part, index, "red_flag"))]
        flags += [(option.red_flag, (part, index, "options", number, "red_flag"))
                  for number, option in enumerate(item.options)]
        for flag, key in flags:
            if flag is not None and flag not in instructions:
                raise document.error(key, f'the instruction "{flag}" is not in common.yml', "correct its id")


def _check_flow(document: Document, questionnaire: Questionnaire, common: Common) -> None:
    earlier: dict[str, Item] = {}
    for item in questionnaire.sequence(common):
        index = next((n for n, own in enumerate(questionnaire.items) if own.link_id == item.link_id), None)
        key = ("items", index) if index is not None else ("opening",)
        if item.link_id in earlier:
            raise document.error(key, f'linkId "{item.link_id}" stands twice', "give each item its own link_id")
        if item.show_if:
            source = earlier.get(item.show_if.link_id)
            if source is None:
                raise document.error((*key, "show_if"), f'"{item.link_id}" depends on a question that is not '
                                     f'asked before it ("{item.show_if.link_id}")', "correct show_if")
            known = YES_NO if source.type == "yesno" else tuple(option.id for option in source.options)
            if item.show_if.value not in known:
                raise document.error((*key, "show_if"), f'"{item.show_if.value}" is not an answer to '
                                     f'"{source.link_id}": the question could never be reached', "correct show_if")
        earlier[item.link_id] = item


catalogue: Watched[Catalogue] = Watched(lambda: yaml_files(folder()), read_catalogue)
"""The question sets in use; `catalogue.get()` follows edits without restart or retraining."""
