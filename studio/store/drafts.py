"""Unsubmitted work, kept as one types: at most one draft of a labeler for each item."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from studio.store import schema
from studio.store.engine import Store
from studio.store.label_rows import find_labeler
from studio.store.records import Draft

_A_MOMENT = timedelta(microseconds=1)


def save_draft(
    store: Store, labeler_id: int, kind: str, target_id: int, content: Mapping[str, Any]
) -> None:
    """Keep the draft of an item, safely on disk when this returns, in place of the one before.

    It counts as the latest of its kind even where the computer's clock has been set back.
    """
    with store.write() as session:
        find_labeler(session, labeler_id)
        newest = _newest(session, labeler_id, kind)
        now = schema.utc_now()
        session.merge(
            schema.Draft(
                labeler_id=labeler_id,
                kind=kind,
                target_id=target_id,
                content=dict(content),
                updated_at=now if newest is None else max(now, newest + _A_MOMENT),
            )
        )


def _newest(session: Session, labeler_id: int, kind: str) -> datetime | None:
    row = schema.Draft
    query = select(row.updated_at).where(row.labeler_id == labeler_id, row.kind == kind)
    return session.scalar(query.order_by(row.updated_at.desc()).limit(1))


def load_draft(store: Store, labeler_id: int, kind: str, target_id: int) -> Draft | None:
    with store.read() as session:
        row = session.get(schema.Draft, (labeler_id, kind, target_id))
        return None if row is None else _draft_record(row)


def latest_draft(store: Store, labeler_id: int, kind: str) -> Draft | None:
    """The draft that the labeler worked on last."""
    row = schema.Draft
    query = select(row).where(row.labeler_id == labeler_id, row.kind == kind)
    with store.read() as session:
        found = session.scalar(query.order_by(row.updated_at.desc()).limit(1))
        return None if found is None else _draft_record(found)


def discard_draft(store: Store, labeler_id: int, kind: str, target_id: int) -> None:
    with store.write() as session:
        delete_draft(session, labeler_id, kind, target_id)


def delete_draft(session: Session, labeler_id: int, kind: str, target_id: int) -> None:
    row = schema.Draft
    session.execute(
        delete(row).where(
            row.labeler_id == labeler_id, row.kind == kind, row.target_id == target_id
        )
    )


def _draft_record(row: schema.Draft) -> Draft:
    return Draft(row.labeler_id, row.kind, row.target_id, row.content, row.updated_at)
