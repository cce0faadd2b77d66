"""Prompts, dealt once to the stages, and the sets of responses sampled for them."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from studio.errors import InputError
from studio.store import schema
from studio.store.engine import Store
from studio.store.records import SPLITS, NewPrompt, NewResponse, Prompt, Response, ResponseSet

SHARES = {"sft": 0.25, "reward": 0.40, "ppo": 0.175, "heldout": 0.175}
MAX_PROMPT_CHARACTERS = 20_000
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,3}")  # de, pt-BR
_CHUNK = 1000


def deal(text: str) -> str:
    """The split of a prompt, by the hash of its text: the same in every project."""
    return _split(text_hash(text))


def _split(key: bytes) -> str:
    share = int.from_bytes(key[:8], "big") / 2**64
    for split, size in SHARES.items():
        if share < size:
            return split
        share -= size
    return SPLITS[-1]


def text_hash(text: str) -> bytes:
    """SHA-256 of the text in Unicode's composed form with its white space collapsed."""
    normal = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(normal.encode()).digest()


def check_text(text: str) -> str:
    """Return the text, or raise `InputError` when it holds half a character (a surrogate)."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError("text_not_unicode", position=error.start + 1) from error
    return text


def check_sampling(sampling: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters, or raise `InputError` when JSON cannot keep them."""
    try:
        check_text(json.dumps(dict(sampling), ensure_ascii=False, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError("sampling_unfit", reason=str(error)) from error
    return dict(sampling)


def check_prompt(prompt: NewPrompt) -> NewPrompt:
    """Return the prompt, or raise `InputError` for its text, language or split."""
    check_text(prompt.text)
    if not prompt.text.strip():
        raise InputError("prompt_empty")
    if len(prompt.text) > MAX_PROMPT_CHARACTERS:
        length, limit = len(prompt.text), MAX_PROMPT_CHARACTERS
        raise InputError("prompt_too_long", length=length, limit=limit)
    if not _LANGUAGE.fullmatch(prompt.language):
        raise InputError("language_unknown", language=prompt.language)
    if prompt.split is not None and prompt.split not in SPLITS:
        raise InputError("split_unknown", split=prompt.split, splits=", ".join(SPLITS))
    return prompt


def add_prompts(store: Store, prompts: Iterable[NewPrompt]) -> list[int]:
    """Add prompts, all or none; the ids of the new ones and of those that were there already."""
    with store.write() as session:
        chunks = _chunks(prompts)
        return [prompt_id for chunk in chunks for prompt_id, _ in insert_prompts(session, chunk)]


def insert_prompts(session: Session, prompts: Sequence[NewPrompt]) -> list[tuple[int, bool]]:
    """Add up to some thousand prompts; the id of each, and whether it is new."""
    hashes = [text_hash(check_prompt(prompt).text) for prompt in prompts]
    known = select(schema.Prompt.text_hash, schema.Prompt.id)
    ids = dict(session.execute(known.where(schema.Prompt.text_hash.in_(hashes))).all())
    new: dict[bytes, schema.Prompt] = {}
    is_new = []
    for prompt, key in zip(prompts, hashes, strict=True):
        is_new.append(key not in ids and key not in new)
        if is_new[-1]:
            new[key] = schema.Prompt(**prompt_values(prompt, key))
    session.add_all(new.values())
    session.flush()
    ids.update((key, row.id) for key, row in new.items())
    return [(ids[key], fresh) for key, fresh in zip(hashes, is_new, strict=True)]


def get_prompt(store: Store, prompt_id: int) -> Prompt:
    with store.read() as session:
        return prompt_record(find_prompt(session, prompt_id))


def prompts_of_split(
    store: Store, split: str, language: str | None = None, limit: int | None = None
) -> list[Prompt]:
    """The prompts of a split in their shuffled order, which is always the same."""
    row = schema.Prompt
    query = select(row).where(row.split == split).order_by(row.position).limit(limit)
    if language is not None:
        query = query.where(row.language == language)
    found: list[schema.Prompt] = []
    with store.read() as session:
        for demonstrated in (False, True):  # each is in order in an index
            found += session.scalars(query.where(row.demonstrated.is_(demonstrated)))
        found.sort(key=lambda one: one.position)
        return [prompt_record(one) for one in found[:limit]]


def prompts_to_sample(
    store: Store, split: str, language: str | None = None, limit: int | None = None
) -> list[Prompt]:
    """The prompts of a split that have the fewest response sets, in their shuffled order."""
    sets = (
        select(func.count())
        .select_from(schema.ResponseSet)
        .where(schema.ResponseSet.prompt_id == schema.Prompt.id)
        .scalar_subquery()
    )
    query = select(schema.Prompt).where(schema.Prompt.split == split)
    if language is not None:
        query = query.where(schema.Prompt.language == language)
    with store.read() as session:
        rows = session.scalars(query.order_by(sets, schema.Prompt.position).limit(limit))
        return [prompt_record(row) for row in rows]


def page_prompts(
    store: Store,
    *,
    search: str = "",
    split: str | None = None,
    after_id: int = 0,
    limit: int = 200,
) -> list[Prompt]:
    """The next prompts in order of id, after the last one of the page before."""
    query = select(schema.Prompt).where(schema.Prompt.id > after_id, *_filters(search, split))
    with store.read() as session:
        rows = session.scalars(query.order_by(schema.Prompt.id).limit(limit))
        return [prompt_record(row) for row in rows]


def count_prompts(store: Store, search: str = "", split: str | None = None) -> int:
    query = select(func.count()).select_from(schema.Prompt).where(*_filters(search, split))
    with store.read() as session:
        return session.execute(query).scalar_one()


def add_response_set(store: Store, prompt_id: int, responses: Sequence[NewResponse]) -> int:
    """Keep responses to one prompt, to be ranked together; the id of the set."""
    with store.write() as session:
        row = insert_response_set(session, prompt_id, responses)
        session.flush()
        return row.id


def insert_response_set(
    session: Session,
    prompt_id: int,
    responses: Sequence[NewResponse],
    created_at: datetime | None = None,  # now
) -> schema.ResponseSet:
    """The new row; it and its responses have ids once the session is flushed."""
    if len(responses) < 2:
        raise InputError("response_set_small")
    created_at = created_at or schema.utc_now()
    prompt = find_prompt(session, prompt_id)
    rows = [
        schema.Response(**response_values(response, place), created_at=created_at)
        for place, response in enumerate(responses)
    ]
    row = schema.ResponseSet(
        prompt=prompt,
        language=prompt.language,
        position=set_position(prompt.text, [response.text for response in responses]),
        responses=rows,
        created_at=created_at,
    )
    session.add(row)
    return row


def response_values(response: NewResponse, place: int) -> dict[str, Any]:
    """The columns of a response; raises `InputError` for what cannot be kept."""
    return {
        "place": place,
        "text": check_text(response.text),
        "checkpoint_id": response.checkpoint_id,
        "sampling": check_sampling(response.sampling),
        "seed": response.seed,
        "finished": response.finished,
    }


def set_position(prompt: str, responses: Sequence[str]) -> int:
    """The place of a response set in the shuffled order, by all of its texts."""
    return _position(hashlib.sha256("\0".join([prompt, *responses]).encode()).digest())


def get_response_set(store: Store, set_id: int) -> ResponseSet:
    with store.read() as session:
        return set_record(find_set(session, set_id))


def get_response_sets(store: Store, set_ids: Sequence[int]) -> dict[int, ResponseSet]:
    """Many response sets by their ids."""
    found: dict[int, ResponseSet] = {}
    with store.read() as session:
        for ids in _chunks(set_ids):
            query = select(schema.ResponseSet).where(schema.ResponseSet.id.in_(ids))
            found |= {row.id: set_record(row) for row in session.scalars(query)}
    return found


def newest_set_id(store: Store) -> int:
    """The id of the response set that came last; 0 when there is none."""
    with store.read() as session:
        return session.scalar(select(func.max(schema.ResponseSet.id))) or 0


def unranked_sets(store: Store, limit: int | None = None) -> list[ResponseSet]:
    """The response sets that nobody, person or synthetic, has ranked; oldest first."""
    query = select(schema.ResponseSet).where(schema.ResponseSet.ranked.is_(False))
    with store.read() as session:
        rows = session.scalars(query.order_by(schema.ResponseSet.id).limit(limit))
        return [set_record(row) for row in rows]


def find_prompt(session: Session, prompt_id: int) -> schema.Prompt:
    if (row := session.get(schema.Prompt, prompt_id)) is None:
        raise InputError("prompt_missing", id=prompt_id)
    return row


def find_set(session: Session, set_id: int) -> schema.ResponseSet:
    if (row := session.get(schema.ResponseSet, set_id)) is None:
        raise InputError("response_set_missing", id=set_id)
    return row


def contains(column: InstrumentedAttribute[str], search: str) -> ColumnElement[bool]:
    """Whether a text holds what is searched for, in capitals or not."""
    return column.icontains(search, autoescape=True)


def prompt_record(row: schema.Prompt) -> Prompt:
    return Prompt(row.id, row.text, row.language, tuple(row.tags), row.split)


def set_record(row: schema.ResponseSet) -> ResponseSet:
    responses = tuple(_response_record(response, row.prompt_id) for response in row.responses)
    return ResponseSet(row.id, prompt_record(row.prompt), responses)


def _response_record(row: schema.Response, prompt_id: int) -> Response:
    return Response(
        id=row.id,
        set_id=row.set_id,
        prompt_id=prompt_id,
        text=row.text,
        checkpoint_id=row.checkpoint_id,
        sampling=row.sampling,
        seed=row.seed,
        finished=row.finished,
        created_at=row.created_at,
    )


def prompt_values(prompt: NewPrompt, key: bytes) -> dict[str, Any]:
    """The columns of a checked prompt with this hash."""
    return {
        "text": prompt.text,
        "text_hash": key,
        "language": prompt.language,
        "tags": list(prompt.tags),
        "split": prompt.split or _split(key),
        "position": _position(key),
    }


def _position(digest: bytes) -> int:
    """A place from 0 to 2**62 in an order that has nothing to do with the order of arrival."""
    return int.from_bytes(digest[8:16], "big") >> 2


def _filters(search: str, split: str | None) -> list[ColumnElement[bool]]:
    filters = []
    if search:
        filters.append(contains(schema.Prompt.text, search))
    if split is not None:
        filters.append(schema.Prompt.split == split)
    return filters


def _chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
