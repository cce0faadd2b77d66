"""Gold: response sets whose right order is known, to compare a labeler's with."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from studio.errors import InputError
from studio.store import schema
from studio.store.engine import Store
from studio.store.label_rows import groups_fit
from studio.store.prompts import find_set

Groups = tuple[tuple[int, ...], ...]


def set_gold(store: Store, set_id: int, groups: Sequence[Sequence[int]]) -> None:
    """Make `groups` (response ids, best first) the known order of a set, in place of an earlier.

    Raises `InputError` unless they hold each response of the set once, in more than one rank.
    """
    with store.write() as session:
        ids = sorted(response.id for response in find_set(session, set_id).responses)
        if not groups_fit(groups, ids):
            raise InputError("comparison_groups", id=set_id)
        if len(groups) < 2:
            raise InputError("gold_without_order", id=set_id)
        session.merge(schema.Gold(set_id=set_id, groups=[list(group) for group in groups]))


def remove_gold(store: Store, set_id: int) -> None:
    """The set's order is no longer known; labels that were made of it stay."""
    with store.write() as session:
        if (row := session.get(schema.Gold, set_id)) is not None:
            session.delete(row)


def gold_of(store: Store, set_id: int) -> Groups | None:
    """The known order of a set."""
    with store.read() as session:
        row = session.get(schema.Gold, set_id)
        return None if row is None else tuple(tuple(group) for group in row.groups)


def count_gold(store: Store) -> int:
    with store.read() as session:
        return session.execute(select(func.count()).select_from(schema.Gold)).scalar_one()


def gold_from_labeler(store: Store, name: str) -> int:
    """Make a labeler's live rankings with an order in them gold; how many they are.

    Raises `InputError` for a labeler that the store does not know.
    """
    labeler, row = schema.Labeler, schema.Comparison
    with store.write() as session:
        labeler_id = session.scalar(select(labeler.id).where(labeler.name == name))
        if labeler_id is None:
            raise InputError("labeler_unknown", name=name)
        made = 0
        own = select(row).where(
            row.labeler_id == labeler_id,
            row.live.is_(True),
            row.repeat_of.is_(None),
            row.mode == "ranking",
        )
        for comparison in session.scalars(own.order_by(row.id)):
            if len(comparison.groups) > 1:
                session.merge(schema.Gold(set_id=comparison.set_id, groups=comparison.groups))
                made += 1
        return made
