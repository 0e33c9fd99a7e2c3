"""The seventeen question sets as editors wrote them: every red flag with its own instruction, in three languages.

The table below is written by hand. A changed, lost or added red flag must be changed here too, knowingly.
A set that editors add later is held to everything but the table.
"""
from __future__ import annotations

import re

import pytest

from actions.preinfo.state import by_cues
from content import LANGUAGES
from content.check.words import AVOID
from content.questionnaires import CHECK, SAFETY, Item, Questionnaire, read_catalogue

CATALOGUE = read_catalogue()
SETS = sorted(CATALOGUE.questionnaires.values(), key=lambda each: each.id)
ITEMS = [(questionnaire, item) for questionnaire in SETS for item in questionnaire.items]
SHARED = list(CATALOGUE.common.items.values())

LONGEST_LABEL = 60
LONGEST_TITLE = 45

# question → instruction at "yes", or option → instruction. The words of each sign stand in the comments.
FLAGS: dict[str, dict[str, str | dict[str, str]]] = {
    "C1": {
        "C1-4": "I-116",                                  # under 3 months and 38 °C, or cool or limp
        "C1-5": "I-116",                                  # 3–6 months and 39 °C
        "C1-6": dict.fromkeys(["hard_to_wake", "rash", "stiff_neck", "breathing", "colour", "seizure"], "I-112"),
        "C1-7": "I-DAY",                                  # five days of fever
        "C1-9a": "I-DAY",                                 # no wee for 12 h, 8 h under 3 months
    },
    "C2": {
        "C2-4": "I-112",                                  # spots that do not fade, ill or feverish
        "C2-5": "I-112",                                  # swollen face or tongue, trouble breathing
        "C2-10": "I-116",                                 # newborn with blisters or pus
        "C2-10a": "I-DAY",                                # wide blistering or around the eye
    },
    "C3": {
        "C3-4": {"green_vomit": "I-112", "blood": "I-116", "belly_pain": "I-116", "limp": "I-112"},
        "C3-5": "I-116",                                  # no wee for 12 h, 8 h under 3 months
        "C3-7": "I-116",                                  # under 3 months and vomiting, or forceful
        "C3-9": dict.fromkeys(["dry_mouth", "no_tears", "sunken_eyes"], "I-DAY"),
    },
    "C4": {
        "C4-3": dict.fromkeys(["blue", "pauses", "grunting", "ribs", "too_breathless", "exhausted", "stridor"],
                              "I-112"),
        "C4-4": "I-112",                                  # something stuck in the airway
        "C4-5": "I-116",                                  # under 3 months, breathing infection, feeding less
        "C4-7": "I-DAY",                                  # feeds less than half
    },
    "C5": {
        "C5-5a": {"pale": "I-DAY"},
        "C5-7": {"cannot_wake": "I-112", "limp": "I-112", "no_feed_8h": "I-116", "yellow_sleepy": "I-116"},
        "C5-8": "I-DAY",                                  # fewer than four wet nappies
    },
    "C6": {
        "C6-4": {"limp": "I-112",
                 **dict.fromkeys(["cry", "fever", "green_vomit", "belly", "groin", "after_fall"], "I-116")},
        "C6-8": {"limit": "I-DAY"},                       # the parent is at the limit: the nurse the same day
        "C6-9a": "I-CRI",                                 # afraid of shaking or hurting
        "C6-9": "I-112",                                  # has been shaken
    },
    "C7": {
        "C7-3": {"chemical": "I-112", **dict.fromkeys(["lids", "pain", "injury", "vision"], "I-116")},
        "C7-4": "I-116",                                  # newborn with a lot of pus
        "C7-5": {**dict.fromkeys(["behind", "stands_out", "severe", "clear_fluid"], "I-116"), "other_pain": "I-DAY"},
    },
    "C8": {
        "C8-8": "I-112",                                  # bleeding that does not stop
        "C8-4": {"unconscious": "I-112", "seizure": "I-112",
                 **dict.fromkeys(["drowsy", "vomited", "height", "fluid", "weakness", "bump", "under_6_months"],
                                 "I-116")},
        "C8-5": {"battery_magnet": "I-112", **dict.fromkeys(["medicine", "chemical", "plant", "unknown"], "I-POI")},
        "C8-6": dict.fromkeys(["palm", "place", "blister", "baby"], "I-116"),
        "C8-7": "I-116",                                  # limb not used or odd shape
    },
    "P1": {
        "P1-2": {"heavy": "I-112"},
        "P1-5": "I-112",                                  # more than a pad an hour, or faint
        "P1-7": "I-MAT",                                  # week 22 or later and bleeding
        "P1-6": "I-116",                                  # early pregnancy and strong or one-sided pain
        "P1-2a": "I-DAY",                                 # before week 22, spotting or like a period
        "P1-12": {"less": "I-MAT"},
    },
    "P2": {
        "P2-2": "I-MAT",                                  # movements stopped or clearly fewer or weaker
        "P2-5": "I-MAT",                                  # under ten also when counted again
    },
    "P3": {
        "P3-3": "I-112",                                  # seizure or confusion
        "P3-2": {"yes_22": "I-MAT", "yes_before_22": "I-116"},
        "P3-5": {"yes_22": "I-MAT", "yes_before_22": "I-116"},
        "P3-5a": "I-DAY",                                 # several times over 140/90 without symptoms
        "P3-8": {"less": "I-MAT"},
    },
    "P4": {
        "P4-7": "I-112",                                  # urge to push, cord or limb felt
        "P4-4": "I-MAT",                                  # before week 37, regular and painful
        "P4-4a": "I-MAT",                                 # at term, under 10 minutes or cannot cope
        "P4-5": "I-MAT",                                  # waters
        "P4-6": {"green": "I-MAT", "bloody": "I-MAT"},
        "P4-10": "I-MAT",                                 # bleeding
        "P4-11": {"less": "I-MAT"},
        "P4-12a": "I-MAT",                                # 38 °C or more
    },
    "P5": {
        "P5-3": {"nothing": "I-116"},
        "P5-4": "I-116",                                  # no urine for 8 h or very dark
        "P5-6": dict.fromkeys(["fainting", "blood", "belly_pain", "fever"], "I-116"),
        "P5-6a": "I-MAT",                                 # week 22 or later with headache, eyesight, upper belly
        "P5-5": "I-DAY",                                  # weight loss
    },
    "P6": {
        "P6-2": {"palms_soles": "I-DAY", "all_over_no_rash": "I-DAY"},
        "P6-5": dict.fromkeys(["dark_urine", "pale_stools", "yellow"], "I-MAT"),
        "P6-6": {"less": "I-MAT"},
    },
    "B1": {
        "B1-7": dict.fromkeys(["confused", "fast_breathing", "faint", "mottled"], "I-112"),
        "B1-5": "I-DAY",                                  # 38.5 °C or shivering and ill
        "B1-6": "I-DAY",                                  # painful lump or pus
    },
    "B2": {
        "B2-5": "I-CRI",                                  # thoughts of hurting oneself or the baby
        "B2-6": "I-CRI",                                  # seeing, hearing, beliefs, no sleep, not oneself
        "B2-7": {"no": "I-CRI"},                          # not safe at home
    },
    "B3": {
        "B3-2": {"more_week": "I-MAT", "more_later": "I-116", "heavy": "I-112"},
        "B3-3": dict.fromkeys(["fainting", "chest", "breathless", "confusion"], "I-112"),
        "B3-3a": {"yes_week": "I-MAT", "yes_later": "I-116"},
        "B3-3b": {"yes_week": "I-MAT", "yes_later": "I-116"},
        "B3-5": {"yes_week": "I-MAT", "yes_later": "I-116"},
        "B3-10": {"yes_week": "I-MAT", "yes_later": "I-116"},
        "B3-6a": dict.fromkeys(["opening", "pus", "spreading"], "I-DAY"),
    },
}
# A limit belongs to the question or option that carries the instruction: its figure stands in every language.
FIGURES = {
    "C1-4": ["3", "38"], "C1-5": ["3", "6", "39"], "C1-7": ["5"], "C1-9a": ["12", "8", "3"], "C2-10": ["1"],
    "C3-5": ["12", "8", "3"], "C3-7": ["3"], "C4-5": ["3"], "C5-8": ["4"], "C7-4": ["1"], "P1-7": ["22+0"],
    "P1-2a": ["22+0"], "P3-5": ["160", "110"], "P3-5a": ["140/90"], "P4-4": ["37+0"], "P4-4a": ["37+0", "10"],
    "P4-12a": ["38"], "P5-4": ["8"], "P5-6a": ["22+0"], "B1-5": ["38"], "B3-5": ["38"], "B3-10": ["160", "110"],
}
OPTION_FIGURES = {
    ("C5-7", "no_feed_8h"): "8", ("C8-4", "vomited"): "3", ("C8-4", "height"): "1", ("C8-4", "bump"): "5",
    ("C8-4", "under_6_months"): "6", ("C8-6", "baby"): "1", ("P3-2", "yes_22"): "22+0", ("P5-3", "nothing"): "24",
    ("P3-2", "yes_before_22"): "22+0", ("P3-5", "yes_22"): "22+0", ("P3-5", "yes_before_22"): "22+0",
    **{(name, option): "7" for name in ("B3-3a", "B3-3b", "B3-5", "B3-10") for option in ("yes_week", "yes_later")},
    ("B3-2", "more_week"): "7", ("B3-2", "more_later"): "7",
}
ALL_CLEAR = {
    "fi": ("ei hätää", "ei ole vaara", "älä huoli", "ei tarvitse huolestua", "voit odottaa", "on normaalia",
           "todennäköis", "luultavasti"),
    "sv": ("ingen fara", "oroa dig inte", "kan vänta", "är normalt", "troligen", "sannolik", "förmodligen"),
    "en": ("nothing to worry", "don't worry", "can wait", "is normal", "probably", "likely"),
}
FIRST_WORDS = [      # about, language, what a parent writes first, the set it is about
    ("child", "fi", "vauvalla 39 kuumetta", "C1"), ("child", "fi", "näppylöitä vatsassa ja selässä", "C2"),
    ("child", "fi", "2v oksentanut yöllä 5 kertaa", "C3"), ("child", "fi", "haukkuva yskä alkoi yöllä", "C4"),
    ("child", "fi", "vauva ei syö", "C5"), ("child", "fi", "vauva itkee koko illan", "C6"),
    ("child", "fi", "silmä rähmii", "C7"), ("child", "fi", "korvakipu", "C7"),
    ("child", "fi", "putosi hoitopöydältä", "C8"), ("child", "fi", "nielaisi legon", "C8"),
    ("child", "sv", "babyn har hög feber", "C1"), ("child", "sv", "utslag på magen", "C2"),
    ("child", "sv", "kräks hela natten", "C3"), ("child", "sv", "hon hostar och är snuvig", "C4"),
    ("child", "sv", "nyfödd som inte orkar äta", "C5"), ("child", "sv", "babyn skriker hela kvällen", "C6"),
    ("child", "sv", "ögat kladdar", "C7"), ("child", "sv", "ramlade från skötbordet", "C8"),
    ("child", "en", "toddler has a fever", "C1"), ("child", "en", "itchy rash on her arms", "C2"),
    ("child", "en", "vomiting since last night", "C3"), ("child", "en", "bad cough and wheezing", "C4"),
    ("child", "en", "newborn too sleepy to feed", "C5"), ("child", "en", "she is inconsolable", "C6"),
    ("child", "en", "ear infection", "C7"), ("child", "en", "he swallowed a coin", "C8"),
    ("child", "en", "I asked a year ago, near here, earlier", None),
    ("pregnancy", "fi", "tuli verta, rv 10", "P1"), ("pregnancy", "fi", "vauva liikkuu vähemmän", "P2"),
    ("pregnancy", "fi", "kova päänsärky ja turvotusta", "P3"), ("pregnancy", "fi", "verenpaine on 150/95", "P3"),
    ("pregnancy", "fi", "säännöllisiä supistuksia", "P4"), ("pregnancy", "fi", "kova pahoinvointi", "P5"),
    ("pregnancy", "fi", "kutittaa kämmeniä", "P6"), ("pregnancy", "sv", "jag blöder lite", "P1"),
    ("pregnancy", "sv", "blodtrycket är 150/95", "P3"), ("pregnancy", "sv", "vattnet har gått", "P4"),
    ("pregnancy", "sv", "mår så illa", "P5"), ("pregnancy", "sv", "det kliar i handflatorna", "P6"),
    ("pregnancy", "en", "some blood on the paper", "P1"), ("pregnancy", "en", "blood pressure 150/95", "P3"),
    ("pregnancy", "en", "contractions every ten minutes", "P4"), ("pregnancy", "en", "constant nausea", "P5"),
    ("pregnancy", "en", "itchy palms", "P6"),
    ("postpartum", "fi", "rinta punainen ja kuumottaa", "B1"), ("postpartum", "fi", "olen masentunut", "B2"),
    ("postpartum", "fi", "sektiohaava märkii", "B3"), ("postpartum", "sv", "bröstet är rött", "B1"),
    ("postpartum", "sv", "jag är så nedstämd", "B2"), ("postpartum", "sv", "avslaget luktar illa", "B3"),
    ("postpartum", "en", "sore nipple", "B1"), ("postpartum", "en", "so anxious all the time", "B2"),
    ("postpartum", "en", "c-section wound is oozing", "B3"),
]


