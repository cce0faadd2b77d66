"""The history of a label: every version of it that was ever submitted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from studio.store import schema
from studio.store.engine import Store
from studio.store.label_rows import comparison_record, demonstration_record, labeler_record
from studio.store.records import Comparison, Demonstration, Labeler

AnyLabel = TypeVar("AnyLabel", Demonstration, Comparison)


@dataclass(frozen=True, slots=True)
class Revision(Generic[AnyLabel]):
    """One version of a label: what it says, whose it is, and when it was withdrawn, if it was."""

    label: AnyLabel
    labeler: Labeler
    withdrawn_at: datetime | None


def revisions(store: Store, label: AnyLabel) -> list[Revision[AnyLabel]]:
    """Every version of a label, newest first, whichever of them `label` is.

    Besides the line of revisions it has the labeler's withdrawn labels of the same item, with
    their own lines: what was withdrawn and submitted anew begins another line.
    """
    with store.read() as session:
        if isinstance(label, Demonstration):
            kind: Any = schema.Demonstration
            record: Callable[[Any], Any] = demonstration_record
            same_item = kind.prompt_id == label.prompt.id
        else:
            kind, record = schema.Comparison, comparison_record
            same_item = kind.set_id == label.set_id
        rows = {
            row.id: row
            for row in session.scalars(
                select(kind).where(same_item, kind.labeler_id == label.labeler_id)
            )
        }
        ends = [row for row in rows.values() if row.withdrawn_at is not None]
        wanted = _line(session, kind, label.id)
        wanted |= {row.id for end in ends for row in _back(session, kind, end)}
        found = [session.get_one(kind, id) for id in sorted(wanted, reverse=True)]
        return [
            Revision(
                record(row),
                labeler_record(session.get_one(schema.Labeler, row.labeler_id)),
                row.withdrawn_at,
            )
            for row in found
        ]


def _line(session: Session, kind: Any, label_id: int) -> set[int]:
    """The ids of all versions before and after a label, and its own."""
    row = session.get(kind, label_id)
    line = {one.id for one in _back(session, kind, row)}
    while row is not None:
        line.add(row.id)
        row = session.scalar(select(kind).where(kind.revision_of == row.id))
    return line


def _back(session: Session, kind: Any, row: Any) -> list[Any]:
    """A version and those that it revises, one after another."""
    line = []
    while row is not None:
        line.append(row)
        row = None if row.revision_of is None else session.get(kind, row.revision_of)
    return line
