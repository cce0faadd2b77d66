"""Throughput by labeler is for the owner of a project, who can hand it over."""

from __future__ import annotations

import pytest

from studio.errors import InputError
from studio.store.engine import Store
from studio.store.owner import owner_of, sees_everyone, set_owner, set_owner_by_name
from studio.store.records import Labeler


def test_a_project_without_an_owner_shows_everyone_to_all(store: Store, ann: Labeler) -> None:
    assert owner_of(store) is None
    assert sees_everyone(None, ann.id)


def test_only_the_owner_sees_everyone_until_it_is_handed_over(
    store: Store, ann: Labeler, bob: Labeler
) -> None:
    set_owner(store, ann.id)
    assert owner_of(store) == ann
    assert [sees_everyone(owner_of(store), who.id) for who in (ann, bob)] == [True, False]
    set_owner_by_name(store, "Bob")
    assert [sees_everyone(owner_of(store), who.id) for who in (ann, bob)] == [False, True]


def test_an_owner_is_a_person_whom_the_store_knows(
    store: Store, ann: Labeler, robot: Labeler
) -> None:
    set_owner(store, ann.id)
    with pytest.raises(InputError, match="labeler_kind"):
        set_owner(store, robot.id)
    with pytest.raises(InputError, match="labeler_missing"):
        set_owner(store, 99)
    with pytest.raises(InputError, match="labeler_unknown"):
        set_owner_by_name(store, "Nobody")
    assert owner_of(store) == ann
