"""Guards for the quality of labels: hasty ones are marked; repeats and gold go into the queue.

A labeler is dealt a set a second time (a repeat) or a set whose order is known (gold) at the
shares that `GuardOptions` set. Which places of the queue they take is a hash of the labeler and
of how many sets came before, so the same wherever and however often one asks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import asdict, replace

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from studio.config import GuardOptions, options_from, validate
from studio.store import schema
from studio.store.engine import Store
from studio.store.prompts import find_set, set_record
from studio.store.records import COMPARISON_MODES, ResponseSet
from studio.store.settings import labeling_of, put_setting, setting_in

_SETTING = "guards"


def load_guards(store: Store) -> GuardOptions:
    with store.read() as session:
        return _options(session)


def save_guards(store: Store, options: GuardOptions) -> None:
    """Raises `InputError` for a value out of its range."""
    put_setting(store, _SETTING, asdict(validate(options)))


def guard_at(options: GuardOptions, labeler_id: int, place: int) -> str:
    """What takes a place, from 0, of a labeler's queue: repeat, gold, or "" for a usual set."""
    key = f"{options.seed} {labeler_id} {place}".encode()
    drawn = int.from_bytes(hashlib.sha256(key).digest()[:8], "big") / 2**64
    if drawn < options.repeat_share:
        return "repeat"
    return "gold" if drawn < options.repeat_share + options.gold_share else ""


def next_guard_item(
    store: Store, labeler_id: int, language: str | None = None, exclude: Collection[int] = ()
) -> ResponseSet | None:
    """A repeat or a gold set where the labeler's next place is one's and there is one, else None.

    `exclude` are the sets that the labeler has before them already.
    """
    with store.read() as session:
        options = _options(session)
        if not options.repeat_share + options.gold_share:
            return None
        guard = guard_at(options, labeler_id, _dealt(session, labeler_id) + len(exclude))
        if not guard:
            return None
        find = _repeat if guard == "repeat" else _gold
        if (found := find(session, options, labeler_id, language, exclude)) is None:
            return None
        set_id, repeat_of = found
        return replace(set_record(find_set(session, set_id)), repeat_of=repeat_of)


def is_hasty(words: int, seconds: float, fastest_words_per_second: float) -> bool:
    """Whether so many words cannot have been read in the time; at 0 words a second, never."""
    return fastest_words_per_second > 0 and seconds < words / fastest_words_per_second


def mark_if_hasty(
    session: Session,
    label: schema.Demonstration | schema.Comparison | schema.Rating,
    texts: Iterable[str],
) -> None:
    """Mark a person's new label whose texts, all those on the screen, it took too little to read.

    Words are what stands between spaces; a language without spaces is never marked.
    """
    words = sum(len(text.split()) for text in texts)
    fastest = _options(session).fastest_words_per_second
    label.hasty = is_hasty(words, label.seconds, fastest)


def _options(session: Session) -> GuardOptions:
    return options_from(GuardOptions, setting_in(session, _SETTING) or {})


def _dealt(session: Session, labeler_id: int) -> int:
    """How many sets a labeler has settled: ranked or skipped."""
    ranked = select(func.count()).where(schema.Comparison.labeler_id == labeler_id)
    skipped = select(func.count()).where(
        schema.Skip.labeler_id == labeler_id, schema.Skip.kind == "comparison"
    )
    return session.execute(ranked).scalar_one() + session.execute(skipped).scalar_one()


def _repeat(
    session: Session,
    options: GuardOptions,
    labeler_id: int,
    language: str | None,
    exclude: Collection[int],
) -> tuple[int, int] | None:
    """Set and id of the newest own comparison before the last `repeat_after`, not yet repeated.

    Only of those made as the project's are made now: the second time is as the first.
    """
    mode = labeling_of(session).mode
    row, again, later = schema.Comparison, aliased(schema.Comparison), aliased(schema.Comparison)
    far_enough = (
        select(later.id)
        .where(later.labeler_id == labeler_id, later.live.is_(True))
        .order_by(later.id.desc())
        .offset(options.repeat_after)
        .limit(1)
        .scalar_subquery()
    )
    repeated = exists().where(
        again.set_id == row.set_id,
        again.live.is_(True),
        again.labeler_id == labeler_id,
        again.repeat_of.is_not(None),
    )
    query = select(row.set_id, row.id).where(
        row.labeler_id == labeler_id,
        row.live.is_(True),
        row.id <= far_enough,
        row.repeat_of.is_(None),
        row.mode == (mode if mode in COMPARISON_MODES else "ranking"),
        ~repeated,
        *_free(row.set_id, labeler_id, language, exclude),
    )
    found = session.execute(query.order_by(row.id.desc()).limit(1)).first()
    return None if found is None else (found[0], found[1])


def _gold(
    session: Session,
    options: GuardOptions,
    labeler_id: int,
    language: str | None,
    exclude: Collection[int],
) -> tuple[int, None] | None:
    """The first gold set that the labeler has not ranked, which is no repeat."""
    gold, own = schema.Gold, schema.Comparison
    ranked = exists().where(
        own.set_id == gold.set_id, own.live.is_(True), own.labeler_id == labeler_id
    )
    free = _free(gold.set_id, labeler_id, language, exclude)
    query = select(gold.set_id).where(gold.set_id > 0, ~ranked, *free)
    set_id = session.scalar(query.order_by(gold.set_id).limit(1))
    return None if set_id is None else (set_id, None)


def _free(
    set_id: InstrumentedAttribute[int],
    labeler_id: int,
    language: str | None,
    exclude: Collection[int],
) -> list[ColumnElement[bool]]:
    """In the language, and neither before the labeler, nor skipped, nor begun as a draft."""
    filters: list[ColumnElement[bool]] = [set_id.not_in(exclude)]
    for kind in (schema.Skip, schema.Draft):
        about = (kind.labeler_id == labeler_id, kind.kind == "comparison")
        filters.append(~exists().where(*about, kind.target_id == set_id))
    if language is not None:
        row = schema.ResponseSet
        filters.append(exists().where(row.id == set_id, row.language == language))
    return filters
