"""A label with its history, as the rows of a store that each name the one they revise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from studio.errors import InputError
from studio.store import schema
from studio.store.formats.file_row import FileRating
from studio.store.label_rows import stamp

Kind = type[schema.Demonstration] | type[schema.Comparison] | type[schema.Rating]
Version = Mapping[str, Any]  # the columns of one version


def write_line(
    session: Session, kind: Kind, versions: Sequence[Version], withdrawn_at: datetime | None
) -> int:
    """Write the versions of a label, oldest first, after those that are there; how many are new.

    A label that ends in what has been withdrawn is not put after what is live: that stays.
    """
    held = [found for version in versions if (found := _held(session, kind, version)) is not None]
    last = held[-1] if held else None
    new = versions[len(held) :]
    if last is not None and new and (not last.live or withdrawn_at is not None):
        return 0
    for version in new:
        if last is not None:
            last.live = False
        row = kind(**{**version, "live": True, "revision_of": None if last is None else last.id})
        # What comes before has to be on its way no longer: its id is asked for
        session.add(row)
        session.flush()
        last = row
    if new and withdrawn_at is not None and last is not None:
        last.live, last.withdrawn_at = False, withdrawn_at
        session.flush()
    return len(new)


def _held(session: Session, kind: Kind, version: Version) -> Any:
    """The row of the store that is this version: the same words at the same moment."""
    names = ("labeler_id", "created_at", *(n for n in _ITEMS if n in version))
    query = select(kind).where(*(getattr(kind, name) == version[name] for name in names))
    said = [name for name in _SAID if name in version]
    for row in session.scalars(query.order_by(kind.id)):
        if all(getattr(row, name) == version[name] for name in said):
            return row
    return None


_ITEMS = ("prompt_id", "set_id", "response_id", "repeated")
_SAID = ("text", "groups", "quality", "flags", "notes")


def find_first(session: Session, set_id: int, labeler_id: int, made_at: datetime) -> int:
    """The id of a labeler's comparison of that moment, to be repeated.

    Raises `InputError` when there is none.
    """
    row = schema.Comparison
    query = select(row.id).where(
        row.set_id == set_id,
        row.labeler_id == labeler_id,
        row.created_at == made_at,
        row.repeat_of.is_(None),
    )
    if (found := session.scalar(query.order_by(row.id.desc()).limit(1))) is None:
        raise InputError("repeat_unknown", moment=made_at.isoformat())
    return found


def may_add(session: Session, versions: Sequence[Version], withdrawn_at: datetime | None) -> bool:
    """Whether a rating's line can stand as it is: there is at most one live rating of a response.

    Another one that is there becomes what the last version revises.
    """
    row, last = schema.Rating, versions[-1]
    query = select(row).where(
        row.live.is_(True),
        *(getattr(row, name) == last[name] for name in ("labeler_id", "response_id", "repeated")),
    )
    live = session.scalar(query.limit(1))
    held = [_held(session, row, version) for version in versions]
    return withdrawn_at is not None or live is None or live in held


def rating_values(rating: FileRating, response_id: int, labeler_id: int, repeated: bool) -> Version:
    return {
        "response_id": response_id,
        "quality": rating.marks.quality,
        "flags": list(rating.marks.flags),
        "notes": rating.marks.notes.strip(),
        "labeler_id": labeler_id,
        "repeated": repeated,
        "hasty": rating.hasty,
        **stamp(rating.origin),
    }
