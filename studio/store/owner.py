"""Whose project it is: the one who sees everyone's figures, besides their own.

This keeps labelers from being compared before each other; it is no lock, since whoever can open
the project's folder can read all of it.
"""

from __future__ import annotations

from sqlalchemy import select

from studio.errors import InputError
from studio.store import schema
from studio.store.engine import Store
from studio.store.label_rows import find_labeler, labeler_record
from studio.store.records import Labeler
from studio.store.settings import put_setting_in, setting_in

_SETTING = "owner"


def owner_of(store: Store) -> Labeler | None:
    """The owner; None for a project that nobody has made their own."""
    with store.read() as session:
        labeler_id = (setting_in(session, _SETTING) or {}).get("labeler_id")
        row = None if labeler_id is None else session.get(schema.Labeler, labeler_id)
        return None if row is None else labeler_record(row)


def set_owner(store: Store, labeler_id: int) -> None:
    """Hand a project over. Raises `InputError` unless it is a person whom the store knows."""
    with store.write() as session:
        row = find_labeler(session, labeler_id)
        if row.synthetic:
            raise InputError("labeler_kind", name=row.name)
        put_setting_in(session, _SETTING, {"labeler_id": labeler_id})


def set_owner_by_name(store: Store, name: str) -> None:
    """As `set_owner`; raises `InputError` for a name that the store does not know."""
    row = schema.Labeler
    with store.read() as session:
        labeler_id = session.scalar(select(row.id).where(row.name == name))
    if labeler_id is None:
        raise InputError("labeler_unknown", name=name)
    set_owner(store, labeler_id)


def sees_everyone(owner: Labeler | None, labeler_id: int) -> bool:
    """Whether a labeler is shown the figures of the others: the owner is, and all without one."""
    return owner is None or owner.id == labeler_id
