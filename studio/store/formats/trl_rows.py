"""Labels as the dataset types of TRL: what they say, pair by pair.

Each row also carries whose label it is, where its prompt belongs, and of each response who or
what gave it (see `sources`); trainers ignore such columns. Source: TRL's guide "Dataset formats
and types".
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from sqlalchemy.orm import Session

from studio.store.formats.dialogues import as_messages, turns_of_prompt
from studio.store.formats.raw_rows import Row, comparison_rows, demonstration_rows
from studio.store.formats.selection import Selection
from studio.store.sources import author_name, source_name

_CARRIED = ("language", "split", "labeler", "synthetic", "created_at")
CARRIED_COLUMNS = {name: "flag" if name == "synthetic" else "text" for name in _CARRIED}


def prompt_completion_rows(session: Session, selection: Selection) -> Iterator[Row]:
    for row in demonstration_rows(session, selection):
        yield {
            "prompt": row["prompt"],
            "completion": row["demonstration"],
            "completion_source": author_name(row["labeler"], "synthetic" in row),
            **_carried(row),
        }


def preference_rows(session: Session, selection: Selection) -> Iterator[Row]:
    """Every pair of a ranking that is not tied.

    `rank_distance` is by how many ranks the two are apart; `comparison` numbers the rankings of
    the file, so that the pairs of one can be kept together or weighted.
    """
    for number, row in enumerate(comparison_rows(session, selection), 1):
        responses, groups, sources = row["responses"], row["groups"], _sources(row)
        for (better, chosen), (worse, rejected) in combinations(enumerate(groups), 2):
            for best in chosen:
                for worst in rejected:
                    yield {
                        "prompt": row["prompt"],
                        "chosen": responses[best],
                        "rejected": responses[worst],
                        "chosen_source": sources[best],
                        "rejected_source": sources[worst],
                        "rank_distance": worse - better,
                        "comparison": number,
                        **_carried(row),
                    }


def implicit_preference_rows(session: Session, selection: Selection) -> Iterator[Row]:
    """As `preference_rows`, the prompt standing at the beginning of both texts."""
    for row in preference_rows(session, selection):
        prompt = row.pop("prompt")
        row["chosen"] = f"{prompt}\n\n{row['chosen']}"
        row["rejected"] = f"{prompt}\n\n{row['rejected']}"
        yield row


def unpaired_rows(session: Session, selection: Selection) -> Iterator[Row]:
    """The best responses of a ranking as good ones, the worst as bad ones.

    What lies between is neither; where all are tied, nothing is. Where none is acceptable, all
    that are ranked are bad; a thumb up is good whatever the others have.
    """
    for number, row in enumerate(comparison_rows(session, selection), 1):
        sources = _sources(row)
        for group, label in _judged(row):
            for place in group:
                yield {
                    "prompt": row["prompt"],
                    "completion": row["responses"][place],
                    "label": label,
                    "completion_source": sources[place],
                    "comparison": number,
                    **_carried(row),
                }


def _judged(row: Row) -> list[tuple[list[int], bool]]:
    groups = row["groups"]
    if row.get("none_acceptable"):
        return [(group, False) for group in groups]
    if len(groups) > 1:
        return [(groups[0], True), (groups[-1], False)]
    return [(group, True) for group in groups if row.get("mode") == "thumbs"]


def as_conversation(row: Row) -> Row:
    """A row of texts as one of messages; a prompt that tells a dialogue is one again."""
    texts = [name for name in ("completion", "chosen", "rejected") if name in row]
    answers: Row = {name: [{"role": "assistant", "content": row[name]}] for name in texts}
    return {**row, "prompt": as_messages(turns_of_prompt(row["prompt"])), **answers}


def as_implicit_conversation(row: Row) -> Row:
    row = as_conversation(row)
    prompt = row.pop("prompt")
    return {**row, "chosen": prompt + row["chosen"], "rejected": prompt + row["rejected"]}


def _sources(row: Row) -> list[str]:
    """Of each response of a comparison."""
    return list(map(source_name, row["sampling"], row["checkpoints"]))


def _carried(row: Row) -> Row:
    return {
        **{name: row[name] for name in _CARRIED if name in row},
        "synthetic": "synthetic" in row,
    }
