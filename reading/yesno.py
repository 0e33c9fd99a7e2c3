"""Yes, no and "don't know" in a parent's own words; a statement counts only where it is about the question."""
from __future__ import annotations

import re
from datetime import datetime
from typing import Optional

from rapidfuzz import fuzz

from reading.meaning import DEGREES, FEATURES, PARTS, about, asks_back, things
from reading.question import Question
from reading.statements import denying, several_conditions, stated
from reading.tables import LANGUAGES, pattern, phrases, says
from reading.text import fold, plain
from reading.thresholds import by_figure

SHORT = 5             # words; the asked word said back
LONG_ANSWER = 12      # words; longer yes/no answers are asked again unless they begin clearly
FILLERS = re.compile(r"^(?:no|nå|nå men|well|hmm+|öö+|tota|siis|eh|uh|um|jaa-a|tja|anteeksi|sori|sorry|oh|voi|hei|hej|hi)[, ]+")
# Verbs that say yes only where they answer: at the beginning ("on ollut"), or about the very thing that was asked.
VERB = re.compile(r"\b(?:on|oon|oli|olen|ollut|ollu|onhan|saanut|saanu|har|hade|ar|finns|has|have|had|is|was|does|did|got|gets)\b")
NEGATION = re.compile(r"\b(?:ei|eika|ingen|inget|inga|inte|int|utan|no|not|without|hasn't|hasnt|isn't|isnt|doesn't|doesnt)\b")
LACKING = re.compile(r"\b(\w{4,})(?:ton|less|los)\b|\b(\w{4,}?)[- ]?(?:free|fri|fritt)\b")      # kuumeeton, fever-free, feberfri
INTENSE = re.compile(r"^(?:tosi|aika|ihan|erittain|todella|kovin|hyvin|jatkuvasti|valitettavasti|mycket|jatte|ganska|vildans|very|really|so|quite|super|extremely|it|he|she|they|se|sita|hon|han|de|det)\s+")
OPENING = re.compile(r"^(?:mun mielesta|minun mielesta|mielestani|ma luulen etta|luulen etta|i think|i guess|i'd say|jag tror att|jag tror|enligt mig|tror att)\s+")
# "Ja" is yes in Swedish and "and" in Finnish: with several words after it something of the rest must be Swedish.
FINNISH_AND = re.compile(r"ja [^\W\d_]+ \w+")
SWEDISH = re.compile(r"\b(?:det|de|den|har|hade|ar|var|hon|han|hen|vi|jag|dom|nog|lite|men|och|som|pa|i|en|ett|sen|sedan|"
                     r"mycket|tyvarr|absolut|visst|redan|just|nu|gor|kan|ska|hela|varje|av|med|till|for|om|inte|int|tror)\b")
A_LITTLE = re.compile(r"\b(?:vahan|hieman|pikkusen|hiukan|lite|litet|a bit|a little|slightly)\b")


# Yes and no by turns, or a choice between them: "joo eller nä", "yes no wait".
_YES, _NO = r"(?:joo|juu|kylla|kyl|ja|jo|jaa|yes|yeah|yep)", r"(?:ei|en|nej|na|naa|nee|no|nope|nah)"
WAVERS = re.compile(rf"\b(?:{_YES}\b.{{0,12}}\b(?:tai|vai|eller|or)\b.{{0,4}}\b{_NO}|{_NO}\b.{{0,12}}\b(?:tai|vai|eller|or)\b.{{0,4}}\b{_YES})\b|"
                    rf"\b{_YES}[ ,]+{_NO}[ ,]+(?:\w+[ ,]+)?{_YES}\b|\b{_NO}[ ,]+{_YES}[ ,]+(?:\w+[ ,]+)?{_NO}\b|\b(?:yes|yeah) no\b.*\b(?:yes|no)\b")
# Words with which an answer is plainly a yes or no, whatever follows.
CLEAR = {"fi": re.compile(r"(?:no )?(?:joo|juu|jep|kylla|kyl|ei|eipa|en|enpa|eika)\b(?! (?:tie|tii|osaa|oo|ole|muista|mita))"),
         "sv": re.compile(r"(?:ja|jo|joo|ja da|jada|visst|absolut|nej|na|naa|nae|nee)\b"),
         "en": re.compile(r"(?:yes|yeah|yep|yup|no|nope|nah)\b(?! (?:body|one))")}