def by_id(link_id: str) -> Item:
    return next(item for _, item in ITEMS if item.link_id == link_id)


def flags(item: Item) -> str | dict[str, str] | None:
    marked = {option.id: option.red_flag for option in item.options if option.red_flag}
    return item.red_flag or marked or None


def texts(item: Item) -> list[tuple[str, dict[str, str]]]:
    found = [("text", item.text), ("label", item.label)] + ([("why", item.why)] if item.why else [])
    return found + [(f"option {option.id}", option.title) for option in item.options]


def name(value: object) -> str:
    if isinstance(value, Questionnaire):
        return value.id
    return value.link_id if isinstance(value, Item) else str(value)


def test_all_seventeen_sets_are_there():
    seventeen = {*(f"C{n}" for n in range(1, 9)), *(f"P{n}" for n in range(1, 7)), "B1", "B2", "B3"}
    assert seventeen == set(FLAGS) <= {each.id for each in SETS}


@pytest.mark.parametrize("questionnaire", [each for each in SETS if each.id in FLAGS], ids=name)
def test_every_red_flag_has_the_instruction_of_the_table_and_there_are_no_others(questionnaire):
    assert {item.link_id: flags(item) for item in questionnaire.items if flags(item)} == FLAGS[questionnaire.id]


@pytest.mark.parametrize("questionnaire", SETS, ids=name)
def test_every_instruction_named_exists(questionnaire):
    named = {flag for item in questionnaire.items
             for flag in (item.red_flag, *(option.red_flag for option in item.options)) if flag}
    assert named <= set(CATALOGUE.common.instructions)


