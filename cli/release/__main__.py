"""`./neuvo release`: a new model takes over from the one that serves, without a break; `--back` goes back."""
from __future__ import annotations

import argparse
import secrets
import sys
import time
from pathlib import Path

from cli import builds, places
from cli.places import Places, Stop
from cli.processes import NotReady
from cli.release import state, trial
from cli.release.state import Serving, Wanted

UNANSWERED = 10.0       # seconds until we say that no `up` is listening


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./neuvo release",
        description="Trains a model of the present files if there is none, holds the scripted conversations in three "
                    "languages with it, and lets it take over: new conversations go to it, those under way end where "
                    "they began.")
    parser.add_argument("--back", action="store_true", help="go back to the model before the present one")
    parser.add_argument("--status", action="store_true", help="say which model serves and how far a release is")
    parser.add_argument("--wait", action="store_true", help="stay until the last conversation has left the old engine")
    parser.add_argument("--model", type=Path, help="a model file that exists already, instead of the present files'")
    given = parser.parse_args()
    try:
        here = places.read()
        serving = state.serving(here.home)
        if serving is None:
            raise Stop("Neuvo is not running here (no engines.json); start it with ./neuvo up: it takes the newest model.")
        if given.status:
            return tell(here, serving)
        return back(here, serving, given.wait) if given.back else forward(here, serving, given)
    except (Stop, NotReady) as problem:
        print(f"neuvo: {problem}", file=sys.stderr)
        return 1


def forward(here: Places, serving: Serving, given: argparse.Namespace) -> int:
    model = given.model.resolve() if given.model else builds.build_model(here)
    if not model.exists():
        raise Stop(f"there is no model {model}.")
    if builds.model_id(model) == serving.current:
        print("The model of the present files serves already. Answers, hours and question sets need no release.")
        return 0
    print("Trying the new model with the scripted conversations …", flush=True)

    def progress(done: int, of: int) -> None:
        if done % 10 == 0 or done == of:
            print(f"  {done} of {of}", flush=True)

    failed = trial.failures(str(model), progress)
    if failed:
        raise Stop("nothing has changed: the new model did not pass.\n    " + "\n    ".join(failed[:10])
                   + (f"\n    … and {len(failed) - 10} more" if len(failed) > 10 else ""))
    return follow(here, str(model), back=False, to_the_end=given.wait)


def back(here: Places, serving: Serving, to_the_end: bool) -> int:
    if serving.previous is None:
        raise Stop("there is no model before the present one.")
    model = here.home / "models" / f"{serving.previous}.tar.gz"
    if not model.exists():
        raise Stop(f"the model before the present one is no longer kept ({model}).")
    return follow(here, str(model), back=True, to_the_end=to_the_end)


def follow(here: Places, model: str, back: bool, to_the_end: bool) -> int:
    """Ask `up` for the model and tell how it goes, until new conversations take it (or to the end)."""
    ticket = secrets.token_hex(8)
    state.write(here.home, state.WANTED, Wanted(ticket, model, back))
    began, told = time.monotonic(), None
    while True:
        now = state.status(here.home)
        if now is None or now.ticket != ticket:
            if time.monotonic() - began > UNANSWERED:
                raise Stop("no running ./neuvo up took the request; is it running with the same NEUVO_HOME?")
        elif now != told:
            told = now
            if now.stage == state.FAILED:
                raise Stop(now.words)
            print(WORDS[now.stage].format(left=now.left, words=now.words), flush=True)
            if now.stage == state.DONE or (now.stage == state.DRAINING and not to_the_end):
                return 0
        time.sleep(0.3)


WORDS = {
    state.STARTING: "Starting the new engine beside the old …",
    state.DRAINING: "New conversations take the new model. {left} go on with the old engine, which ends after them "
                    "(./neuvo release --back goes back).",
    state.DONE: "Done. {words}",
}


def tell(here: Places, serving: Serving) -> int:
    now = state.status(here.home)
    print(f"serves    {serving.current}")
    print(f"before    {serving.previous or '–'}")
    for name in serving.engines:
        if name != serving.current:
            print(f"ending    {name}" + (f" ({now.left} conversations)" if now and now.left else ""))
    if serving.refused:
        print(f"refused   {serving.refused} (rolled back; ./neuvo release brings it again)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
