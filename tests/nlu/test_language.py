"""The language of a message, with the conversation's language as prior."""
import pytest

from bot.nlu.clean import data_folder
from bot.nlu.components import train_language


@pytest.fixture(scope="module")
def model():
    return train_language(data_folder())


@pytest.mark.parametrize("text", ["ok", "OK!", "38,5", "👍", "8 kk", "hei", "moi", "mm", "...", "32+4", "Espoo"])
@pytest.mark.parametrize("conversation", ["fi", "sv", "en"])
def test_words_without_a_language_never_switch(model, text, conversation):
    found = model.identify(text, conversation)
    assert found.code == conversation and not found.clear


@pytest.mark.parametrize("conversation, text, expected", [
    ("fi", "jag skulle vilja boka en tid till rådgivningen", "sv"),
    ("fi", "I would like to book an appointment for my baby", "en"),
    ("sv", "haluaisin varata ajan neuvolaan ensi viikolle", "fi"),
    ("sv", "my daughter has had a fever since yesterday", "en"),
    ("en", "vauva on itkenyt koko yön eikä rauhoitu", "fi"),
    ("en", "babyn har gråtit hela natten å vi orkar int mera", "sv"),
])
def test_a_clear_message_in_another_of_the_three_is_noticed(model, conversation, text, expected):
    found = model.identify(text, conversation)
    assert (found.code, found.clear) == (expected, True)


@pytest.mark.parametrize("text", [
    "у ребенка температура", "طفلي مريض", "我的孩子发烧了", "ilmahaygu qandho ayuu qabaa maxaan sameeyaa",
    "mein kind hat fieber was soll ich machen", "mu laps on haige ja tal on palavik", "mi hijo tiene fiebre desde ayer",
])
def test_other_languages_are_called_other(model, text):
    assert model.identify(text, "fi").code == "other"


@pytest.mark.parametrize("conversation, text", [
    ("fi", "mullon ihan paska fiilis tota noin"), ("fi", "paaseeko huomenna neuvolaan"), ("sv", "radgivningen i ekenas"),
    ("sv", "no int vet ja"), ("en", "pls help me book"), ("en", "when vaccin"),
])
def test_spoken_words_and_missing_dots_stay_in_their_language(model, conversation, text):
    assert model.identify(text, conversation).code == conversation