@pytest.mark.parametrize("link_id", FIGURES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_limit_stands_in_the_words_of_its_own_question(link_id, language):
    words = by_id(link_id).text[language].replace(",", ".")
    assert all(re.search(rf"(?<!\d){re.escape(figure)}(?!\d)", words) for figure in FIGURES[link_id]), words


@pytest.mark.parametrize("place", OPTION_FIGURES, ids=lambda place: ":".join(place))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_limit_stands_in_the_words_of_its_own_option(place, language):
    words = by_id(place[0]).option(place[1]).title[language]
    assert re.search(rf"(?<!\d){re.escape(OPTION_FIGURES[place])}(?!\d)", words), words


@pytest.mark.parametrize(("questionnaire", "item"), ITEMS, ids=name)
def test_a_multi_choice_with_a_red_flag_can_be_left_with_none_of_these(questionnaire, item):
    if item.type == "multi" and flags(item):
        ends = [option for option in item.options if option.none]
        assert len(ends) == 1 and ends[0].red_flag is None and item.options[-1] is ends[0]


@pytest.mark.parametrize(("questionnaire", "item"), ITEMS, ids=name)
def test_a_single_choice_with_a_red_flag_has_an_answer_that_shows_nothing(questionnaire, item):
    if item.type == "choice" and flags(item):
        assert any(option.red_flag is None for option in item.options)


@pytest.mark.parametrize(("questionnaire", "item"), ITEMS, ids=name)
def test_names_and_buttons_are_short(questionnaire, item):
    for language in LANGUAGES:
        assert len(item.label[language]) <= LONGEST_LABEL
        for option in item.options:
            assert len(option.title[language]) <= LONGEST_TITLE, option.title[language]


@pytest.mark.parametrize(("questionnaire", "item"), ITEMS, ids=name)
def test_every_question_says_why_it_is_asked_in_one_language_after_another(questionnaire, item):
    assert item.why is not None
    for part, words in texts(item):
        assert all(words[language].strip() for language in LANGUAGES), part
        assert all(not re.search(r"\s{2}|\s[.,?]", words[language]) for language in LANGUAGES), part


@pytest.mark.parametrize(("questionnaire", "item"), ITEMS, ids=name)
def test_nothing_claims_to_judge_and_nothing_gives_the_all_clear(questionnaire, item):
    for part, words in texts(item):
        for language in LANGUAGES:
            said = words[language].casefold()
            assert not [word for word in (*AVOID[language], *ALL_CLEAR[language]) if word in said], part
            assert not re.search(r"\b(triage|risk\w*|riski\w*)\b", said), part


@pytest.mark.parametrize(("questionnaire", "item"), ITEMS, ids=name)
def test_swedish_is_the_swedish_of_finland(questionnaire, item):
    for part, words in texts(item):
        assert not re.search(r"\b(BVC|MVC|barnmorskemottagning\w*|vårdcentral\w*|sjuksköterska\w*|förskol\w*)\b",
                             words["sv"]), part


@pytest.mark.parametrize("questionnaire", SETS, ids=name)
def test_the_safety_list_comes_before_every_question_of_the_set(questionnaire):
    assert questionnaire.opening[:2] == ("K1", SAFETY)
    assert CHECK not in questionnaire.closing


@pytest.mark.parametrize("questionnaire", SETS, ids=name)
def test_a_set_does_not_ask_again_what_the_shared_blocks_ask(questionnaire):
    own = {item.text[language] for item in questionnaire.items for language in LANGUAGES}
    assert not own & {item.text[language] for item in SHARED for language in LANGUAGES if item.link_id != "K14"}
    assert not [item.link_id for item in questionnaire.items if item.type in ("age", "gestation", "date", "photo")]


def test_page_flow_hides_no_red_flag_behind_another_red_flag():
    for questionnaire, item in ITEMS:
        if flags(item) and item.show_if:
            source = next(each for each in questionnaire.items if each.link_id == item.show_if.link_id)
            assert not flags(source), item.link_id


def test_the_signs_of_p3_are_the_same_on_both_sides_of_week_22():
    assert by_id("P3-2a").options == by_id("P3-2b").options
    assert by_id("P3-2a").show_if != by_id("P3-2b").show_if


def test_the_questions_about_mood_are_no_scored_instrument():
    mood = CATALOGUE.questionnaires["B2"]
    assert len(mood.items) <= 9
    assert not [item for item in mood.items if item.type in ("number", "multi")]
    assert "Z2" not in mood.closing


def test_no_photo_of_a_breast_is_asked_for():
    assert "Z2" not in CATALOGUE.questionnaires["B1"].closing


@pytest.mark.parametrize("about", ["child", "pregnancy", "postpartum"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cue_stands_in_two_sets_about_the_same_person(about, language):
    owners: dict[str, list[str]] = {}
    for questionnaire in CATALOGUE.about(about):
        for cue in questionnaire.cues[language]:
            owners.setdefault(cue, []).append(questionnaire.id)
    shared = {cue: sets for cue, sets in owners.items() if len(set(sets)) > 1}
    assert not shared
    assert all(questionnaire.cues[language] for questionnaire in CATALOGUE.about(about))


@pytest.mark.parametrize(("about", "language", "said", "expected"), FIRST_WORDS, ids=name)
def test_first_words_point_to_one_set(about, language, said, expected):
    assert by_cues(CATALOGUE, about, said, language) == ([expected] if expected else [])
