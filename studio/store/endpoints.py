"""The endpoints that a project's answers may come from, kept among its settings. Never a key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy.orm import Session

from studio.endpoints import Endpoint, check_endpoint
from studio.errors import InputError
from studio.store.engine import Store
from studio.store.settings import put_setting_in, setting_in

ENDPOINTS = "endpoints"


def list_endpoints(store: Store) -> list[Endpoint]:
    """In the order of their names; what is kept but cannot be used is left out."""
    with store.read() as session:
        return _kept(session)


def find_endpoint(store: Store, name: str) -> Endpoint:
    known = {one.name: one for one in list_endpoints(store)}
    if name not in known:
        raise InputError("endpoint_unknown", name=name, known=", ".join(known) or "-")
    return known[name]


def save_endpoint(store: Store, endpoint: Endpoint, instead_of: str | None = None) -> Endpoint:
    """Keep an endpoint, in place of the one called `instead_of`; gives it as it is kept.

    Raises `InputError` for one that cannot be used and for a name that another one has.
    """
    checked = check_endpoint(endpoint)
    with store.write() as session:
        others = [one for one in _kept(session) if one.name != instead_of]
        if any(one.name == checked.name for one in others):
            raise InputError("endpoint_name_taken", name=checked.name)
        _keep(session, [*others, checked])
    return checked


def remove_endpoint(store: Store, name: str) -> None:
    """Forget an endpoint; the answers that it gave stay."""
    with store.write() as session:
        _keep(session, [one for one in _kept(session) if one.name != name])


def _kept(session: Session) -> list[Endpoint]:
    found = (setting_in(session, ENDPOINTS) or {}).get("endpoints", [])
    values = found if isinstance(found, list) else []
    return [one for value in values if (one := _read(value)) is not None]


def _keep(session: Session, endpoints: list[Endpoint]) -> None:
    ordered = sorted(endpoints, key=lambda one: one.name.casefold())
    put_setting_in(session, ENDPOINTS, {"endpoints": [asdict(one) for one in ordered]})


def _read(values: Any) -> Endpoint | None:
    """What a newer version kept, or somebody tampered with, must not stop the project."""
    known = {item.name for item in fields(Endpoint)}
    try:
        if not isinstance(values, Mapping):
            return None
        return check_endpoint(Endpoint(**{k: v for k, v in values.items() if k in known}))
    except (InputError, TypeError, AttributeError):
        return None
