"""What a project has decided, kept by name: a setting is a JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from studio.config import LabelingOptions, labeling_from
from studio.errors import InputError
from studio.store import schema
from studio.store.engine import Store

LABELING = "labeling"


def get_setting(store: Store, name: str) -> Mapping[str, Any] | None:
    """What was put under a name; None before that."""
    with store.read() as session:
        return setting_in(session, name)


def put_setting(store: Store, name: str, value: Mapping[str, Any]) -> None:
    """Keep a value, which JSON can hold, in place of the one before."""
    with store.write() as session:
        put_setting_in(session, name, value)


def load_labeling(store: Store) -> LabelingOptions:
    """How the project's labelers compare; the defaults before anybody chose."""
    with store.read() as session:
        return labeling_of(session)


def save_labeling(store: Store, options: LabelingOptions) -> LabelingOptions:
    """Keep the options; gives them as they are kept. Raises `InputError` for unfit ones."""
    checked = labeling_from(asdict(options))
    put_setting(store, LABELING, {**asdict(checked), "flags": list(checked.flags)})
    return checked


def labeling_of(session: Session) -> LabelingOptions:
    try:
        return labeling_from(setting_in(session, LABELING) or {})
    except InputError:  # of a newer version, or tampered with: labeling goes on all the same
        return LabelingOptions()


def setting_in(session: Session, name: str) -> Mapping[str, Any] | None:
    """As `get_setting`, in an open session."""
    row = session.get(schema.Setting, name)
    return None if row is None else row.value


def put_setting_in(session: Session, name: str, value: Mapping[str, Any]) -> None:
    """As `put_setting`, in an open session."""
    session.merge(schema.Setting(name=name, value=dict(value)))
