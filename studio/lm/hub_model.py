"""What the Hub has of a model, and which of its files are fetched: as a folder, adapter or GGUF.

Only files that hold numbers, JSON or text are ever wanted, no pickles and no programs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.config import cache_folder
from studio.errors import ModelError
from studio.lm import adapter_folder
from studio.lm.download import HubFile

COMMIT = re.compile(r"[0-9a-f]{40}")
PART = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
TEXTS = {
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "chat_template.jinja",
}
WHOLE, INDEX = "model.safetensors", "model.safetensors.index.json"
SHARD = re.compile(r"model-\d{5}-of-\d{5}\.safetensors")
WANTED = TEXTS | {"config.json", "generation_config.json", WHOLE, INDEX}
NEEDED = ("config.json", "tokenizer.json")
GGUF = re.compile(rf"{PART}\.gguf", re.IGNORECASE)
# A part of a file, what is no language model, and the types that are not read (`gguf_file`).
OTHER_GGUF = re.compile(r"-\d{5}-of-\d{5}\.|^mmproj|imatrix|(^|[-._])[it]q\d", re.IGNORECASE)


@dataclass(frozen=True)
class HubModel:
    """One way to have a model at one commit, and what is fetched for it."""

    id: str  # owner/name
    revision: str  # the commit
    files: tuple[HubFile, ...]
    kind: str = "folder"  # folder, adapter or gguf
    base: str = ""  # of an adapter: what it calls the model that it was trained on

    @property
    def folder(self) -> Path:
        return model_folder(self.id) / self.revision

    @property
    def path(self) -> Path:
        """What is the model once it is here: the folder, or the GGUF file."""
        return self.folder / self.files[0].name if self.kind == "gguf" else self.folder

    @property
    def address(self) -> str:
        """What a person writes to mean it: owner/name, or owner/name/file.gguf."""
        return f"{self.id}/{self.path.name}" if self.kind == "gguf" else self.id

    @property
    def name(self) -> str:
        """What the model is called where its owner need not be told."""
        return self.path.stem if self.kind == "gguf" else self.id.rpartition("/")[2]

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.size for file in self.files)

    @property
    def missing(self) -> int:
        """Bytes that are still to be fetched."""
        return sum(file.size - file.present(self.folder) for file in self.files)


def model_folder(id: str) -> Path:
    return cache_folder() / "hub" / id.replace("/", "--")


def ways_of(id: str, answer: Mapping[str, Any]) -> tuple[HubModel, ...]:
    """The ways to have a model: a folder or adapter first, then GGUF files, the smallest first.

    Of the Hub's answer nothing is believed that could name another place. Raises `ModelError` for a
    model that cannot be used at all, and `ValueError`, `TypeError`, `KeyError` or `AttributeError`
    for an answer that is none.
    """
    revision = answer["sha"]
    if not COMMIT.fullmatch(revision):
        raise ValueError("sha")
    files = {one["rfilename"]: one for one in answer["siblings"]}

    def way(kind: str, names: list[str]) -> HubModel:
        return HubModel(id, revision, tuple(HubFile.read(files[n]) for n in sorted(names)), kind)

    in_folder, lacking = _folder(list(files))
    adapter = [n for n in files if n in TEXTS | {adapter_folder.CONFIG, adapter_folder.WEIGHTS}]
    ways = [way("gguf", [n]) for n in files if GGUF.fullmatch(n) and not OTHER_GGUF.search(n)]
    ways.sort(key=lambda one: (one.size, one.path.name))
    if not lacking:
        ways.insert(0, way("folder", in_folder))
    elif adapter_folder.CONFIG in files:
        if adapter_folder.WEIGHTS in files:
            ways.insert(0, way("adapter", adapter))
        lacking = adapter_folder.WEIGHTS
    if not ways:
        raise ModelError("hub_lacks", id=id, name=lacking)
    return tuple(ways)


def _folder(names: list[str]) -> tuple[list[str], str]:
    """What is wanted of a checkpoint in Hugging Face's format, and what of that is lacking."""
    wanted = [n for n in names if n in WANTED or (SHARD.fullmatch(n) and WHOLE not in names)]
    if WHOLE in names:
        wanted = [name for name in wanted if name != INDEX]
    lacking = [name for name in NEEDED if name not in wanted]
    if not any(name.endswith(".safetensors") for name in wanted):
        lacking.append(WHOLE)
    return wanted, lacking[0] if lacking else ""