ONLY_VERB = re.compile(r"(?:(?:on|oli|olen|oon|ollut|ollu|onhan|saanut|saanu|har|hade|ar|finns|has|have|had|is|was|does|did|joo|kylla|kyl|ja|jo|yes|valitettavasti|tyvarr|unfortunately|"
                       r"he|she|it|i|det|han|hon|jag|se|sen|silla|hanella|minulla|mulla|nog|tosi|paljon)\b ?)+")
ENDED = re.compile(r"\b(?:laski\w*|loppu\w*|ohi|meni pois|aiemmin|enaa|slut|borta|forsvann|over|gick ner|tidigare|gone|stopped|went|before|earlier|better|parempi|parani|battre)\b")
VERB_THEN_NO = re.compile(r"(?:har|hade|ar|finns|gor|kan|ser|kanner) (?:(?:jag|vi|han|hon|hen|det|de|da|ju|nog|faktiskt|annars) ){0,3}(?:inte|int)\b(?!.*\b(?:men|utan|annat|bara|matt|testat|kollat|tagit|vagt|provat)\b)")
STOPPING_ASKED = re.compile(r"lakkaa|lopu|slutar|upphor|stop")
NO_LONGER = re.compile(r"\b(?:ei|inte|int|not|no|isn't|isnt|doesn't)\b.*\b(?:enaa|langre|mer|any ?more|longer)\b")
SHE_HAS = re.compile(r"(?:he|she|it|i)(?: has| have| does| did|'s)")
WENT_ON = re.compile(r"^\s*(?:$|had|been|it|that|the same|since|for|always|a lot|a bit|some|a little|indeed|so|unfortunately|sadly|yes)\b")
VERB_AND_FIGURE = re.compile(r"^(?:on|oli|olen|oon|har|hade|ar|is|was|has)\s+(?:noin |about |ungefar )?\d[^\d]*(?:[.,]\d[^\d]*)?$")


def yesno(question: Question, text: str, lang: str, now: Optional[datetime] = None) -> Optional[str]:
    """"yes", "no", "unknown", or None when it is unclear, both, or about something else."""
    said = plain(text)
    if lang == "sv":
        said = re.sub(r"^(?:nå|no)\b[, ]+(?=\w)", "", said)         # before folding: "nå" begins, "nä" denies
    said = fold(re.sub(r"[!?…\"()*:;]+", " ", said)).strip(" .,")
    said = OPENING.sub("", " ".join(said.split()))
    if not said:
        return None
    if re.fullmatch(r"[👍✅]+", text.strip()) or said in ("y", "k", "x"):
        return "yes"
    if text.strip() in ("👎", "❌") or said in ("n", "e"):
        return "no"
    if WAVERS.search(said):
        return None
    if denying(question.text) and STOPPING_ASKED.search(fold(question.text.lower())) and NO_LONGER.search(said) and not STOPPING_ASKED.search(said):
        return "no"             # "ei vuoda enää" to "a bleeding that does not stop?"
    if denying(question.text) and NEGATION.search(said) and len(re.split(r",", said)[0].split()) > 2:
        return None             # "ei käytä kättä" to "onko käsi käyttämättä": the no may mean yes
    clear = CLEAR[lang].match(said)
    if not clear and not says("unknown", said, lang) and not asks_back(text, lang):
        found = by_figure(question, text, lang, now) or stated(said, question.text, lang)
        if found:
            return found
        if VERB_AND_FIGURE.match(said):
            return None         # "on 2 vuotta": a figure, and no yes to what was asked
    found = _in_language(said, lang, question)
    if found:
        return found if found != "unclear" else None
    for other in LANGUAGES:         # a whole answer in another language; "ja silmä rähmii" is Finnish and no Swedish yes
        for group in ("unknown", "no", "yes"):
            if other != lang and said in phrases(group, other):
                return group
    return None if asks_back(text, lang) or several_conditions(question.text) else _stated(said, question)


