"""Turns number words of three languages, spoken forms too, into figures inside a text.

"kolkytyheksän ja puol" → "39.5", "trettiåtta komma fyra" → "38.4", "kaksviikkonen" → "2 viikkonen".
"""
from __future__ import annotations

import re
from typing import Optional

from reading.text import plain

# Longest first inside each alternation. Values: the units 0-9, "t" ten, "x" times ten, "+" plus ten, "c" hundred.
FI_ATOMS = [
    # "about five": viitisen, kymmenisen; marks and bus lines: vitonen, seiska
    (r"kymmenisen|kymmenkunta", 10), (r"yhdeksisen", 9), (r"kahdeksisen", 8), (r"seitsemisen", 7), (r"kuutisen", 6), (r"viitisen", 5),
    (r"nelisen", 4), (r"kolmisen", 3), (r"parisen", 2), (r"ykkö(?:nen|stä|sen|s)", 1), (r"kakko(?:nen|sta|sen|s)", 2), (r"kolmo(?:nen|sta|sen|s)", 3),
    (r"nelo(?:nen|sta|sen|s)", 4), (r"vito(?:nen|sta|sen|s)", 5), (r"kuto(?:nen|sta|sen|s)", 6),
    (r"nolla(?:n|a)?", 0), (r"yhdeks[aä]n|yheks[aä]n|yheks[aä]|ysi(?:n)?", 9), (r"kahdeksan|kaheksan|kaheksa|kasi(?:n)?", 8),
    (r"seitsem[aä]n|seittem[aä]n|seitem[aä]n|seiska(?:n)?|seittem[aä]", 7),
    (r"kuusi|kuuden|kuutta|kuus|kuud", 6), (r"viisi|viiden|viitt[aä]|viis|vii(?=kyt)", 5),
    (r"nelj[aä]n|nelj[aä][aä]|nelj[aä]|nelj|neli|nel", 4), (r"kolmen|kolmea|kolme|kolmi|kolm|kolk(?=k)|kol", 3),
    (r"kahden|kahta|kaksi|kaks|kahe|kaki", 2), (r"yhden|yht[aä]|yksi|yks", 1),
    (r"toista|toist|tois", "+"), (r"kymment[aä]|kymmenen|kymmen[aä]|kymmene|kymment|kymppi", "t"),
    (r"kytt[aä]|kyt[aä]|kyt|kyn(?=t)|kymppiä(?=\B)", "x"), (r"sataa|sata", "c"),
]
SV_ATOMS = [
    # grades and marks: "en sjua"
    (r"ettan?(?![^\W\d_])", 1), (r"tvåan?(?![^\W\d_])", 2), (r"trean?(?![^\W\d_])", 3), (r"fyran(?![^\W\d_])", 4), (r"femman?(?![^\W\d_])", 5),
    (r"sexan?(?![^\W\d_])", 6), (r"sjuan?(?![^\W\d_])", 7), (r"åttan(?![^\W\d_])", 8), (r"nian?(?![^\W\d_])", 9), (r"tian?(?![^\W\d_])", 10),
    (r"tretton", 13), (r"fjorton", 14), (r"femton", 15), (r"sexton", 16), (r"sjutton", 17), (r"arton|aderton", 18),
    (r"nitton", 19), (r"elva", 11), (r"tolv", 12), (r"tjugo|tjugu|tju", 20), (r"trettio|tretti|tretio", 30),
    (r"fyrtio|fyrti|förtio|förti", 40), (r"femtio|femti", 50), (r"sextio|sexti", 60), (r"sjuttio|sjutti", 70),
    (r"åttio|åtti", 80), (r"nittio|nitti", 90), (r"hundra", "c"), (r"noll", 0), (r"nio|nie", 9), (r"åtta|ått", 8),
    (r"sju", 7), (r"sex", 6), (r"fem", 5), (r"fyra|fyr", 4), (r"tre", 3), (r"två|tvo|tu", 2), (r"ett|en", 1), (r"tio|tie", "t"),
]
EN_ATOMS = [
    (r"thirteen", 13), (r"fourteen", 14), (r"fifteen", 15), (r"sixteen", 16), (r"seventeen", 17), (r"eighteen", 18),
    (r"nineteen", 19), (r"eleven", 11), (r"twelve", 12), (r"twenty", 20), (r"thirty", 30), (r"forty|fourty", 40),
    (r"fifty", 50), (r"sixty", 60), (r"seventy", 70), (r"eighty", 80), (r"ninety", 90), (r"hundred", "c"),
    (r"zero", 0), (r"nine", 9), (r"eight", 8), (r"seven", 7), (r"six", 6), (r"five", 5), (r"four", 4), (r"three", 3),
    (r"two", 2), (r"one", 1), (r"ten", "t"),
]
ATOMS = {lang: [(re.compile(pattern), value) for pattern, value in atoms]
         for lang, atoms in (("fi", FI_ATOMS), ("sv", SV_ATOMS), ("en", EN_ATOMS))}
