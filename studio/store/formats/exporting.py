"""Export: what a store holds, as a file that the studio or a trainer reads."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.orm import Session

from studio.errors import InputError
from studio.jobs.control import StopRequested
from studio.store.engine import Store
from studio.store.failures import disk_failures
from studio.store.formats import raw_rows, trl_rows
from studio.store.formats.all_rows import all_rows
from studio.store.formats.raw_rows import Row
from studio.store.formats.selection import Selection
from studio.store.formats.writers import WRITERS, write_rows
from studio.store.records import ExportReport

_PAIR_COLUMNS = {
    "chosen": "text",
    "rejected": "text",
    "chosen_source": "text",
    "rejected_source": "text",
    "rank_distance": "integer",
    "comparison": "integer",
    **trl_rows.CARRIED_COLUMNS,
}


@dataclass(frozen=True, slots=True)
class Export:
    """A kind of rows: where they come from, and the columns of a table of them.

    `talk` tells a row as messages; None where rows have no such form.
    """

    rows: Callable[[Session, Selection], Iterator[Row]]
    columns: Mapping[str, str]
    talk: Callable[[Row], Row] | None = None


EXPORTS: Mapping[str, Export] = {
    "all": Export(all_rows, raw_rows.ALL_COLUMNS),
    "prompts": Export(raw_rows.prompt_rows, raw_rows.PROMPT_COLUMNS),
    "demonstrations": Export(raw_rows.demonstration_rows, raw_rows.DEMONSTRATION_COLUMNS),
    "comparisons": Export(raw_rows.comparison_rows, raw_rows.COMPARISON_COLUMNS),
    "prompt-completion": Export(
        trl_rows.prompt_completion_rows,
        {
            "prompt": "text",
            "completion": "text",
            "completion_source": "text",
            **trl_rows.CARRIED_COLUMNS,
        },
        trl_rows.as_conversation,
    ),
    "preference": Export(
        trl_rows.preference_rows, {"prompt": "text", **_PAIR_COLUMNS}, trl_rows.as_conversation
    ),
    "preference-implicit": Export(
        trl_rows.implicit_preference_rows, _PAIR_COLUMNS, trl_rows.as_implicit_conversation
    ),
    "unpaired": Export(
        trl_rows.unpaired_rows,
        {
            "prompt": "text",
            "completion": "text",
            "label": "flag",
            "completion_source": "text",
            "comparison": "integer",
            **trl_rows.CARRIED_COLUMNS,
        },
        trl_rows.as_conversation,
    ),
}
CONVERSATIONAL = tuple(name for name, export in EXPORTS.items() if export.talk is not None)
_REPORT_EVERY = 100  # rows
_SPOKEN = ("prompt", "completion", "chosen", "rejected")


def export_file(
    store: Store,
    path: Path | str,
    what: str = "all",
    *,
    conversational: bool = False,
    selection: Selection | None = None,
    file_type: str | None = None,
    progress: Callable[[int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> ExportReport:
    """Write one kind of `EXPORTS` to a file of the type that its name ends with, else JSON lines.

    The file appears when it is complete; an older one of that name stays until then. `progress`
    is told how many rows are written. Once `stop` says so, nothing is, and `StopRequested` is
    raised. Raises `InputError` for an unknown kind, type or labeler, and when the file cannot be
    written.
    """
    path = Path(path)
    export = _export(what, conversational)
    file_type = file_type or _file_type(path)
    if file_type not in WRITERS:
        raise InputError("file_type_unknown", name=file_type, known=", ".join(WRITERS))
    tally = _Tally()
    draft = path.with_name(path.name + ".new")
    try:
        with disk_failures(path), store.read() as session:
            rows = _watched(export.rows(session, selection or Selection()), progress, stop)
            rows = tally.count(rows)
            write_rows(draft, file_type, rows, export.columns)
            os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    return tally.report(what, file_type, conversational)


def _watched(
    rows: Iterator[Row],
    progress: Callable[[int], None] | None,
    stop: Callable[[], bool] | None,
) -> Iterator[Row]:
    for count, row in enumerate(rows, 1):
        yield row
        if count % _REPORT_EVERY == 0:
            if stop is not None and stop():
                raise StopRequested
            if progress is not None:
                progress(count)


def _export(what: str, conversational: bool) -> Export:
    if what not in EXPORTS:
        raise InputError("export_unknown", what=what, known=", ".join(EXPORTS))
    export = EXPORTS[what]
    if not conversational:
        return export
    if export.talk is None:
        raise InputError("export_not_spoken", what=what, known=", ".join(CONVERSATIONAL))
    return _spoken(what, export.talk)


def _spoken(what: str, talk: Callable[[Row], Row]) -> Export:
    # The implicit prompt is the messages that both dialogues begin with, not a common text.
    export = EXPORTS["preference" if what == "preference-implicit" else what]
    columns = EXPORTS[what].columns
    return Export(
        lambda session, selection: map(talk, export.rows(session, selection)),
        {name: "messages" if name in _SPOKEN else kind for name, kind in columns.items()},
    )


def _file_type(path: Path) -> str:
    suffix = path.suffix.lower().removeprefix(".")
    return suffix if suffix in WRITERS else "jsonl"


@dataclass
class _Tally:
    """What the rows say that go by."""

    rows: int = 0
    synthetic: int = 0
    moments: list[str] = field(default_factory=list)  # the first and the last
    counts: dict[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in ("labeler", "split", "language")}
    )

    def count(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            self.rows += 1
            self.synthetic += bool(row.get("synthetic"))
            for name, found in self.counts.items():
                if name in row:
                    found[row[name]] += 1
            if moment := row.get("created_at"):
                self.moments = [min([*self.moments, moment]), max([*self.moments, moment])]
            yield row

    def report(self, what: str, file_type: str, conversational: bool) -> ExportReport:
        return ExportReport(
            what=what,
            file_type=file_type,
            conversational=conversational,
            rows=self.rows,
            synthetic=self.synthetic,
            labelers=dict(self.counts["labeler"]),
            splits=dict(self.counts["split"]),
            languages=dict(self.counts["language"]),
            first_label=self.moments[0] if self.moments else None,
            last_label=self.moments[1] if self.moments else None,
        )