def _in_language(said: str, lang: str, question: Question) -> Optional[str]:
    if lang != "en":
        said = FILLERS.sub("", said) if lang == "fi" and not re.match(r"^no (?:on|ei|joo|kyl)", said) else re.sub(r"^no (?=\w)", "", said)
        if lang == "fi":
            said = re.sub(r"^no (?=\w)", "", said)
    else:
        said = re.sub(r"^(?:well|hmm+|um|uh|oh)[, ]+", "", said)
    if says("unknown", said, lang):
        return "unknown"
    if lang == "en":
        said = re.sub(r"\b(?:did|do|does|has|have|had|is|was|are|were) not\b", "not", said)       # "i did not see any"
    if lang == "sv" and VERB_THEN_NO.match(said):
        return "no"             # "har jag då int märkt"
    yes, no = pattern("yes", lang).search(said), pattern("no", lang).search(said)
    if not yes and not no:
        return _misspelt(said, lang)
    if asks_back(said, lang):
        return "unclear"
    if yes and not no and A_LITTLE.search(said) and yes.start() == 0:
        said = A_LITTLE.sub(" ", said)         # a bit of it is a yes
    if says("unclear", said, lang):
        return "unclear"
    if yes and no:
        # "ei kyllä" and "joo ei" are no in spoken Finnish; "no, she is ok" begins with its answer.
        if lang == "fi":
            return "no" if re.match(r"^(?:joo |kyl\w* )?(?:ei|en|eipa)\b", said) or re.search(r"^\w+ (?:ei|en)\b", said) else "unclear"
        return ("no" if no.start() <= yes.start() else
                "unclear" if re.search(r"\b(?:inte|int|not|n't)\b", said) else "yes")
    first = yes or no
    if lang == "sv" and FINNISH_AND.match(said) and not SWEDISH.search(said) and not (
            question.text and about(said[3:], [question.text])):
        return "unclear"
    if VERB.fullmatch(first.group()) and yes and several_conditions(question.text) and not ONLY_VERB.fullmatch(said) and len(re.findall(r"\d+(?:[.,]\d+)?", said)) < 2:
        return "unclear"            # one of the conditions is not all of them
    if yes and SHE_HAS.fullmatch(first.group()) and first.start() == 0 and not WENT_ON.search(said[first.end():].strip()) and not about(said[first.end():], [question.text]):
        return "unclear"            # "she has a cold" says yes to something else
    if first.start() > 0 and _other_matter(said, first, yes is not None, question):
        return "unclear"
    if len(said.split()) > LONG_ANSWER and first.start() > 12:
        return "unclear"
    return "yes" if yes else "no"


def _other_matter(said: str, found: re.Match[str], agrees: bool, question: Question) -> bool:
    """"Sillä on yskä" to a question about fever: the verb says yes to something else."""
    weak = VERB.fullmatch(found.group()) or NEGATION.fullmatch(found.group()) if not agrees else VERB.fullmatch(found.group())
    rest = said[:found.start()] + said[found.end():]
    return bool(weak) and bool(question.text) and len(rest.split()) > 1 and not about(rest, [question.text])


def _stated(said: str, question: Question) -> Optional[str]:
    """A statement about the thing that was asked: "vauvalla on kuumetta", "ingen feber", "kuumeeton"."""
    if not question.text or len(said.split()) > LONG_ANSWER or denying(question.text):
        return None
    lacking = LACKING.search(said)
    if lacking and about(next(group for group in lacking.groups() if group), [question.text]):
        return "no"
    denied = NEGATION.search(said)
    if denied:
        return "no" if about(said[denied.end():], [question.text]) else None
    stated = VERB.search(said)
    if stated:
        return "yes" if about(said[stated.end():], [question.text]) else None
    exact = (things(said) & things(question.text)) - DEGREES - PARTS - FEATURES
    if exact and len(said.split()) <= SHORT and not ENDED.search(said):
        return "yes"                # "nenä vuotaa" to "onko nuhaa"
    # The word that was asked, said back: "kutisee hirveesti", "very itchy", "kliar".
    first = INTENSE.sub("", said).split(" ")[0]
    return "yes" if len(said.split()) <= SHORT and about(first, [question.text]) else None


def _misspelt(said: str, lang: str) -> Optional[str]:
    if not 3 <= len(said) <= 14 or " " in said:
        return None
    for group in ("yes", "no"):
        if any(len(phrase) >= 4 and fuzz.ratio(said, phrase) >= 80 for phrase in phrases(group, lang)):
            return group
    return None