# What any number word of the language begins with: most words are none.
BEGINNINGS = {lang: re.compile("|".join(pattern.pattern for pattern, _ in atoms)) for lang, atoms in ATOMS.items()}
# A number word may be glued to these: "kaksviikkonen", "tvååring", "tremånaders".
TAILS = {
    "fi": re.compile(r"-?(?:vuoti|vuote|vuode|vee|kuukau|kuinen|kuise|kuis|viikko|viikoi|viikon|päiväi|päivän|paivai|tuntisen|kiloi|asteis|kertaa|tunti|päivä|kk)"),
    "sv": re.compile(r"-?(?:åring|års|år|manad|månad|vecko|veckor|dagar|dags|kilo|grader|tiden)"),
    "en": re.compile(r"-?(?:year|month|week|day)"),
}
UNITS_AFTER_ONE = re.compile(
    r"\s+(?:dag|dygn|vecka|månad|manad|år|ar|timme|timma|halvtimme|gång|gang|kilo|grad|minut|kvart|liter|"
    r"day|week|month|year|hour|time|minute|kilo|pound|litre|liter|åring|månads)", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
ARTICLES = {"sv": ("en", "ett"), "en": ("a", "an", "one")}
HALF_AFTER_UNIT = re.compile(
    r"(?<![\d.])(\d+) (kilo\w*|kg|viikkoa|vuotta|vuosi|kuukautta|päivää|vuorokautta|tuntia|veckor|vecka|år|månad\w*|dygn|dagar|tim\w+|"
    r"years?|months?|weeks?|days?|hours?) (?:ja|och|å|o|and) (?:a |en |ett )?(?:puoli|puol|halv|halvt|half)\b(?! \w*(?:tunti|vuot|vuosi|kuu|päiv|timm|år|hour|day|year))")
# Without one of these there is no half and no dozen to read.
HALVES = re.compile(r"pu?ol|halv|half|dozen|dussin|tusin")
HALF = r"(?:puoli|puol|puolikas|puolikkaan|halvan|halv|halvt|half)"


def digitise(text: str, lang: str) -> str:
    """Plain text with figures for number words and a dot for the decimal comma."""
    text = plain(text)
    text = re.sub(r"\b(komma|pilkku|pilkkua|piste|point|comma|dot) (?:ett|en|one)\b", r"\1 1", text)
    halves = HALVES.search(text) is not None
    if halves:
        text = _halves_before(text)
    text = WORD.sub(lambda match: _word(match, text, lang), text)
    text = _join_tens(text, lang)
    text = re.sub(r"(\d),(\d)", r"\1.\2", text)
    text = re.sub(r"(\d+) (?:ja|och|å|and) 0\.5\b", r"\1.5", text)
    text = re.sub(r"(\d)\s*(?:pilkku|pilkkua|piste|komma|comma|point|dot)\s*(\d)", r"\1.\2", text)
    if halves:
        text = re.sub(rf"(\d+)\s*(?:ja|och|å|o|and|plus|\+)?\s*(?:a|en|ett|et)?\s*{HALF}\b(?!\s*(?:tunti|vuot|vuosi|kuu|päiv|timm|år|hour|day|year))",
                      r"\1.5", text)
        text = HALF_AFTER_UNIT.sub(r"\1.5 \2", text)          # "12 kilos and half", "2 viikkoa ja puoli"
    return re.sub(r"\s+", " ", text).strip()


def _halves_before(text: str) -> str:
    """Words that hold a half: puolitoista, en och en halv, one and a half, puolikolmatta."""
    text = re.sub(r"\b(?:half a|half|halvt? ett|ett halvt|halvt|puoli)[ -]?(?:dozen|dussin|tusinaa?)\b", "6", text)
    text = re.sub(r"\b(?:(?:a|one|ett) )?(?:dozen|dussin|tusina)\b", "12", text)
    text = re.sub(r"\bpuol(?:i|en)?\s?toist(?:a)?", "1.5 ", text)
    text = re.sub(r"\bpuol(?:en|i)?toista", "1.5 ", text)
    text = re.sub(r"\b(?:a|one|1) (week|day|month|year|hour) and (?:a )?half\b", r"1.5 \1", text)
    text = re.sub(r"\b(viikon|viikko|vuorokauden|päivän|kuukauden|vuoden|tunnin) ja pu?ol(?:i|et|en)?\b", r"1.5 \1", text)
    text = re.sub(r"\b(?:en|ett|1) (vecka|dag|månad|timme|dygn|år) och en halv\b", r"1.5 \1", text)
    text = re.sub(r"\bhalvann(?:an|at)\b", "1.5", text)
    text = re.sub(r"\b(?:en|ett|1)\s*(?:och|å|o)\s*(?:en|ett)\s*halv(?:t)?(?:\s*(?=år|åring))?", "1.5 ", text)
    text = re.sub(r"\b(?:one|1)\s+and\s+(?:a\s+)?half\b", "1.5", text)
    text = re.sub(r"\b([^\W\d_]+|\d+)\s*(?:och|å|o)\s*(?:en|ett)\s*halv(?:t)?\b", r"\1 och halv", text)
    text = re.sub(r"\b(\d+|two|three|four|five|six|seven|eight|nine|ten|[a-z]+ty(?:[ -][a-z]+)?)\s+and\s+a\s+half\b", r"\1 and half", text)
    text = re.sub(r"\bpuoli?(?=vuoti|vuot)", "0.5 ", text)
    text = re.sub(r"\bhalv(?=åring|årig|år\b)", "0.5 ", text)
    text = re.sub(r"\b(?:half a|a half|half an|half)\s+(?=year|hour|day|week)", "0.5 ", text)
    text = re.sub(r"\b(?:ett halvt?|en halv|halvt?)\s*(?=år|tim|dygn|dag|kilo)", "0.5 ", text)
    return re.sub(r"\bpuol(?:i|en)?\s*(?=tunti|tunnin|tuntia|vuotta|vuode|vuosi|vuorokau|päivä|kilo)", "0.5 ", text)


def _word(match: re.Match[str], text: str, lang: str) -> str:
    """Figures for one word; articles count only before a unit ("en vecka", "a week")."""
    whole = match.group()
    if whole in ARTICLES.get(lang, ()):
        return "1" if whole == "one" or UNITS_AFTER_ONE.match(text, match.end()) else whole
    parts = []
    for part in whole.split("-"):
        value, tail = parse_word(part, lang)
        parts.append(part if value is None else f"{value} {tail}".strip())
    return "-".join(parts)


def parse_word(word: str, lang: str) -> tuple[Optional[int], str]:
    """The number a single word says and the unit glued to it, or (None, "")."""
    if not BEGINNINGS[lang].match(word):
        return None, ""
    place, atoms = 0, []
    while place < len(word):
        for pattern, value in ATOMS[lang]:
            found = pattern.match(word, place)
            if found and found.end() > place:
                atoms.append(value)
                place = found.end()
                break
        else:
            break
    tail = word[place:]
    if not atoms or (tail and not TAILS[lang].match(tail)):
        return None, ""
    return evaluate(atoms), tail


def evaluate(atoms: list) -> Optional[int]:
    """Atoms → number; two bare units in one word are two figures ("kolmekasi" = 38)."""
    total, unit, figures = 0, None, []
    for atom in atoms:
        if atom == "c":
            total, unit, figures = (total + (unit if unit is not None else 1)) * 100, None, []
        elif atom == "x":
            if unit is None:
                return None
            total, unit, figures = total + unit * 10, None, []
        elif atom == "t":
            total, unit, figures = (total + unit * 10 if unit is not None else total + 10), None, []
        elif atom == "+":
            if unit is None:
                return None
            total, unit, figures = total + 10 + unit, None, []
        elif atom >= 10:
            total, unit, figures = total + atom, None, []
        else:
            figures.append(atom)
            unit = atom
    if len(figures) > 1 and total == 0:
        return int("".join(map(str, figures)))
    return total + (unit or 0)


def _join_tens(text: str, lang: str) -> str:
    """"30 9" from two words → 39; "3 8" stays for the reader of temperatures."""
    if lang == "fi":
        text = re.sub(r"\b(\d) (?:kymmentä|kyt|kytä)\b", lambda m: str(int(m[1]) * 10), text)
    if lang == "en":        # "a hundred and two"
        text = re.sub(r"\b(?:a )?([1-9]00) (?:and )?(\d{1,2})\b", lambda m: str(int(m[1]) + int(m[2])), text)
    return re.sub(r"\b([2-9]0)[ -]([1-9])\b(?![.,]\d)", lambda m: str(int(m[1]) + int(m[2])), text)
