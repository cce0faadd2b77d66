"""Models from the Hugging Face Hub, when a person asks for one: looked up, then fetched.

A model is pinned to the commit that it was looked up at, and kept in the user's cache folder, from
where it is used without a network. `HF_ENDPOINT`, `HF_HUB_OFFLINE` and `HF_TOKEN` mean what they
mean to `huggingface_hub`. Source: the Hub's API, https://huggingface.co/docs/hub/api.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from studio.config import write_beside
from studio.errors import InputError
from studio.lm import adapter_folder
from studio.lm.download import HubFile, download
from studio.lm.hub_model import COMMIT, GGUF, PART, HubModel, model_folder, ways_of
from studio.lm.web import Head, Reading, WebError

PREFIX = "hub:"  # begins what a person writes where a path could stand
ID = re.compile(f"{PART}(/{PART})?")
MOST_ANSWER = 2**24  # bytes of JSON
OFF = ("1", "on", "yes", "true")
Each = Callable[[], None]


def offers(text: str, revision: str = "main", *, each: Each) -> tuple[HubModel, ...]:
    """Every way to have a model, the usual one first; of an adapter its base is known.

    `text` is owner/name, or owner/name/file.gguf for that file alone. Without a network it is what
    was looked up before. `each` is called all the while, and what it raises ends it. Raises
    `InputError` for a name that is none, for what the Hub does not give, and where it cannot be
    reached; `ModelError` for a model that is of no use.
    """
    id, file = _parts(text)
    ways = _ways(id, revision.strip() or "main", each)
    if not file:
        return ways
    if found := [one for one in ways if one.address == f"{id}/{file}"]:
        return tuple(found)
    files = [one.path.name for one in ways if one.kind == "gguf"]
    raise InputError("hub_no_file", id=id, name=file, files=", ".join(files) or "–")


def look_up(text: str, revision: str = "main", *, each: Each) -> HubModel:
    """As `offers`, but the one way that is meant. Raises `InputError` for one of several files."""
    ways = offers(text, revision, each=each)
    if ways[0].kind == "gguf" and len(ways) > 1:
        raise several(ways)
    return ways[0]


def several(ways: tuple[HubModel, ...]) -> InputError:
    """What is to be told where one of these has to be chosen."""
    files = ", ".join(one.path.name for one in ways)
    return InputError("hub_several", id=ways[0].id, files=files, example=ways[0].address)


def is_id(text: str) -> bool:
    """Whether the Hub could have a model of that name."""
    return bool(ID.fullmatch(text)) and ".." not in text


def fetch(model: HubModel, tell: Callable[[int, int], None]) -> Path:
    """Where a model is, after all of it is there and its checksums are right.

    `tell` is called all the while with the bytes that are there and their total; what it raises
    ends the fetching. What is there then stays, and the next time goes on from it. Raises
    `InputError` for what network, Hub or disk do.
    """
    kept = 0
    for file in model.files:
        before = kept

        def told(present: int, before: int = before) -> None:
            tell(before + present, model.size)

        _fetch_file(model, file, told)
        kept += file.size
    return model.path


def _fetch_file(model: HubModel, file: HubFile, tell: Callable[[int], None]) -> None:
    address = f"{endpoint()}/{model.id}/resolve/{model.revision}/{quote(file.name)}"
    download(address, file, model.folder, tell, secret=_key())


def _parts(text: str) -> tuple[str, str]:
    """Owner and name, and the file if one is named; a model's page may stand for its name."""
    text = text.strip().removeprefix(PREFIX).removeprefix(f"{endpoint()}/").strip().strip("/")
    id, _, file = text.rpartition("/")
    if is_id(text):
        return text, ""
    if "/" in id and is_id(id) and GGUF.fullmatch(file):
        return id, file
    raise InputError("hub_id", id=text)


def _ways(id: str, revision: str, each: Each) -> tuple[HubModel, ...]:
    known = _remembered(id, revision)
    if COMMIT.fullmatch(revision) and known:
        return known
    if os.environ.get("HF_HUB_OFFLINE", "").lower() in OFF:
        if here := tuple(one for one in known if not one.missing):
            return here
        raise InputError("hub_offline", id=id)
    try:
        found = _ask(id, revision, each)
    except InputError as error:
        if error.code == "hub_unreachable" and known:
            return known
        raise
    _remember(found, revision)
    return found


def endpoint() -> str:
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def _key() -> dict[str, str]:
    key = os.environ.get("HF_TOKEN", "").strip()
    return {"Authorization": f"Bearer {key}"} if key else {}


def _ask(id: str, revision: str, each: Each) -> tuple[HubModel, ...]:
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
        ways = ways_of(id, json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise InputError("hub_answer", endpoint=endpoint(), reason=reason) from None
    return tuple(_with_base(one, each) if one.kind == "adapter" else one for one in ways)


def _with_base(adapter: HubModel, each: Each) -> HubModel:
    """The adapter, and what it belongs to, which only its small config tells."""
    [config] = [file for file in adapter.files if file.name == adapter_folder.CONFIG]
    if config.size > MOST_ANSWER:
        raise InputError("hub_answer", endpoint=endpoint(), reason=f"{config.name} is too long")
    _fetch_file(adapter, config, lambda present: each())
    return replace(adapter, base=adapter_folder.base_of(adapter.folder))


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


# What was looked up before


def _remember(ways: tuple[HubModel, ...], revision: str) -> None:
    told = [{**vars(one), "files": [vars(file) for file in one.files]} for one in ways]
    with suppress(OSError):  # it only has to be asked for again
        for name in {revision, ways[0].revision}:
            write_beside(_note(ways[0].id, name), json.dumps(told, indent=2))


def _remembered(id: str, revision: str) -> tuple[HubModel, ...]:
    with suppress(OSError, ValueError, TypeError, KeyError):
        told = json.loads(_note(id, revision).read_text("utf-8"))
        return tuple(
            HubModel(**{**one, "files": tuple(HubFile(**file) for file in one["files"])})
            for one in told
        )
    return ()


def _note(id: str, revision: str) -> Path:
    return model_folder(id) / "looked-up" / f"{quote(revision, safe='')}.json"
