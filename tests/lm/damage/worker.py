"""Loads damaged models, in a process with limits.

To be run by `python -m tests.lm.damage.worker ROOT FIRST STEP`.

Before each it prints the case, after it what came of it, as JSON lines: whoever reads them knows
which one ended the process. More memory than `MEGABYTES` beyond what it has at the start, a case
that takes longer than `SECONDS`, and whatever only code of the model's own would do end it.
"""

from __future__ import annotations

import faulthandler
import json
import resource
import shutil
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import torch

from studio.errors import StudioError
from studio.lm.checkpoint import load_model
from studio.wording import error_texts
from tests.lm.damage import folders, ggufs
from tests.lm.damage.folders import Way

MEGABYTES, SECONDS = 512, 90
LONGEST_MESSAGE = 1500
# (name, way, which of its damages)
CASES: list[tuple[str, Way, int]] = [
    (f"{module.__name__.rpartition('.')[2]}.{way.__name__}-{number}", way, number)
    for module in (folders, ggufs)
    for way, count in module.WAYS.items()
    for number in range(count)
]
# What the program itself has no reason to do while it reads a model.
FORBIDDEN = ("os.system", "os.exec", "os.fork", "os.mkdir", "os.remove", "os.rename")
FORBIDDEN += ("pickle.find_class", "socket.connect", "shutil.rmtree")


class Guard:
    """Notes what a model should not be able to cause, while `on`."""

    def __init__(self) -> None:
        self.on, self.seen = False, []

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        if not self.on:
            return
        worker = event == "subprocess.Popen" and "template_worker.py" in str(given[1])
        if event in FORBIDDEN or (event == "subprocess.Popen" and not worker):
            self.seen.append(f"{event}{given}"[:200])


def try_case(sound: Path, target: Path, way: Way, number: int, guard: Guard) -> dict[str, Any]:
    target.mkdir()
    path = way(sound, target, Random(f"{way.__name__} {number}"))
    before = set(target.rglob("*"))
    guard.on = True
    told: dict[str, Any] = {}
    try:
        model, tokenizer = load_model(path)
        ids = tokenizer.encode_prompt("A frog")
        with torch.no_grad():
            logits = model(torch.tensor([ids]))
        told["outcome"] = "loaded"
        told["shape"] = list(logits.shape)
        tokenizer.decode(ids)
    except StudioError as error:
        told["outcome"] = "refused"
        told["code"] = error.code
        told["words"] = list(error_texts(error))
    except BaseException as error:
        told["outcome"] = f"{type(error).__name__}: {error}"[:300]
        told["raised"] = True
    guard.on = False
    made = set(target.rglob("*")) - before
    told["ran"] = [*guard.seen, *map(str, made)]
    guard.seen.clear()
    return told


def main(root: Path, first: int, step: int) -> None:
    guard = Guard()
    sys.addaudithook(guard)
    torch.set_num_threads(1)
    load_model(root / "sound" / "shipped")  # what is imported at first is not the case's
    load_model(root / "sound" / "file.gguf")
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + (MEGABYTES << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for name, way, number in CASES[first::step]:
        print(json.dumps({"case": name}), flush=True)
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        begun = time.perf_counter()
        told = try_case(root / "sound", root / name, way, number, guard)
        faulthandler.cancel_dump_traceback_later()
        told["seconds"] = time.perf_counter() - begun
        print(json.dumps({"case": name, **told}), flush=True)
        shutil.rmtree(root / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
