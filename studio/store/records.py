"""What the store gives and takes: frozen records, never database rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SPLITS = ("sft", "reward", "ppo", "heldout")
COMPARISON_MODES = ("ranking", "pairwise", "thumbs")


@dataclass(frozen=True, slots=True)
class Labeler:
    id: int
    name: str
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class NewPrompt:
    """A prompt to add. Without `split` it is dealt by the hash of its text."""

    text: str
    language: str = "en"
    tags: tuple[str, ...] = ()
    split: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    id: int
    text: str
    language: str
    tags: tuple[str, ...]
    split: str  # one of SPLITS


@dataclass(frozen=True, slots=True)
class NewResponse:
    """A response a policy gave. `finished` is false when it ran into the length limit."""

    text: str
    checkpoint_id: int | None
    sampling: Mapping[str, Any]  # temperature, top_k, top_p, max_tokens
    seed: int
    finished: bool = True


@dataclass(frozen=True, slots=True)
class Response:
    id: int
    set_id: int
    prompt_id: int
    text: str
    checkpoint_id: int | None
    sampling: Mapping[str, Any]
    seed: int
    finished: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ResponseSet:
    """K responses to one prompt, to be ranked together: the item a labeler is dealt."""

    id: int
    prompt: Prompt
    responses: tuple[Response, ...]
    repeat_of: int | None = None  # the labeler's own comparison, when it is dealt a second time


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A response written by a person: the newest revision of it."""

    id: int
    prompt: Prompt
    text: str
    labeler_id: int
    seconds: float
    program_version: str
    created_at: datetime
    revision_of: int | None = None
    guideline_version: str | None = None
    hasty: bool = False  # made faster than one can read


@dataclass(frozen=True, slots=True)
class Comparison:
    """One labeler's ranking of a response set: groups of response ids, best first.

    Ids in one group are tied; those of the set in no group were left unranked. `shown_order` is
    the order in which the cards first appeared.
    """

    id: int
    prompt: Prompt
    set_id: int
    groups: tuple[tuple[int, ...], ...]
    shown_order: tuple[int, ...]
    labeler_id: int
    synthetic: bool
    seconds: float
    program_version: str
    created_at: datetime
    revision_of: int | None = None
    guideline_version: str | None = None
    mode: str = "ranking"  # how it was made: one of COMPARISON_MODES
    none_acceptable: bool = False  # the labeler says so of all responses
    hasty: bool = False  # made faster than one can read
    repeat_of: int | None = None  # the same labeler's earlier one; repeats are not trained on


@dataclass(frozen=True, slots=True)
class Marks:
    """What a labeler says of one response by itself: to be kept as a `Rating`."""

    response_id: int
    quality: int | None = None  # 1 worst to 7 best
    flags: tuple[str, ...] = ()  # what was answered with yes: codes, or a project's own words
    notes: str = ""
    seconds: float = 0.0  # of attention

    @property
    def empty(self) -> bool:
        """Whether nothing has been said."""
        return self.quality is None and not self.flags and not self.notes.strip()


@dataclass(frozen=True, slots=True)
class Rating:
    """One labeler's marks for one response: the newest revision of them."""

    id: int
    response_id: int
    set_id: int
    quality: int | None
    flags: tuple[str, ...]
    notes: str
    labeler_id: int
    seconds: float
    program_version: str
    created_at: datetime
    revision_of: int | None = None
    guideline_version: str | None = None
    hasty: bool = False  # made faster than one can read
    repeated: bool = False  # said when the response was dealt a second time


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsubmitted work on one item.

    `kind` is demonstration (`target_id` is a prompt's) or comparison (a response set's).
    """

    labeler_id: int
    kind: str
    target_id: int
    content: Mapping[str, Any]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Saved weights and how they were made. `stage` is base, sft, reward or ppo."""

    id: int
    stage: str
    name: str
    path: str  # relative to the project folder, or absolute for a model from elsewhere
    parent_id: int | None
    run_id: int | None
    created_at: datetime
    summary: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a stage. `status` is running, finished, stopped, failed or interrupted."""

    id: int
    stage: str
    status: str
    options: Mapping[str, Any]
    parent_checkpoint_id: int | None
    seed: int
    data_hash: str
    labels: int  # how many labels it trained on
    started_at: datetime
    ended_at: datetime | None
    summary: Mapping[str, Any] = field(default_factory=dict)
    reward_checkpoint_id: int | None = None  # of a PPO run


@dataclass(frozen=True, slots=True)
class StageStatus:
    """What the home screen shows of one stage.

    `new_labels` counts labels since the stage's last run; `parent_is_newer` says that the
    checkpoint it started from has been replaced since.
    """

    stage: str
    run: Run | None
    checkpoint: Checkpoint | None
    new_labels: int
    parent_is_newer: bool


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The whole project at a glance."""

    prompts: Mapping[str, int]  # by split
    demonstrations: int
    response_sets: int
    unranked_sets: int
    comparisons: int
    synthetic_comparisons: int
    stages: Mapping[str, StageStatus]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of an imported file that could not be used, with the code of the reason."""

    line: int
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import added. Bad rows never stop good ones."""

    prompts: int
    duplicates: int  # rows that brought nothing new
    demonstrations: int
    comparisons: int
    bad_rows: tuple[BadRow, ...]  # the first thousand
    bad_row_count: int
    revisions: int = 0  # versions of labels that were revised or withdrawn since
    repeats: int = 0  # comparisons made a second time, counted among the others too
    gold: int = 0  # response sets whose order is known
    skips: int = 0  # items that somebody passed over
    ratings: int = 0  # of responses by themselves


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote, for the card beside it: rows in all, and by what they say."""

    what: str
    file_type: str
    conversational: bool
    rows: int
    synthetic: int  # rows whose labeler is
    labelers: Mapping[str, int]
    splits: Mapping[str, int]
    languages: Mapping[str, int]
    first_label: str | None  # when the oldest label was made (ISO 8601, UTC)
    last_label: str | None
