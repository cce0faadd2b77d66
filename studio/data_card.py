"""The data card beside an export: a README.md that Hugging Face and people read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from studio import __version__
from studio.store.failures import disk_failures
from studio.store.formats.exporting import CONVERSATIONAL
from studio.store.formats.selection import Selection
from studio.store.records import ExportReport

_OURS = "Exported with RLHF Studio"
_ABOUT = {
    "all": "Prompts with all that belongs to them: demonstrations, responses and their rankings. "
    "`revisions` holds a label's earlier versions; a row with `withdrawn_at` is a label no longer, "
    "one with `repeated` a second judgement by the same labeler; `gold` is the known order of "
    "responses that labelers are checked with.",
    "prompts": "Prompts, with the stage that each was dealt to (`split`).",
    "demonstrations": "Responses written by people (`demonstration`), with their origin.",
    "comparisons": "Rankings of K responses. `groups` holds positions in `responses`, best first; "
    "those in one list are tied. `shown_order` is how the labeler saw them, blind and shuffled.",
    "prompt-completion": "Demonstrations as TRL's type prompt-completion, for SFT.",
    "preference": "Pairs from rankings as TRL's type preference. `rank_distance` is by how many "
    "ranks the two are apart, `comparison` numbers the ranking that a pair is from: the pairs of "
    "one ranking are not independent.",
    "preference-implicit": "Pairs from rankings as TRL's type preference, the prompt standing at "
    "the beginning of both texts. `rank_distance` is by how many ranks the two are apart.",
    "unpaired": "The best and the worst responses of rankings as TRL's type unpaired preference. "
    "What lies between them is left out.",
}
_SOURCES = (
    "The columns `…_source` name who or what gave each response: `checkpoint: NAME`, "
    "`endpoint: NAME (MODEL)`, `by_hand: LABELER`, `synthetic: LABELER`, or `file` where an "
    "imported file said no more."
)
_LOADERS = {"jsonl": "json", "json": "json", "csv": "csv", "parquet": "parquet"}


def write_card(path: Path, report: ExportReport, selection: Selection) -> Path:
    """Write the card of an export to `path`; where the card is.

    It is README.md, unless another text has that name: then it is named after the export.
    Raises the studio's errors when it cannot be written.
    """
    card = path.with_name("README.md")
    with disk_failures(card):
        if card.exists() and _title(path) not in card.read_text("utf-8", errors="replace"):
            card = path.with_name(f"{path.name}.README.md")
        draft = card.with_name(card.name + ".new")
        draft.write_text(card_text(path, report, selection), "utf-8", newline="\n")
        os.replace(draft, card)
    return card


def card_text(path: Path, report: ExportReport, selection: Selection) -> str:
    header = "\n".join(f"- {language}" for language in sorted(report.languages))
    parts = [
        "---",
        *(["language:", header] if header else []),
        "configs:",
        "- config_name: default",
        f"  data_files: {path.name!r}",
        "---",
        f"\n# {_title(path)}\n",
        _ABOUT[report.what],
        *([_SOURCES] if report.what in CONVERSATIONAL else []),
        *(["Texts are told as messages (conversational)."] if report.conversational else []),
        f"\n{_OURS} {__version__}.\n",
        "```python",
        "from datasets import load_dataset",
        "",
        f'load_dataset("{_LOADERS[report.file_type]}", data_files={path.name!r})',
        "```",
        f"\n- Rows: {report.rows}",
        *([f"- Of synthetic labelers: {report.synthetic}"] if report.synthetic else []),
        *_span(report),
        *_selected(selection),
        *_table("Labeler", report.labelers),
        *_table("Split", report.splits),
        *_table("Language", report.languages),
    ]
    return "\n".join(parts) + "\n"


def _title(path: Path) -> str:
    return f"Data card of {path.name}"


def _span(report: ExportReport) -> list[str]:
    if report.first_label is None or report.last_label is None:
        return []
    return [f"- Labels made from {report.first_label[:10]} to {report.last_label[:10]} (UTC)"]


def _selected(selection: Selection) -> list[str]:
    asked = {
        "labelers": ", ".join(selection.labelers),
        "splits": ", ".join(selection.splits),
        "since": selection.since and selection.since.isoformat(),
        "before": selection.before and selection.before.isoformat(),
        "guideline version": selection.guideline_version,
    }
    return [f"- Only {name}: {plain(str(value))}" for name, value in asked.items() if value]


def _table(name: str, rows: Mapping[str, int]) -> list[str]:
    if not rows:
        return []
    cells = [f"| {plain(key)} | {count} |" for key, count in sorted(rows.items())]
    return [f"\n| {name} | Rows |", "|---|---:|", *cells]


def plain(text: str) -> str:
    """A name that cannot break the card apart."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("`", "'")
