"""The peers' Python environments, built from PyPI under a folder of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[3]
PEERS = {
    "trl": ("trl==1.16.0",),  # its newest; transformers 5 comes with it
    # Here PPO still stands among TRL's trainers; later it became experimental, then was removed.
    "trl_ppo": ("trl==0.24.0", "transformers<5"),
}


def environment(work: Path, peer: str) -> Path:
    """The Python of a peer's environment, built when it is not there.

    It sees the packages of the Python that runs this, behind its own: both sides compute with the
    same torch, and its gigabyte is not installed again.
    """
    folder = work / peer
    python, done = folder / "bin" / "python", folder / "built"
    if done.exists():
        return python
    print(f"Building {folder} …", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    [site] = folder.glob("lib/python3*/site-packages")
    (site / "shared.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    install = [str(python), "-m", "pip", "install", "--quiet", *PEERS[peer]]
    with open(folder / "pip.log", "w") as log:
        if subprocess.run(install, stdout=log, stderr=log, check=False).returncode:
            sys.exit(f"pip could not build {folder}: see {log.name}")
    done.touch()
    return python


def versions(python: Path | str) -> str:
    """What a Python computes with."""
    names = ("torch", "transformers", "trl")
    script = (
        "from importlib.metadata import version as v, PackageNotFoundError as E\n"
        f"for n in {names!r}:\n  try: print(n, v(n))\n  except E: pass"
    )
    told = subprocess.run([str(python), "-c", script], check=True, capture_output=True, text=True)
    return ", ".join(told.stdout.splitlines())


def surroundings(threads: int, work: Path) -> dict[str, str]:
    """The environment variables of a worker: so many threads, no graphics card, no network."""
    return {
        **os.environ,
        "OMP_NUM_THREADS": str(threads),
        "CUDA_VISIBLE_DEVICES": "",
        "HF_HOME": str(work / "huggingface"),
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "TRL_EXPERIMENTAL_SILENCE": "1",
        "PYTHONPATH": str(ROOT),
    }
