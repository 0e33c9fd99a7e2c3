"""Makes what a command needs (uv, the two environments), then runs the command.

Runs on any Python from 3.9 and uses nothing but the standard library.
"""
from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cli.commands import COMMANDS, ENGINE, NEEDS_BOTH  # noqa: E402

UV_VERSION = "0.13.9"
GIGABYTE = 1024**3
ENVIRONMENTS = {
    # name: (project folder, Python, free disk needed to make it)
    "service": (ROOT, "3.13", 1 * GIGABYTE),
    "engine": (ROOT / "bot", "3.10", 5 * GIGABYTE),
}


class Stop(Exception):
    """Something that the user has to mend: one sentence and the cure."""


def home() -> Path:
    return Path(os.environ.get("NEUVO_HOME") or ROOT / ".neuvo")


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print_commands()
        return 0
    name = arguments[0]
    if name not in COMMANDS:
        print(f'neuvo: there is no command "{name}".\n', file=sys.stderr)
        print_commands()
        return 2
    environment, module, _ = COMMANDS[name]
    try:
        wanted = ["service", "engine"] if name in NEEDS_BOTH else [environment]
        for each in wanted:
            make_environment(each)
    except Stop as problem:
        print(f"neuvo: {problem}", file=sys.stderr)
        return 1
    python = environment_python(environment)
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ["NEUVO_CALLED_FROM"] = os.getcwd()
    files = [str(Path(text).absolute()) if before in ("--batch", "--file") and text != "-" else text
             for before, text in zip([""] + arguments[1:], arguments[1:])]
    os.chdir(ROOT)
    quiet_engine(environment)
    os.execv(str(python), [str(python), "-m", module, *files])
    return 1


def quiet_engine(environment: str) -> None:
    """TensorFlow greets everybody at length; its greetings help nobody here."""
    if environment == ENGINE:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")


def print_commands() -> None:
    print("Neuvo, chat assistant of the neuvola. Commands:\n")
    for name, (_, _, words) in COMMANDS.items():
        print(f"  ./neuvo {name:<12} {words}")
    print("\nBegin with ./neuvo up; more in README.md and docs/.")


def environment_python(name: str) -> Path:
    return ENVIRONMENTS[name][0] / ".venv" / "bin" / "python"


def make_environment(name: str) -> None:
    """Bring one environment to what its lock file says; nothing happens when it already is."""
    project, version, room = ENVIRONMENTS[name]
    wanted = stamp(project, version)
    mark = project / ".venv" / ".neuvo-stamp"
    if environment_python(name).exists() and mark.exists() and mark.read_text() == wanted:
        return
    require_room(project, room)
    uv = find_uv()
    print(f"Making the {name} environment (Python {version}); the first time takes a minute or two …", file=sys.stderr, flush=True)
    answer = run([uv, "sync", "--frozen", "--compile-bytecode", "--project", str(project), "--python", find_python(version)], project)
    if answer.returncode != 0:
        raise Stop(explain(answer.stderr, version))
    mark.write_text(wanted)


def find_python(version: str) -> str:
    """pyenv's own folder first, for its shims refuse where another version is set; else uv looks and fetches."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for python in sorted(root.glob(f"versions/{version}.*/bin/python"), reverse=True):
        if run([str(python), "-c", "import ssl, sqlite3"], root).returncode == 0:
            return str(python)
    return version


def stamp(project: Path, version: str) -> str:
    digest = hashlib.sha256(version.encode())
    for name in ("pyproject.toml", "uv.lock"):
        digest.update((project / name).read_bytes())
    return digest.hexdigest()


def require_room(folder: Path, bytes_needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < bytes_needed:
        raise Stop(f"the disk under {folder} has {free / GIGABYTE:.1f} GB free and {bytes_needed / GIGABYTE:.0f} GB "
                   "are needed; make room and run the command again.")


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess:
    # pyenv's shims obey the .python-version file of the folder they are called in, but not when PYENV_VERSION
    # is set; the shim that started this launcher may have set it.
    unwanted = ("VIRTUAL_ENV", "PYTHONPATH", "PYENV_VERSION", "PYENV_DIR")
    environment = {key: value for key, value in os.environ.items() if key not in unwanted}
    return subprocess.run(command, cwd=str(folder), env=environment, text=True, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE)


def explain(output: str, version: str) -> str:
    """uv's words as one sentence with a cure."""
    low = output.lower()
    if "no interpreter found" in low or "no python" in low or "failed to download" in low and "python" in low:
        return (f"Python {version} is missing and could not be fetched; install it "
                f"(pyenv install {version}, or uv python install {version}) and run the command again.")
    if "no space left" in low:
        return "the disk is full; make room and run the command again."
    if "failed to fetch" in low or "error sending request" in low or "dns" in low:
        return "the Python package index cannot be reached; check the network and run the command again."
    last = [line.strip() for line in output.splitlines() if line.strip()][-3:]
    return "the environment could not be made: " + " ".join(last)


def find_uv() -> str:
    """uv from the machine if it works here, else our own copy under NEUVO_HOME/tools."""
    own = home() / "tools" / "uv" / "bin" / "uv"
    for candidate in (shutil.which("uv"), str(own)):
        if candidate and works(candidate):
            return candidate
    print("Getting uv …", file=sys.stderr, flush=True)
    target = home() / "tools" / "uv"
    target.mkdir(parents=True, exist_ok=True)
    answer = run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                  "--target", str(target), "--upgrade", f"uv=={UV_VERSION}"], ROOT)
    if answer.returncode != 0:
        answer = through_venv(target)
    if answer.returncode == 0 and works(str(own)):
        return str(own)
    raise Stop("uv is missing and could not be installed with pip; install it "
               "(https://docs.astral.sh/uv/) or give this Python pip (Debian: apt-get install python3-pip).")


def through_venv(target: Path) -> subprocess.CompletedProcess:
    """Debian's Python may have no pip of its own but be able to make environments that have."""
    folder = home() / "tools" / "pip"
    made = run([sys.executable, "-m", "venv", str(folder)], ROOT)
    if made.returncode != 0:
        return made
    return run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--target", str(target),
                "--upgrade", f"uv=={UV_VERSION}"], ROOT)


def works(uv: str) -> bool:
    """A pyenv shim may stand in the path and refuse to run in folders with another Python."""
    for folder, _, _ in ENVIRONMENTS.values():
        try:
            if run([uv, "--version"], folder).returncode != 0:
                return False
        except OSError:
            return False
    return True


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
