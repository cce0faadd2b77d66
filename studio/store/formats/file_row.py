"""What a checked row of a file is: a prompt, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from studio.store.label_rows import Origin
from studio.store.records import Marks, NewPrompt, NewResponse


@dataclass(frozen=True, slots=True)
class FileRating:
    """What a row says of one of its responses; the id in `marks` is the position of it."""

    marks: Marks
    hasty: bool
    origin: Origin
    withdrawn_at: datetime | None = None
    revisions: tuple[FileRating, ...] = ()  # those before it, oldest first

    @property
    def has_history(self) -> bool:
        """Whether it is more than one live row of a store."""
        return bool(self.revisions or self.withdrawn_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLabel:
    """A demonstration or a ranking. `groups` and `shown_order` are positions in `responses`."""

    demonstration: str | None
    groups: tuple[tuple[int, ...], ...]
    mode: str
    none_acceptable: bool
    shown_order: tuple[int, ...]
    labeler: str | None
    synthetic: bool
    hasty: bool
    origin: Origin

    @property
    def is_ranked(self) -> bool:
        return bool(self.groups) or self.none_acceptable


@dataclass(frozen=True, slots=True)
class FileSkip:
    """An item that somebody passed over: the row's prompt, or its responses."""

    kind: str
    labeler: str
    synthetic: bool
    reason: str
    created_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow(FileLabel):
    """A checked row: a prompt with what else there is, and a label in its last version."""

    prompt: NewPrompt
    responses: tuple[NewResponse, ...]
    sampled_at: datetime | None
    responded_at: tuple[datetime | None, ...]  # of each response, where it is not `sampled_at`
    ratings: tuple[FileRating, ...]
    withdrawn_ratings: tuple[FileRating, ...]
    withdrawn_at: datetime | None
    revisions: tuple[FileLabel, ...]
    repeated: bool
    repeat_of: datetime | None  # when the comparison was made that this one repeats
    gold: tuple[tuple[int, ...], ...]
    gold_at: datetime | None
    skips: tuple[FileSkip, ...]

    @property
    def is_plain(self) -> bool:
        """Whether it is what anybody's file might hold: no more than new rows of a store."""
        ratings = (rating.has_history for rating in self.ratings)
        more = (self.withdrawn_ratings, self.gold, self.skips, *self.responded_at, *ratings)
        return not (self.has_history or self.repeated or any(more))

    @property
    def has_history(self) -> bool:
        """Whether its label is more than one row of its own in a store."""
        return bool(self.revisions or self.withdrawn_at or self.repeat_of)

    @property
    def brings_demonstration(self) -> bool:
        """Whether its prompt has a demonstration then."""
        return self.demonstration is not None and self.withdrawn_at is None

    @property
    def brings_ranking(self) -> bool:
        """Whether its responses are ranked then."""
        return self.is_ranked and self.withdrawn_at is None
