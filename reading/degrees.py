"""Options that say how much: as usual, less, nothing, all, something else. Which of them an answer means."""
from __future__ import annotations

import re

from reading.meaning import affirmed, without_doubt
from reading.question import Option
from reading.tables import pattern, says
from reading.text import fold, plain

MEANT = {   # group of words → what an option's id or title must look like to be meant
    "same": re.compile(r"normal|usual|same|well|good|tavalli|normaali|vanlig|fine|\bok\b|kuten ennen|ennallaan|som förut|oförändra|as before"),
    "less": re.compile(r"less|half|alle|mindre|vähem|little|poor|reduced"),
    "none": re.compile(r"none|nothing|not_at_all|no_|^no$|ei_|ei mit|ei ollen|ei lain|inget|ingenting|inte alls|not at all"),
    "all": re.compile(r"\ball\b|kaikk|alla"),
    "other": re.compile(r"other|muu|annat|else"),
    "unknown": re.compile(r"unknown|dont_know|not_sure|en tied|vet in|don't know|unsure"),
}
# "less than usual" names the usual only to compare with it.
COMPARED = r"[^,.;]{0,25}\b(?:kuin|kun|ku|an|mot|than|of|as|kuten)\b[^,.;]{0,25}$"
A_LITTLE_LESS = re.compile(r"\b(?:vahan|hieman|hiukan|pikkuisen|lite|nagot|a bit|a little|slightly|little bit) (?:vahem\w*|huonom\w*|heikom\w*|mindre|samre|less|worse|fewer)")
MEANT_LITTLE = re.compile(r"vähemmän kuin|selvästi vähem|mindre än (?:vanligt|förut|tidigare|vanlig)|less than (?:usual|before|normal)|clearly less|^less$|^mindre$|^vähemmän$")
MORE = re.compile(r"\b(?:enemman|enempi|mer|mera|more)\b")
BARE_NO = frozenset(["ei", "nej", "no", "nope"])
HALF = re.compile(r"\bpuol\w+|\bhalften\b|\bhalv\w*|\bhalf\b")
DOUBTED = re.compile(r"\b(?:ei|en|eika|inte|int|not|isn't|isnt|doesn't|doesnt|hasn't)\s+(?:\w+\s+){0,3}$")


def by_degree(folded: str, options: list[Option] | tuple[Option, ...], lang: str) -> list[Option]:
    """The option that an answer like "as usual" or "hardly anything" means; none where it says two things."""
    for group in _said(folded, options, lang):
        found = [option for option in options if MEANT[group].search(option.id.lower().replace("_", " ")) or group == "none" and option.none]
        found = found or [option for option in options if any(MEANT[group].search(plain(title)) for title in option.titles)]
        if len(found) == 1:
            return found
    return []


def contradicts(folded: str, options: list[Option] | tuple[Option, ...], lang: str, signs: bool) -> bool:
    """True for "not drinking well", and for "breathing normally" among `signs`: neither the usual nor a sign."""
    if not says("same", folded, lang) or says("less", folded, lang):
        return False
    offered = any(MEANT["same"].search(plain(title)) for option in options for title in option.titles) or any(
        says("same", fold(plain(title)), lang) for option in options for title in option.titles)
    denied = all(DOUBTED.search(folded[:found.start()]) for found in pattern("same", lang).finditer(folded))
    return (denied or bool(MORE.search(folded))) if offered else signs and not says("none", folded, lang)


def _said(folded: str, options, lang: str) -> list[str]:
    if says("unknown", without_doubt(folded), lang):
        return ["unknown"]
    # "ei ongelmia" and "inga problem" say "as usual" with a no, "ei hyvin" does not.
    same = [found for found in pattern("same", lang).finditer(folded) if not DOUBTED.search(folded[:found.start()])]
    rest = pattern("same", lang).sub(" ", folded) if same else folded
    less, none = says("less", rest, lang), _says_none(rest, lang)
    denied_usual = not same and says("same", folded, lang)
    if less and A_LITTLE_LESS.search(folded) and not any(MEANT_LITTLE.search(plain(title)) for option in options for title in option.titles):
        return []               # "a little less than usual" is not "less than half"
    if less:
        compared = same and any(re.search(COMPARED, folded[:found.start()]) for found in same)
        hesitant = lang == "fi" and re.search(r"\b(?:hyvin|aika|melko) (?:vah|huon|niuk|hiukan)|\b(?:tavallista|normaalia|aiempaa|entista|yleista) (?:\w+ )?(?:vah|huon|heik|harv|hilj|lais|vaisu)", folded)
        return ["less"] if not same or compared or hesitant or HALF.search(folded) else []
    if same and MORE.search(folded):
        return []               # "more than usual" is not offered
    if same:
        stated = affirmed(folded, lang)
        return ["same"] if not none or len(stated) > 2 and says("same", stated, lang) and not says("none", stated, lang) \
            and not re.search(r"\b(?:juo|syo|dric|ater|drink|eat|liik|ror|mov)\w*", _denied(folded, lang)) else []
    if none and not denied_usual:
        return ["none"]
    return [group for group in ("other", "all") if says(group, folded, lang)]


def _says_none(folded: str, lang: str) -> bool:
    """A bare no counts where it is nearly all that is said: "vesi pysyy mut ruoka ei" is not nothing."""
    found = [match.group() for match in pattern("none", lang).finditer(folded)]
    return any(match not in BARE_NO or len(folded.split()) <= 2 for match in found)


def _denied(folded: str, lang: str) -> str:
    stated = affirmed(folded, lang)
    return " ".join(word for word in folded.split() if word.strip(",.;!") not in stated)
