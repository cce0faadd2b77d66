"""The three tables of the data screen: their rows, their columns, and each row in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import QCoreApplication, QLocale

from studio.gui.figures import when
from studio.gui.paged_model import Column
from studio.gui.widgets.plain_text import first_line
from studio.store import labels
from studio.store.engine import Store
from studio.store.prompts import count_prompts, get_response_set, page_prompts
from studio.store.records import Comparison, Demonstration, Labeler, Prompt

LINE = 200  # characters of a text that a row shows
Labelers = Mapping[int, Labeler]
Sections = list[tuple[str, str]]
translate = QCoreApplication.translate


@dataclass(frozen=True)
class Kind:
    """What the screen needs to know of a table. Words are in the window's language."""

    name: ClassVar[str]
    made_on: ClassVar[str] = ""  # the screen on which people make these

    def title(self) -> str:
        raise NotImplementedError

    def columns(self, labelers: Labelers) -> list[Column]:
        raise NotImplementedError

    def count(self, store: Store, search: str, split: str | None) -> int:
        raise NotImplementedError

    def page(
        self, store: Store, search: str, split: str | None, after_id: int, limit: int
    ) -> Sequence[Any]:
        raise NotImplementedError

    def in_full(self, store: Store, record: Any, labelers: Labelers) -> tuple[str, Sections]:
        """A line of facts, and headings with their texts."""
        raise NotImplementedError

    def empty_words(self) -> tuple[str, str, str]:
        """Title, sentence and button for a table without rows."""
        raise NotImplementedError


class Prompts(Kind):
    name = "prompts"

    def title(self) -> str:
        return translate("DataKinds", "Prompts")

    def columns(self, labelers: Labelers) -> list[Column]:
        return [
            Column(translate("DataKinds", "Prompt"), lambda row: first_line(row.text, LINE), 0),
            Column(translate("DataKinds", "Language"), lambda row: row.language, 88),
            Column(translate("DataKinds", "Used for"), lambda row: use_name(row.split), 128),
        ]

    def count(self, store: Store, search: str, split: str | None) -> int:
        return count_prompts(store, search, split)

    def page(
        self, store: Store, search: str, split: str | None, after_id: int, limit: int
    ) -> Sequence[Prompt]:
        return page_prompts(store, search=search, split=split, after_id=after_id, limit=limit)

    def in_full(self, store: Store, record: Prompt, labelers: Labelers) -> tuple[str, Sections]:
        facts = [use_name(record.split), record.language, *record.tags]
        return _line(facts), [(translate("DataKinds", "Prompt"), record.text)]

    def empty_words(self) -> tuple[str, str, str]:
        return (
            translate("DataKinds", "No prompts yet"),
            translate(
                "DataKinds",
                "Prompts are what the model is asked. Import them from a text file, one a line, "
                "or from JSON lines.",
            ),
            translate("DataKinds", "Import prompts"),
        )


class Demonstrations(Kind):
    name = "demonstrations"
    made_on = "write"

    def title(self) -> str:
        return translate("DataKinds", "Demonstrations")

    def columns(self, labelers: Labelers) -> list[Column]:
        return [
            Column(
                translate("DataKinds", "Prompt"), lambda row: first_line(row.prompt.text, LINE), 0
            ),
            Column(translate("DataKinds", "Answer"), lambda row: first_line(row.text, LINE), 0),
            Column(
                translate("DataKinds", "Labeler"), lambda row: _name(labelers, row.labeler_id), 112
            ),
        ]

    def count(self, store: Store, search: str, split: str | None) -> int:
        return labels.count_demonstrations(store, search)

    def page(
        self, store: Store, search: str, split: str | None, after_id: int, limit: int
    ) -> Sequence[Demonstration]:
        return labels.demonstrations(store, after_id=after_id, limit=limit, search=search)

    def in_full(
        self, store: Store, record: Demonstration, labelers: Labelers
    ) -> tuple[str, Sections]:
        facts = _label_facts(record, labelers)
        return _line(facts), [
            (translate("DataKinds", "Prompt"), record.prompt.text),
            (translate("DataKinds", "Answer"), record.text),
        ]

    def empty_words(self) -> tuple[str, str, str]:
        return (
            translate("DataKinds", "No demonstrations yet"),
            translate("DataKinds", "Demonstrations are answers that people wrote to prompts."),
            translate("DataKinds", "Write answers"),
        )


