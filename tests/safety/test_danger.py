"""The danger lexicon: what must show the 112 card, what must not, and that it stays quick whatever is typed."""
from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest
import yaml

from content.files import ROOT, ContentError
from safety import danger, learned
from safety.lexicon import read

HERE = Path(__file__).parent
CALM = ROOT / "data" / "safety" / "calm"
LANGUAGES = ("fi", "sv", "en")
MISSED = 0.02            # of danger messages at most; each that is missed is a reason to edit the lexicon
FALSE = 0.02             # of harmless look-alikes, which are harder than what families mostly write
MISSED_WITH_TYPO = 0.12  # with one slip anywhere: short words cannot forgive one
# Told without a word of the lexicon, and not as any training message tells it.
LIKE_DANGER = (
    "omena ei tule ulos vaikka lyötiin selkään ja kasvot tummuu",
    "det kommer inget andetag fast han gapar",
    "inget händer fast jag har blåst i munnen på henne",
    "five back blows and it still won't come out",
    "eyes stay shut whatever I do and his head just rolls",
)
ORDINARY_WORK = 2_500    # comparisons for a message of forty words
GREATEST_WORK = 40_000   # for ten thousand characters of anything


def messages(kind: str, language: str) -> list[str]:
    path = CALM / f"{language}.yml" if kind == "harmless" else HERE / f"{kind}_{language}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))["messages"]


