"""The shipped encoders give unit vectors, alone or together, and only those that have a say are opened."""
import json

import numpy as np
import pytest

from bot.nlu.embedder import SHIPPED, described, open_embedder

TEXTS = ["vauva ei nuku yöllä", "barnet har feber", "a very long story " * 200, "🤒", "…"]


@pytest.fixture(scope="module")
def embedder():
    return open_embedder("shipped", weighed={"tfidf", "taught"})


def test_a_message_has_the_same_unit_vector_alone_and_among_others(embedder):
    together = embedder.embed(TEXTS)["taught"]
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-4)
    alone = np.concatenate([embedder.embed([text])["taught"] for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-5, "heads are taught on what a conversation sees"


def test_messages_of_one_matter_are_nearer_than_others(embedder):
    one, same, other = embedder.embed(["barnet har feber 39", "vauvalla on korkea kuume", "hur bokar jag tid"])["taught"]
    assert one @ same > one @ other + 0.1


def test_only_encoders_that_have_a_say_are_opened(embedder):
    assert embedder.names == ("taught",)
    assert open_embedder("shipped").names == ("plain", "taught")
    assert open_embedder("shipped", weighed={"tfidf"}).names == ("plain", "taught"), "an operator's own have no weights"
    assert open_embedder("off", weighed={"taught"}).names == () and open_embedder("off").embed(TEXTS) == {}


def test_a_folder_without_encoders_is_refused_with_the_cure(tmp_path):
    with pytest.raises(FileNotFoundError, match="embeddings"):
        open_embedder(str(tmp_path))


def test_the_shipped_files_are_those_that_the_manifest_names():
    files = json.loads((SHIPPED / "manifest.json").read_text(encoding="utf-8"))["files"]
    there = [path for path in SHIPPED.iterdir() if path.name not in ("manifest.json", "NOTICE")]
    assert {path.name: described(path) for path in there} == files
    assert sum(path.stat().st_size for path in there) <= 100_000_000, "a clone must stay light"
