"""What `./neuvo up` refuses before anything is started: one sentence with the cure."""
import shutil
import socket

import pytest

from cli import builds, places
from cli.places import ROOT, Places, Stop


@pytest.fixture
def here(tmp_path) -> Places:
    return Places(tmp_path, "127.0.0.1", places.free_port(), places.free_port(), places.free_port())


def test_a_file_that_cannot_be_read_is_named_though_nothing_has_to_be_trained(here, tmp_path, monkeypatch):
    data = shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("nlu"))
    monkeypatch.setenv("NEUVO_DATA", str(data))
    monkeypatch.setattr(builds, "model_hash", lambda: "kept")
    model = here.home / "models" / "kept.tar.gz"
    model.parent.mkdir()
    model.touch()
    assert builds.build_model(here) == model
    broken = data / "answers" / "sleep.yml"
    broken.write_text(broken.read_text() + "fi: [\n  - \"x\n")
    with pytest.raises(Stop, match=r"answers/sleep\.yml:\d+: not valid YAML .*check indentation"):
        builds.build_model(here)


def test_a_port_in_use_is_named_with_another_to_choose(here):
    refused = pytest.raises(Stop, match=f"port {here.port} for the service is in use.*NEUVO_PORT=")
    with socket.create_server(("127.0.0.1", here.port)), refused:
        places.require_free_ports(here)


@pytest.mark.parametrize("said", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_no_port_is_refused(said, monkeypatch, tmp_path):
    monkeypatch.setenv("NEUVO_HOME", str(tmp_path))
    monkeypatch.setenv("NEUVO_PORT", said)
    with pytest.raises(Stop, match="NEUVO_PORT"):
        places.read()


def test_a_full_disk_is_told_before_anything_is_written(here, monkeypatch):
    monkeypatch.setattr(places.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9 - 10**6, 10**6))
    with pytest.raises(Stop, match="1 MB free and 500 MB are needed; make room"):
        places.require_room(here)