class Comparisons(Kind):
    name = "comparisons"
    made_on = "rank"

    def title(self) -> str:
        return translate("DataKinds", "Comparisons")

    def columns(self, labelers: Labelers) -> list[Column]:
        return [
            Column(
                translate("DataKinds", "Prompt"), lambda row: first_line(row.prompt.text, LINE), 0
            ),
            Column(translate("DataKinds", "Answers"), _shape, 128),
            Column(
                translate("DataKinds", "Labeler"), lambda row: _name(labelers, row.labeler_id), 112
            ),
        ]

    def count(self, store: Store, search: str, split: str | None) -> int:
        return labels.count_comparisons(store, search)

    def page(
        self, store: Store, search: str, split: str | None, after_id: int, limit: int
    ) -> Sequence[Comparison]:
        return labels.comparisons(store, after_id=after_id, limit=limit, search=search)

    def in_full(self, store: Store, record: Comparison, labelers: Labelers) -> tuple[str, Sections]:
        texts = {
            answer.id: answer.text for answer in get_response_set(store, record.set_id).responses
        }
        sections = [(translate("DataKinds", "Prompt"), record.prompt.text)]
        for rank, group in enumerate(record.groups, start=1):
            title = rank_title(rank, len(group) > 1)
            sections += [(title, texts.pop(answer_id)) for answer_id in group]
        left = translate("DataKinds", "Not ranked")
        sections += [(left, text) for text in texts.values()]
        return _line(_label_facts(record, labelers)), sections

    def empty_words(self) -> tuple[str, str, str]:
        return (
            translate("DataKinds", "No comparisons yet"),
            translate("DataKinds", "A comparison is one labeler's ranking of several answers."),
            translate("DataKinds", "Rank answers"),
        )


KINDS: tuple[Kind, ...] = (Prompts(), Demonstrations(), Comparisons())


def rank_title(rank: int, is_tied: bool) -> str:
    """The heading of an answer that has a rank."""
    if is_tied:
        return translate("DataKinds", "Rank {rank}, tied").format(rank=rank)
    return translate("DataKinds", "Rank {rank}").format(rank=rank)


def _shape(record: Comparison) -> str:
    """The ranks with their ties: `1  2 = 2  3`."""
    ranks = [" = ".join([str(rank)] * len(group)) for rank, group in enumerate(record.groups, 1)]
    return "   ".join(ranks)


def use_name(split: str) -> str:
    """What prompts of a split are used for."""
    return {
        "sft": translate("DataKinds", "Writing"),
        "reward": translate("DataKinds", "Ranking"),
        "ppo": translate("DataKinds", "PPO"),
        "heldout": translate("DataKinds", "Held out"),
    }[split]


def _name(labelers: Labelers, labeler_id: int) -> str:
    if labeler_id not in labelers:
        return ""
    labeler = labelers[labeler_id]
    if labeler.synthetic:
        return translate("DataKinds", "{name} (synthetic)").format(name=labeler.name)
    return labeler.name


def _label_facts(record: Demonstration | Comparison, labelers: Labelers) -> list[str]:
    took = translate("DataKinds", "{seconds} s").format(
        seconds=QLocale().toString(round(record.seconds))
    )
    hasty = translate("DataKinds", "faster than one can read") if record.hasty else ""
    is_repeat = isinstance(record, Comparison) and record.repeat_of is not None
    repeat = translate("DataKinds", "ranked a second time") if is_repeat else ""
    return [_name(labelers, record.labeler_id), when(record.created_at), took, hasty, repeat]


def _line(facts: Sequence[str]) -> str:
    return "   ·   ".join(fact for fact in facts if fact)
