"""Where one labeler's work on one project comes from and goes to: the store, seen from a screen.

An item is what a labeler is dealt (a `Prompt` or a `ResponseSet`), a label what becomes of it (a
`Demonstration` or a `Comparison`), content the plain data that both a draft and a label hold.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from studio.store import labels
from studio.store.engine import Store
from studio.store.guards import next_guard_item
from studio.store.project import Project
from studio.store.prompts import get_prompt, get_response_set
from studio.store.ratings import ratings_of_set
from studio.store.records import (
    Comparison,
    Demonstration,
    Draft,
    Labeler,
    Marks,
    Prompt,
    Rating,
    ResponseSet,
)
from studio.store.revisions import Revision, revisions

LAST_ONES = 20  # of one's own labels that a screen offers to revise

Item = TypeVar("Item", Prompt, ResponseSet)
Label = TypeVar("Label", Demonstration, Comparison)


@dataclass(frozen=True)
class Desk(Generic[Item, Label]):
    """What both kinds of labeling have in common; every method may raise `StudioError`."""

    project: Project
    labeler: Labeler

    kind = ""  # of drafts and skips
    changes = ""  # what `Context.data_changed` tells after a label was saved

    @property
    def store(self) -> Store:
        return self.project.store

    def fetch(self, language: str | None, exclude: Collection[int] = ()) -> Item | None:
        """The next item for the labeler, in a language or in any."""
        raise NotImplementedError

    def item_with_id(self, item_id: int) -> Item:
        raise NotImplementedError

    def item_of_draft(self, draft: Draft) -> Item:
        return self.item_with_id(draft.target_id)

    def item_of(self, label: Label) -> Item:
        raise NotImplementedError

    def prompt_of(self, item: Item) -> Prompt:
        raise NotImplementedError

    def content_of(self, label: Label) -> dict[str, Any]:
        raise NotImplementedError

    def save(
        self, item: Item, content: Mapping[str, Any], seconds: float, revision_of: int | None
    ) -> Label:
        """Make a label of the content; its draft is gone afterwards."""
        raise NotImplementedError

    def withdraw(self, label: Label) -> None:
        raise NotImplementedError

    def own(self, limit: int = LAST_ONES) -> list[Label]:
        """The labeler's own labels, newest first."""
        raise NotImplementedError

    def earlier(self, label: Label) -> list[Revision[Label]]:
        """The other versions of a label, newest first, withdrawn ones too."""
        return [one for one in revisions(self.store, label) if one.label.id != label.id]

    def latest_draft(self) -> Draft | None:
        return labels.latest_draft(self.store, self.labeler.id, self.kind)

    def draft(self, item_id: int) -> Draft | None:
        return labels.load_draft(self.store, self.labeler.id, self.kind, item_id)

    def keep_draft(self, item_id: int, content: Mapping[str, Any]) -> None:
        labels.save_draft(self.store, self.labeler.id, self.kind, item_id, content)

    def discard_draft(self, item_id: int) -> None:
        labels.discard_draft(self.store, self.labeler.id, self.kind, item_id)

    def skip(self, item_id: int, reason: str) -> None:
        """Deal this item to the labeler no more; its draft is gone afterwards."""
        labels.skip(self.store, self.kind, item_id, self.labeler.id, reason)

    def unskip(self, item_id: int) -> None:
        labels.unskip(self.store, self.kind, item_id, self.labeler.id)

    def _about(self, prompt: Prompt, seconds: float, revision_of: int | None) -> dict[str, Any]:
        return {
            "labeler_id": self.labeler.id,
            "seconds": seconds,
            "revision_of": revision_of,
            "guideline_version": self.project.guideline_version(prompt.language),
        }