def examples(language: str, *, emergency: bool) -> list[tuple[str, str]]:
    """Training examples as (intent, message)."""
    found = []
    for path in sorted((ROOT / "data" / "nlu" / language).glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if (block["intent"] == "emergency") is emergency:
                found += [(block["intent"], line[2:].strip()) for line in block["examples"].splitlines() if line[2:].strip()]
    return found


def missed(texts: list[str], language: str) -> list[str]:
    return [text for text in texts if danger.find(text, language) is None]


def raised(texts: list[str], language: str) -> list[str]:
    return [text for text in texts if danger.find(text, language) is not None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_to_life_shows_the_card(language: str) -> None:
    texts = messages("danger", language)
    assert len(texts) >= 80
    assert len(missed(texts, language)) <= MISSED * len(texts), missed(texts, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_harmless_look_alikes_stay_silent(language: str) -> None:
    texts = messages("harmless", language)
    assert len(texts) >= 80
    assert len(raised(texts, language)) <= FALSE * len(texts), raised(texts, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lexicon_alone_finds_what_it_was_written_for(language: str) -> None:
    texts = messages("danger", language)
    lexicon = danger.lexicon()
    silent = [text for text in texts if danger.search(lexicon, text, language)[0] is None]
    assert len(silent) <= 0.06 * len(texts), silent


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_emergency_examples_are_found(language: str) -> None:
    """A floor against going backwards, not the aim (docs/danger-lexicon.md): half of them tell the danger without
    naming it. Likeness was learnt from these very messages, so this says nothing about new ones."""
    texts = [text for _, text in examples(language, emergency=True)]
    assert len(missed(texts, language)) <= 0.06 * len(texts), missed(texts, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinary_examples_raise_at_most_one_alarm_in_a_hundred(language: str) -> None:
    texts = [text for _, text in examples(language, emergency=False)][::4]
    assert len(raised(texts, language)) <= 0.01 * len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_of_the_conversation_hides_nothing(language: str) -> None:
    texts = messages("danger", language)
    for other in (*LANGUAGES, None):
        assert missed(texts, other) == missed(texts, language)


def one_slip(text: str, chance: random.Random) -> str:
    """One typing slip: a letter lost, doubled, swapped with the next, or hit beside."""
    places = [place for place, char in enumerate(text) if char.isalpha()]
    place = chance.choice(places)
    kind = chance.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1:]
    if kind == 1:
        return text[:place] + text[place] + text[place:]
    if kind == 2 and place + 1 < len(text):
        return text[:place] + text[place + 1] + text[place] + text[place + 2:]
    return text[:place] + chance.choice("abdefghijklmnoprstuvy") + text[place + 1:]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_typing_slip_seldom_hides_danger(language: str) -> None:
    chance = random.Random(112)
    texts = [one_slip(text, chance) for text in messages("danger", language) for _ in range(3)]
    assert len(missed(texts, language)) <= MISSED_WITH_TYPO * len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_is_seen_without_dots_shouted_and_between_emoji(language: str) -> None:
    texts = messages("danger", language)
    dotless = str.maketrans("äöåÄÖÅ", "aoaAOA")
    limit = MISSED * len(texts)
    assert len(missed([text.translate(dotless) for text in texts], language)) <= limit
    assert len(missed([text.upper() + "!!!" for text in texts], language)) <= limit
    assert len(missed([text.replace(" ", " 😭 ") for text in texts], language)) <= limit
    assert len(missed(["\u200b".join(text) for text in texts], language)) <= limit


@pytest.mark.parametrize("text", [
    "VAUVAEIHENGITÄ", "vauva ei   hengitä", "e i h e n g i t ä", "ei...hengitä", "eihengitä", "lapsi nieli nappi pariston",
    "BABYNANDASINTE", "hon andaas inte", "knapp batteri i magen", "babynotbreathing", "cantbreathe", "can’t breathe",
    "isn´t breathing", "she is un conscious", "shes seizing", "turning blue", "ei herää", "han krampar", "får int luft",
])
def test_the_ways_people_type_in_need_are_read(text: str) -> None:
    assert danger.find(text) is not None


@pytest.mark.parametrize(("text", "instructions"), [
    ("vauva ei hengitä", ("I-112",)),
    ("aion tappaa itseni tänä yönä", ("I-112", "I-CRI")),
    ("jag ska ta livet av mig i natt", ("I-112", "I-CRI")),
    ("voices tell me to drown the baby", ("I-112", "I-CRI")),
    ("mies ravistelee vauvaa nyt", ("I-112", "I-CRI")),
    ("taapero joi putkenavaajaa ja oksentaa verta", ("I-112", "I-POI")),
    ("she swallowed a button battery", ("I-112", "I-POI")),
    ("barnet svalde ett knappbatteri", ("I-112", "I-POI")),
])
def test_the_alarm_names_the_instructions_with_112_first(text: str, instructions: tuple[str, ...]) -> None:
    alarm = danger.find(text)
    assert alarm is not None
    assert alarm.instructions[0] == "I-112"
    assert set(instructions) <= set(alarm.instructions)


def test_the_words_of_an_alarm_do_not_show_when_it_is_printed_or_logged() -> None:
    alarm = danger.find("vauva ei hengitä")
    assert alarm is not None and "hengit" in alarm.words
    assert "hengit" not in repr(alarm)


@pytest.mark.parametrize(("harmless", "danger_itself"), [
    ("ei kouristuksia", "kouristuksia nyt"),
    ("hon är inte medvetslös", "hon är medvetslös"),
    ("no signs of seizures", "signs of a seizure happening now"),
    ("behöver ingen ambulans", "behöver en ambulans"),
    ("viime talvena lapsi kouristi kuumeessa", "lapsi kouristi äsken kuumeessa"),
    ("läste i en bok om ett barn som drunknade", "ett barn drunknade"),
    ("mitä teen jos lapsi tukehtuu", "mitä teen lapsi tukehtuu"),
    ("my dog is choking on a bone", "my dad is choking on a bone"),
])
def test_a_context_cancels_and_its_absence_does_not(harmless: str, danger_itself: str) -> None:
    assert danger.find(harmless) is None
    assert danger.find(danger_itself) is not None


@pytest.mark.parametrize("text", [
    "viime talvena kouristi, mutta nyt ei hengitä",
    "Last winter he had a febrile seizure. Now he is not breathing",
    "katottiin leffaa. nyt vauva ei hengitä",
    "ei kuumetta, kouristaa",
    "inte feber men krampar",
    "no fever but unconscious",
])
def test_a_context_cancels_nothing_beyond_its_scope(text: str) -> None:
    assert danger.find(text) is not None


@pytest.mark.parametrize("text", [
    "viime talvena oli kuumekouristus ja selvittiin säikähdyksellä, mutta nyt makaa silmät nurin eikä kuule",
    "ei kuumetta eikä ihottumaa eikä yskää mut huulet on ihan harmaat ja roikkuu sylissä ku rätti",
    "esikoisella oli joskus astma, nyt kuopus ei saa henkeä",
    "i somras hade han feberkramp och allt gick bra, men nu rycker armarna och ögonen rullar",
    "ingen feber inga utslag men läpparna är blåa och hon hänger som en trasa",
    "last summer he had a seizure and it went fine. now his arms jerk and eyes rolled back",
    "no fever, no rash, but she is floppy and her lips are blue",
])
def test_what_was_or_is_not_does_not_hide_what_is(text: str) -> None:
    assert danger.find(text) is not None


@pytest.mark.parametrize("text", ["kuolen nauruun :D", "lapsi sai hepulin ja hyppi silmät nurin 😂", "dör :D", "she is choking me haha"])
def test_laughter_takes_an_alarm_away(text: str) -> None:
    assert danger.find(text) is None


@pytest.mark.parametrize("text", ["haluan kuolla tänä yönä :D", "jag ska ta livet av mig i natt haha"])
def test_laughter_never_hides_a_will_to_die(text: str) -> None:
    assert danger.find(text) is not None


@pytest.mark.parametrize("text", ["ei", "nej", "no", "joo", "kyllä", "en tiedä", "vet inte", "dont know", "hej", "ok"])
def test_short_answers_raise_nothing(text: str) -> None:
    assert danger.find(text) is None


def with_lines(file: Path, sign: str, phrase: str) -> None:
    text = file.read_text(encoding="utf-8").replace("\nsigns:\n", f"\nsigns:\n{sign}", 1)
    file.write_text(text, encoding="utf-8")
    add_phrase(file, phrase)


def test_a_sign_is_any_of_its_wordings_and_its_exceptions_are_its_own(own_data: Path) -> None:
    with_lines(own_data / "fi.yml", "  outous:\n    - kummitus .. räätälissä !naamiaisis*\n    - haamu + kaupungissa\n",
               "(outous) + sipuli")
    assert danger.find("kummitus oli räätälissä ja sipuli") is not None
    assert danger.find("kaupungissa nähtiin haamu, sipuli") is not None
    assert danger.find("kummitus oli räätälissä naamiaisissa ja sipuli") is None
    assert danger.find("kummitus oli räätälissä") is None


def test_a_number_after_plus_says_how_near_the_parts_must_be(own_data: Path) -> None:
    add_phrase(own_data / "fi.yml", "kummitus +2 räätäli")
    assert danger.find("räätäli ja kummitus") is not None
    assert danger.find("kummitus tuli aamulla kylään kun räätäli nukkui") is None


@pytest.mark.parametrize(("sign", "phrase", "told"), [
    ("  outous:\n    - yksi + kaksi + kolme\n", "(outous)", "one + at most"),
    ("  outous: kummitus\n", "kummitus", "is not a list"),
    ("", "(tuntematon-merkki)", "no sign is called"),
])
def test_a_mistake_in_a_sign_is_told_with_file_line_and_cure(own_data: Path, sign: str, phrase: str, told: str) -> None:
    with_lines(own_data / "fi.yml", sign, phrase)
    with pytest.raises(ContentError, match=re.escape(told)) as failure:
        read(own_data.parent)
    assert failure.value.line


RUBBISH = {
    "nothing": "",
    "blanks": " \n\t" * 100,
    "only emoji": "😭" * 2_000,
    "one letter": "a" * 10_000,
    "a megabyte of one letter": "a" * 1_000_000,
    "one danger word again and again": "ei hengitä " * 1_000,
    "negations": "ei not inte " * 1_000,
    "first words of many phrases": "vauva on ihan meni se hän lapsi he she baby han hon barnet " * 200,
    "random letters": "".join(random.Random(5).choices("abcdefghijklmnopqrstuvwxyzåäö ", k=10_000)),
    "near misses": "hengiti hengixä hentigä kouristxa medvetslxs unconscxous " * 200,
    "no spaces": "vauvaeihengitä" * 700,
    "marks": "\u202e\u200b\u0000\ufeff" * 2_500,
    "punctuation": ".,!?;:()" * 1_250,
}


@pytest.mark.parametrize("name", RUBBISH)
def test_work_is_bounded_whatever_is_typed(name: str) -> None:
    _, work = danger.search(danger.lexicon(), RUBBISH[name])
    assert work <= GREATEST_WORK


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_ordinary_message_takes_little_work(language: str) -> None:
    lexicon = danger.lexicon()
    work = sorted(danger.search(lexicon, text)[1] for _, text in examples(language, emergency=False)[::5])
    assert work[int(0.99 * len(work))] <= ORDINARY_WORK


def test_danger_at_the_end_of_a_long_story_is_found() -> None:
    story = "Hyvää iltaa, meillä on ollut kiireinen viikko ja moni asia kesken. " * 200
    assert danger.find(story) is None
    assert danger.find(story + "Nyt vauva ei hengitä.") is not None
    assert danger.find("Vauva ei hengitä. " + story) is not None


@pytest.fixture
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "data" / "safety", tmp_path / "safety")
    monkeypatch.setenv("NEUVO_DATA", str(tmp_path))
    return tmp_path / "safety"


def add_phrase(file: Path, phrase: str) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    phrases:\n", f"    phrases:\n      - {phrase}\n", 1), encoding="utf-8")


def test_an_edited_lexicon_is_live_at_once(own_data: Path) -> None:
    assert danger.find("hirmu kummitus räätälissä") is None
    add_phrase(own_data / "fi.yml", "kummitus räätälissä")
    assert danger.find("hirmu kummitus räätälissä") is not None


def test_a_broken_edit_keeps_the_last_good_lexicon_and_says_what_is_wrong(own_data: Path) -> None:
    assert danger.find("vauva ei hengitä") is not None
    add_phrase(own_data / "fi.yml", "<no-such-group> sana")
    assert danger.find("vauva ei hengitä") is not None
    broken = danger.broken()
    assert broken is not None and "no group is called" in broken.sentence() and "fi.yml:" in broken.sentence()


@pytest.mark.parametrize(("old", "new", "told"), [
    ("    show: [I-112]\n", "    show: [I-CRI]\n", "write I-112 first"),
    ("    where: before\n", "    where: nowhere\n", '"where" of'),
    ("language: fi\n", "language: xx\n", "write fi, sv or en"),
    ("small_words: [", "small_words: [on, ", "put it in quotation marks"),
    ("lookalikes: [", "lookalikes: [kouristaa, ", "is a word of danger"),
    ("run_together: [", "run_together: [a*b, ", None),
])
def test_a_mistake_in_the_file_is_told_with_file_line_and_cure(own_data: Path, old: str, new: str, told: str | None) -> None:
    file = own_data / "fi.yml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    if told is None:
        read(own_data.parent)
        return
    with pytest.raises(ContentError, match=told) as failure:
        read(own_data.parent)
    assert failure.value.line


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_says_that_it_is_a_draft_without_a_clinical_owner(language: str) -> None:
    data = yaml.safe_load((ROOT / "data" / "safety" / f"{language}.yml").read_text(encoding="utf-8"))
    assert data["status"] == "draft" and data["owner"] is None and data["reviewed"] is None


def test_the_three_languages_know_the_same_dangers() -> None:
    known = {language: {entry["id"]: entry["show"] for entry in yaml.safe_load(
        (ROOT / "data" / "safety" / f"{language}.yml").read_text(encoding="utf-8"))["dangers"]} for language in LANGUAGES}
    assert known["fi"] == known["sv"] == known["en"]


# likeness

def test_danger_told_without_a_word_of_the_lexicon_shows_the_card() -> None:
    for text in LIKE_DANGER:
        assert danger.search(danger.lexicon(), text)[0] is None, f"the lexicon knows it: {text}"
        alarm = danger.find(text)
        assert alarm is not None and alarm.id == danger.ALIKE and alarm.instructions == ("I-112",), text


def test_likeness_reads_a_long_story_in_bounded_pieces() -> None:
    assert len(learned.pieces("hei " * 400_000)) <= len(learned.pieces("hei " * 400))
    assert learned.pieces("") == {}
    for text in RUBBISH.values():
        assert 0.0 <= learned.read().probability(text) <= 1.0


def test_weights_of_other_pieces_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "learned.bin"
    path.write_bytes(b'{"bits": 4, "scale": 1, "start": 0, "made_from": ""}\n' + bytes(16))
    with pytest.raises(ValueError, match="make it again"):
        learned.read(path)


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    weights = learned.read()
    weights.write(tmp_path / "copy.bin")
    copy = learned.read(tmp_path / "copy.bin")
    assert copy == weights and copy.probability("vauva ei hengitä") == weights.probability("vauva ei hengitä") > 0.5
