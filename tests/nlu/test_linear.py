"""Rows for one message are what scikit-learn makes of it, and a head weighs both alike."""
import numpy as np
import pytest

from bot.nlu.linear import Head, View, Weigher, fit_sparse

TEXTS = ["vauvalla on kuumetta", "miten varaan ajan", "hur bokar jag tid", "feber feber feber", "my baby has a fever", "kuumetta taas"]
LABELS = [0, 1, 1, 0, 0, 0]


@pytest.mark.parametrize("view", [View("word", 1, 2), View("char_wb", 2, 4)], ids=lambda view: view.analyzer)
@pytest.mark.parametrize("text", [*TEXTS, "kuumetta kuumetta kuumetta ja aikaa", "", "zzz 123"])
def test_a_row_is_what_the_vectoriser_gives(view, text):
    vectoriser = view.vectoriser()
    features = vectoriser.fit_transform(TEXTS)
    row = Weigher(vectoriser).row(text)
    dense = np.zeros(features.shape[1], dtype=np.float32)
    dense[row.places] = row.values
    assert np.allclose(dense, vectoriser.transform([text]).toarray()[0], atol=1e-6)


def test_a_head_weighs_rows_as_it_weighs_dense_arrays():
    vectoriser = View("char_wb", 2, 3).vectoriser()
    features = vectoriser.fit_transform(TEXTS)
    head = fit_sparse(features, LABELS, cost=10.0)
    rows = [Weigher(vectoriser).row(text) for text in TEXTS]
    found = head.log_probabilities(rows)
    assert np.allclose(found, head.log_probabilities(np.asarray(features.toarray())), atol=1e-4)
    assert found.argmax(axis=1).tolist() == LABELS


def test_two_tables_stand_beside_each_other():
    words, letters = View("word", 1, 1).vectoriser(), View("char_wb", 2, 2).vectoriser()
    words.fit(TEXTS), letters.fit(TEXTS)
    first, second = Weigher(words), Weigher(letters)
    both = first.row("kuumetta").beside(second.row("kuumetta"), first.width)
    weights = np.arange(first.width + second.width, dtype=np.float32)[:, None] / 100
    apart = first.row("kuumetta").values @ weights[first.row("kuumetta").places] + (
        second.row("kuumetta").values @ weights[first.width + second.row("kuumetta").places])
    assert np.allclose(Head(weights, np.zeros(1, dtype=np.float32))._products([both]), apart)
