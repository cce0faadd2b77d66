"""Which prompts and labels to export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from studio.errors import InputError
from studio.store import schema
from studio.store.engine import Store
from studio.store.records import SPLITS


@dataclass(frozen=True, slots=True)
class Selection:
    """What is empty or None does not matter. Times carry a zone."""

    labelers: tuple[str, ...] = ()  # their names
    splits: tuple[str, ...] = ()
    since: datetime | None = None  # labels made then or later
    before: datetime | None = None  # labels made earlier than that
    guideline_version: str | None = None

    def __post_init__(self) -> None:
        for split in self.splits:
            if split not in SPLITS:
                raise InputError("split_unknown", split=split, splits=", ".join(SPLITS))

    @property
    def asks_for_labels(self) -> bool:
        """Whether something is asked that only labels can answer."""
        return bool(self.labelers or self.since or self.before or self.guideline_version)

    def of_prompts(self) -> list[ColumnElement[bool]]:
        return [schema.Prompt.split.in_(self.splits)] if self.splits else []

    def of_labels(
        self, session: Session, kind: type[schema.Demonstration] | type[schema.Comparison]
    ) -> list[ColumnElement[bool]]:
        """Live labels, without a labeler's repeats, which are no new judgements.

        Raises `InputError` for a labeler that the store does not know.
        """
        filters: list[ColumnElement[bool]] = [kind.live.is_(True)]
        if issubclass(kind, schema.Comparison):
            filters.append(kind.repeat_of.is_(None))
        return filters + self._asked(session, kind)

    def of_lines(
        self, session: Session, kind: type[schema.Demonstration] | type[schema.Comparison]
    ) -> list[ColumnElement[bool]]:
        """As `of_labels`, of the last version of every label: also what was withdrawn, repeats."""
        return [ended_or_live(kind), *self._asked(session, kind)]

    def _asked(
        self, session: Session, kind: type[schema.Demonstration] | type[schema.Comparison]
    ) -> list[ColumnElement[bool]]:
        filters: list[ColumnElement[bool]] = []
        if self.labelers:
            filters.append(kind.labeler_id.in_(_labeler_ids(session, self.labelers)))
        if self.since is not None:
            filters.append(kind.created_at >= self.since)
        if self.before is not None:
            filters.append(kind.created_at < self.before)
        if self.guideline_version is not None:
            filters.append(kind.guideline_version == self.guideline_version)
        return filters + self._of_label_prompts(kind)

    def _of_label_prompts(self, kind: Any) -> list[ColumnElement[bool]]:
        if not self.splits:
            return []
        prompts = select(schema.Prompt.id).where(*self.of_prompts())
        if kind is schema.Demonstration:
            return [kind.prompt_id.in_(prompts)]
        response_set = schema.ResponseSet
        return [kind.set_id.in_(select(response_set.id).where(response_set.prompt_id.in_(prompts)))]


def ended_or_live(kind: type[schema.Label]) -> ColumnElement[bool]:
    """Whether a label is the last version of itself."""
    return or_(kind.live.is_(True), kind.withdrawn_at.is_not(None))


def guideline_versions(store: Store) -> list[str]:
    """The versions of the guidelines that live labels were made by."""
    with store.read() as session:
        found: set[str | None] = set()
        for kind in (schema.Demonstration, schema.Comparison):
            version = kind.guideline_version
            found |= set(session.scalars(select(version).where(kind.live.is_(True)).distinct()))
    return sorted(version for version in found if version is not None)


def _labeler_ids(session: Session, names: tuple[str, ...]) -> list[int]:
    row = schema.Labeler
    found = {
        known.name: known.id for known in session.scalars(select(row).where(row.name.in_(names)))
    }
    for name in names:
        if name not in found:
            raise InputError("labeler_unknown", name=name)
    return list(found.values())