class WritingDesk(Desk[Prompt, Demonstration]):
    """Prompts to answer. Content: text."""

    kind = "demonstration"
    changes = "demonstrations"

    def fetch(self, language: str | None, exclude: Collection[int] = ()) -> Prompt | None:
        return labels.next_demonstration_prompt(self.store, self.labeler.id, language, exclude)

    def item_with_id(self, item_id: int) -> Prompt:
        return get_prompt(self.store, item_id)

    def item_of(self, label: Demonstration) -> Prompt:
        return label.prompt

    def prompt_of(self, item: Prompt) -> Prompt:
        return item

    def content_of(self, label: Demonstration) -> dict[str, Any]:
        return {"text": label.text, "seconds": label.seconds}

    def save(
        self, item: Prompt, content: Mapping[str, Any], seconds: float, revision_of: int | None
    ) -> Demonstration:
        about = self._about(item, seconds, revision_of)
        return labels.save_demonstration(self.store, item.id, content["text"], **about)

    def withdraw(self, label: Demonstration) -> None:
        labels.withdraw_demonstration(self.store, label.id)

    def own(self, limit: int = LAST_ONES) -> list[Demonstration]:
        return labels.my_demonstrations(self.store, self.labeler.id, limit)


def as_content(marks: Marks | Rating) -> dict[str, Any]:
    """What is said of one response, as content holds it."""
    return {
        "response": marks.response_id,
        "quality": marks.quality,
        "flags": list(marks.flags),
        "notes": marks.notes,
        "seconds": marks.seconds,
    }


def marks_of(content: Mapping[str, Any]) -> Marks:
    return Marks(
        content["response"],
        content["quality"],
        tuple(content["flags"]),
        content["notes"],
        content["seconds"],
    )


class RankingDesk(Desk[ResponseSet, Comparison]):
    """Response sets to rank. Content: groups of response ids, and the order first shown.

    Where it differs from a plain ranking, also mode, none_acceptable and ratings. Among the sets
    are some that the labeler ranks a second time (repeats) and some of known order.
    """

    kind = "comparison"
    changes = "comparisons"

    def fetch(self, language: str | None, exclude: Collection[int] = ()) -> ResponseSet | None:
        waiting = labels.next_response_set(self.store, self.labeler.id, language, exclude)
        if waiting is None:  # what guards add goes between the work, and is none by itself
            return None
        return next_guard_item(self.store, self.labeler.id, language, exclude) or waiting

    def item_with_id(self, item_id: int) -> ResponseSet:
        return get_response_set(self.store, item_id)

    def item_of_draft(self, draft: Draft) -> ResponseSet:
        return replace(self.item_with_id(draft.target_id), repeat_of=draft.content.get("repeat_of"))

    def item_of(self, label: Comparison) -> ResponseSet:
        return replace(self.item_with_id(label.set_id), repeat_of=label.repeat_of)

    def prompt_of(self, item: ResponseSet) -> Prompt:
        return item.prompt

    def content_of(self, label: Comparison) -> dict[str, Any]:
        repeated = label.repeat_of is not None
        ratings = ratings_of_set(self.store, label.set_id, label.labeler_id, repeated=repeated)
        return {
            "groups": [list(group) for group in label.groups],
            "shown_order": list(label.shown_order),
            "repeat_of": label.repeat_of,
            "seconds": label.seconds,
            "mode": label.mode,
            "none_acceptable": label.none_acceptable,
            "ratings": [as_content(rating) for rating in ratings],
        }

    def save(
        self, item: ResponseSet, content: Mapping[str, Any], seconds: float, revision_of: int | None
    ) -> Comparison:
        about = self._about(item.prompt, seconds, revision_of)
        groups, shown = content["groups"], content["shown_order"]
        return labels.save_comparison(
            self.store,
            item.id,
            groups,
            shown,
            mode=content.get("mode", "ranking"),
            none_acceptable=content.get("none_acceptable", False),
            ratings=[marks_of(rating) for rating in content.get("ratings", ())],
            repeat_of=item.repeat_of,
            **about,
        )

    def withdraw(self, label: Comparison) -> None:
        labels.withdraw_comparison(self.store, label.id)

    def own(self, limit: int = LAST_ONES) -> list[Comparison]:
        return labels.my_comparisons(self.store, self.labeler.id, limit)


def shuffled(item: ResponseSet, labeler_id: int) -> tuple[int, ...]:
    """The order in which a labeler is shown the answers: always the same, different for others.

    The second time it is another one than the first.
    """
    ids = sorted(response.id for response in item.responses)
    drawn = random.Random(f"{item.id} {labeler_id}")
    drawn.shuffle(ids)
    first = tuple(ids)
    while item.repeat_of is not None and tuple(ids) == first:
        drawn.shuffle(ids)
    return tuple(ids)
