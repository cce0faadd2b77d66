"""Models from the Hugging Face Hub, when a person asks for one: looked up, then fetched.

A model is pinned to the commit that it was looked up at, and kept in the user's cache folder, from
where it is used without a network. Only files that hold numbers, JSON or text are ever fetched, no
pickles and no programs. `HF_ENDPOINT`, `HF_HUB_OFFLINE` and `HF_TOKEN` mean what they mean to
`huggingface_hub`. Source: the Hub's API, https://huggingface.co/docs/hub/api.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from studio.config import cache_folder, write_beside
from studio.errors import InputError, ModelError
from studio.lm.download import HubFile, download
from studio.lm.web import Head, Reading, WebError

PREFIX = "hub:"  # begins what a person writes where a path could stand
PART = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}"
COMMIT = re.compile(r"[0-9a-f]{40}")
MOST_ANSWER = 2**24  # bytes of JSON
WHOLE, INDEX = "model.safetensors", "model.safetensors.index.json"
SHARD = re.compile(r"model-\d{5}-of-\d{5}\.safetensors")
WANTED = {
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "chat_template.jinja",
    WHOLE,
    INDEX,
}
NEEDED = ("config.json", "tokenizer.json")
OFF = ("1", "on", "yes", "true")


@dataclass(frozen=True)
class HubModel:
    """A model at one commit, and what of it is fetched."""

    id: str  # owner/name
    revision: str  # the commit
    files: tuple[HubFile, ...]

    @property
    def folder(self) -> Path:
        return model_folder(self.id) / self.revision

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.size for file in self.files)

    @property
    def missing(self) -> int:
        """Bytes that are still to be fetched."""
        return sum(file.size - file.present(self.folder) for file in self.files)


def look_up(id: str, revision: str = "main", *, each: Callable[[], None]) -> HubModel:
    """What of a model would be fetched, and how large it is.

    Without a network it is what was looked up before. `each` is called all the while, and what it
    raises ends it. Raises `InputError` for an id that is none, for a model or revision that the Hub
    does not give, and where it cannot be reached; `ModelError` for a model that is of no use.
    """
    id, revision = id.removeprefix(PREFIX).strip().strip("/"), revision.strip() or "main"
    if not re.fullmatch(f"{PART}(/{PART})?", id) or ".." in id:
        raise InputError("hub_id", id=id)
    known = _remembered(id, revision)
    if COMMIT.fullmatch(revision) and known is not None:
        return known
    if os.environ.get("HF_HUB_OFFLINE", "").lower() in OFF:
        if known is None or known.missing:
            raise InputError("hub_offline", id=id)
        return known
    try:
        found = _ask(id, revision, each)
    except InputError as error:
        if error.code == "hub_unreachable" and known is not None:
            return known
        raise
    _remember(found, revision)
    return found


def fetch(model: HubModel, tell: Callable[[int, int], None]) -> Path:
    """The folder of a model, after all of it is there and its checksums are right.

    `tell` is called all the while with the bytes that are there and their total; what it raises
    ends the fetching. What is there then stays, and the next time goes on from it. Raises
    `InputError` for what network, Hub or disk do.
    """
    kept = 0
    for file in model.files:
        before = kept

        def told(present: int, before: int = before) -> None:
            tell(before + present, model.size)

        address = f"{endpoint()}/{model.id}/resolve/{model.revision}/{quote(file.name)}"
        download(address, file, model.folder, told, secret=_key())
        kept += file.size
    return model.folder


def endpoint() -> str:
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def model_folder(id: str) -> Path:
    return cache_folder() / "hub" / id.replace("/", "--")


def _key() -> dict[str, str]:
    key = os.environ.get("HF_TOKEN", "").strip()
    return {"Authorization": f"Bearer {key}"} if key else {}


def _ask(id: str, revision: str, each: Callable[[], None]) -> HubModel:
    address = f"{endpoint()}/api/models/{id}/revision/{quote(revision, safe='')}?blobs=true"
    try:
        with Reading(address, each, secret=_key()) as reading:
            head = reading.head()
            content = bytearray()
            for piece in reading.pieces() if head.status == 200 else ():
                content += piece
                if len(content) > MOST_ANSWER:
                    raise InputError("hub_answer", endpoint=endpoint(), reason="too long")
    except WebError as error:
        reason = str(error)
        raise InputError("hub_unreachable", endpoint=endpoint(), reason=reason) from None
    check_status(head, id, revision)
    try:
        return _read(id, json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise InputError("hub_answer", endpoint=endpoint(), reason=reason) from None


def check_status(head: Head, id: str, revision: str) -> None:
    """Raise `InputError` for an answer that is none."""
    if head.status == 200:
        return
    why = head.headers.get("x-error-code", "")
    if why == "GatedRepo" or (head.status == 403 and not why):
        raise InputError("hub_gated", id=id, endpoint=endpoint())
    if why == "RevisionNotFound":
        raise InputError("hub_revision", id=id, revision=revision)
    if head.status in (401, 404):  # the Hub does not tell what is private from what is not there
        raise InputError("hub_unknown", id=id, revision=revision)
    if head.status == 429:
        raise InputError("hub_busy", endpoint=endpoint())
    raise InputError("hub_status", endpoint=endpoint(), status=head.status)


def _read(id: str, answer: Mapping[str, Any]) -> HubModel:
    """The Hub's answer, of which nothing is believed that could name another place."""
    revision = answer["sha"]
    if not COMMIT.fullmatch(revision):
        raise ValueError("sha")
    files = {one["rfilename"]: one for one in answer["siblings"]}
    wanted = [n for n in files if n in WANTED or (SHARD.fullmatch(n) and WHOLE not in files)]
    if WHOLE in files:
        wanted = [name for name in wanted if name != INDEX]
    for name in NEEDED:
        if name not in wanted:
            raise ModelError("hub_lacks", id=id, name=name)
    if not any(name.endswith(".safetensors") for name in wanted):
        raise ModelError("hub_lacks", id=id, name=WHOLE)
    return HubModel(id, revision, tuple(HubFile.read(files[name]) for name in sorted(wanted)))


# What was looked up before


def _remember(model: HubModel, revision: str) -> None:
    files = [vars(file) for file in model.files]
    with suppress(OSError):  # it only has to be asked for again
        for name in {revision, model.revision}:
            told = {"id": model.id, "revision": model.revision, "files": files}
            write_beside(_note(model.id, name), json.dumps(told, indent=2))


def _remembered(id: str, revision: str) -> HubModel | None:
    with suppress(OSError, ValueError, TypeError, KeyError):
        told = json.loads(_note(id, revision).read_text("utf-8"))
        return HubModel(id, told["revision"], tuple(HubFile(**file) for file in told["files"]))
    return None


def _note(id: str, revision: str) -> Path:
    return model_folder(id) / "looked-up" / f"{quote(revision, safe='')}.json"
