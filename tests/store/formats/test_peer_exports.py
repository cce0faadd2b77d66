"""What Label Studio and Argilla themselves have exported is read as it was labeled.

The files of `peer_exports/` were written by the versions that their names tell. Label Studio ran
as a server, where two people annotated through its API what its window would have stored:
rankings, pairs, and stars with a choice beside. Argilla's records were made with its SDK and
written as `to_json`, `to_datasets` and `FeedbackDataset.format_as("datasets")` do.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from studio.store import labels
from studio.store.engine import Store
from studio.store.formats.importing import import_file
from studio.store.formats.preview import preview_file
from studio.store.formats.reading import Reading
from studio.store.prompts import get_response_set, unranked_sets
from studio.store.records import ImportReport, Labeler
from tests.store.formats.conftest import Held, Load

FILES = Path(__file__).with_name("peer_exports")
ONE, TWO = "Label Studio 1", "Label Studio 2"
ANN, BEN = (f"00000000-0000-0000-0000-000000000{end}" for end in ("a11", "b12"))
MATE, GREEN, BOTH = (
    "To find a mate.",
    "Frogs are green.",
    "To find a mate, and to keep others away.",
)
BLUE, CHAIR = 'Blue, "like the sea".', "A chair"
RAIN, TROPF = "Rain falls.\nIt stops.", "Tropf, tropf."
FROGS, COLOUR = "Why do frogs sing?", "Name a colour."
POEM = "Write two lines\nabout rain, über Regen."

Said = set[tuple[str, str, tuple[frozenset[str], ...]]]


def said(*rows: tuple[str, str, list[set[str]]]) -> Said:
    return {(prompt, by, tuple(map(frozenset, groups))) for prompt, by, groups in rows}


LABEL_STUDIO = {
    "ranker": said(
        (FROGS, ONE, [{BOTH}, {MATE}, {GREEN}]),
        (FROGS, TWO, [{MATE}, {BOTH}, {GREEN}]),
        (COLOUR, ONE, [{BLUE}, {CHAIR}]),
        (POEM, ONE, [{TROPF}, {RAIN}]),
    ),
    "pairwise": said(
        (FROGS, ONE, [{MATE}, {GREEN}]),
        (FROGS, TWO, [{MATE}, {GREEN}]),
        (COLOUR, TWO, [{BLUE}, {CHAIR}]),
    ),
    # One chose the answer, two gave both the same stars, and one used a Pairwise too.
    "stars": said(
        (FROGS, ONE, [{MATE}, {GREEN}]),
        (FROGS, TWO, [{MATE, GREEN}]),
        (COLOUR, ONE, [{BLUE}, {CHAIR}]),
    ),
}
SECONDS = {
    "ranker": [3.5, 4.75, 8.25, 12.5],
    "pairwise": [3.0, 4.0, 5.0],
    "stars": [20.0, 21.0, 22.0],
}
UNRANKED = {
    "ranker": ("Nobody has ranked this.", {"One.", "Two."}),
    "pairwise": ("Nobody has judged this.", {"One.", "Two."}),
    "stars": ("Nobody has judged this.", {"One.", "Two."}),
}
ARGILLA_2 = said(
    (FROGS, ANN, [{BOTH}, {MATE}, {GREEN}]),
    (FROGS, BEN, [{MATE}, {BOTH}, {GREEN}]),
    (COLOUR, BEN, [{BLUE}, {"-"}, {CHAIR}]),
)
ARGILLA_1 = said(
    (FROGS, ANN, [{BOTH}, {MATE}, {GREEN}]),
    (FROGS, BEN, [{MATE, BOTH}, {GREEN}]),  # a tie, which Argilla 2's SDK does not give away
    (COLOUR, BEN, [{BLUE}, {"-"}, {CHAIR}]),
)


@pytest.fixture
def bring(store: Store, ann: Labeler) -> Any:
    """Imports a file of a peer, after a look at what it is taken for."""

    def bring(name: str, format: str) -> ImportReport:
        assert preview_file(FILES / name, Reading()).format == format
        return import_file(store, FILES / name, labeler_id=ann.id)

    return bring


def all_said(held: Held) -> Said:
    return said(
        *(
            (row["prompt"], by, groups)
            for row in held()
            if "ranked" in row
            for groups, by in zip(row["ranked"], row["by"], strict=True)
        )
    )


def waiting(store: Store) -> set[tuple[str, frozenset[str]]]:
    """Prompts with answers that nobody has ranked yet."""
    return {
        (shown.prompt.text, frozenset(response.text for response in shown.responses))
        for shown in unranked_sets(store)
    }


@pytest.mark.parametrize("file_type", ["json", "min.json", "csv"])
@pytest.mark.parametrize("project", LABEL_STUDIO)
def test_label_studio_1_23_exports(
    store: Store, bring: Any, held: Held, project: str, file_type: str
) -> None:
    """All its files of a project say the same, with labelers, seconds and times."""
    report = bring(f"label_studio_1.23.2_{project}.{file_type}", "label-studio")
    assert report.bad_row_count == 0
    assert all_said(held) == LABEL_STUDIO[project]
    made = labels.comparisons(store)
    assert sorted(comparison.seconds for comparison in made) == SECONDS[project]
    assert {comparison.created_at.isoformat()[:16] for comparison in made} == {"2026-11-28T17:07"}
    prompt, answers = UNRANKED[project]
    assert (prompt, frozenset(answers)) in waiting(store)


def test_label_studio_1_23_snapshot_names_people(bring: Any, held: Held) -> None:
    assert bring("label_studio_1.23.2_snapshot.json", "label-studio").bad_row_count == 0
    assert {by for _, by, _ in all_said(held)} == {"ann@example.org", "ben@example.org"}


def test_label_studio_1_23_bucket_keeps_what_was_left_aside(
    store: Store, bring: Any, held: Held
) -> None:
    """The second task has nothing in its bucket, and so no ranking."""
    report = bring("label_studio_1.23.2_bucket.json", "label-studio")
    assert [(row.line, row.code) for row in report.bad_rows] == [(2, "ranking_items")]
    assert all_said(held) == said((FROGS, ONE, [{BOTH}, {MATE}]))
    [comparison] = labels.comparisons(store)
    shown = get_response_set(store, comparison.set_id).responses
    assert {r.text for r in shown if (r.id,) not in comparison.groups} == {GREEN}


@pytest.mark.parametrize("file_type", ["json", "csv"])
def test_label_studio_1_23_labels_our_own_pairs(bring: Any, held: Held, file_type: str) -> None:
    """It was given `export --what preference`, whose other columns come back with it."""
    report = bring(f"label_studio_1.23.2_our_pairs.{file_type}", "label-studio")
    assert report.bad_row_count == 0
    assert all_said(held) == said(
        (FROGS, ONE, [{MATE}, {"To call."}]), (FROGS, ONE, [{GREEN}, {MATE}])
    )


@pytest.mark.parametrize("written_by", ["datasets.jsonl", "records.json"])
def test_argilla_2_8_exports(store: Store, bring: Any, held: Held, written_by: str) -> None:
    """Nested records do not tell that Ann discarded hers of the poem."""
    discarded = said((POEM, ANN, [{TROPF}, {RAIN}, {"No."}]))
    assert bring(f"argilla_2.8.0_{written_by}", "argilla").bad_row_count == 0
    kept = ARGILLA_2 if written_by == "datasets.jsonl" else ARGILLA_2 | discarded
    assert all_said(held) == kept
    assert ("Nobody has ranked this.", frozenset({"One.", "Two.", "Three."})) in waiting(store)


def test_argilla_2_8_chat_field_is_the_prompt(bring: Any, held: Held) -> None:
    assert bring("argilla_2.8.0_chat.json", "argilla").bad_row_count == 0
    assert all_said(held) == said(("What is a frog?", ANN, [{"No."}, {"An animal."}]))


@pytest.mark.parametrize("written_by", ["datasets", "records"])
def test_argilla_1_29_exports(store: Store, bring: Any, held: Held, written_by: str) -> None:
    """Ranks stand in two lists, as `datasets` writes objects in lists, or by the name."""
    assert bring(f"argilla_1.29.1_{written_by}.jsonl", "argilla").bad_row_count == 0
    assert all_said(held) == ARGILLA_1
    assert ("Nobody has ranked this.", frozenset({"One.", "Two.", "Three."})) in waiting(store)


@pytest.mark.parametrize(
    ("version", "column"), [("1.29.1", "ranking"), ("2.8.0", "ranking.responses")]
)
def test_argilla_csv_files_lose_no_ranking_in_silence(
    bring: Any, held: Held, version: str, column: str
) -> None:
    """`datasets` writes into CSV how Python shows an array, cut where it is long."""
    report = bring(f"argilla_{version}_datasets.csv", "argilla")
    assert report.bad_row_count >= 3
    told = {(row.code, row.details["name"]) for row in report.bad_rows}
    assert told == {("row_field", column)}
    assert all_said(held) == set()


# What these files do not hold


def labeled(data: dict[str, Any], *results: dict[str, Any]) -> dict[str, Any]:
    return {"id": 1, "data": data, "annotations": [{"completed_by": 1, "result": list(results)}]}


def stars(name: str, rating: int, of: str = "") -> dict[str, Any]:
    return {"from_name": name, "to_name": of, "type": "rating", "value": {"rating": rating}}


PAIR = {"prompt": "Q", "text_a": "A", "text_b": "B"}
LEFT = {"from_name": "pw", "type": "pairwise", "value": {"selected": "left"}}


def test_a_sound_annotation_is_kept_beside_one_that_ranks_nothing(load: Load, held: Held) -> None:
    lost = {"from_name": "why", "type": "textarea", "value": {"text": ["because"]}}
    task = labeled(PAIR, lost)
    task["annotations"].append({"completed_by": 2, "result": [LEFT]})
    report = load(task)
    assert [row.code for row in report.bad_rows] == ["ranking_items"]
    assert all_said(held) == said(("Q", TWO, [{"A"}, {"B"}]))


def test_a_pair_is_found_among_other_fields(load: Load, held: Held) -> None:
    """By the names that are alike; names of models come in numbers too."""
    data = {"prompt": "Q", "model_1": "x", "model_2": "y", "answer 2": "B", "answer 1": "A"}
    load(labeled(data | {"topic": "frogs"}, LEFT))
    assert all_said(held) == said(("Q", ONE, [{"A"}, {"B"}]))


def test_two_texts_are_answers_only_where_a_pair_was_judged(
    store: Store, load: Load, held: Held
) -> None:
    """Else they may be anything: an id, a source, a state."""
    data = {"prompt": "Q", "this": "A", "that": "B"}
    load(
        labeled(data, LEFT),
        {"data": {**data, "prompt": "Q2"}, "annotations": []},
        {"id": "1", "status": "pending", "prompt": "Q3", "ranking.responses": []},
    )
    assert all_said(held) == said(("Q", ONE, [{"A"}, {"B"}]))
    assert waiting(store) == set()


def test_a_task_of_many_parts_takes_no_longer_than_its_length(load: Load) -> None:
    """Each annotation is not compared with each item, nor each column with each answer."""
    many = 5_000
    items = [{"id": n, "body": "x"} for n in range(many)]
    wrong = {"result": [{"value": {"ranker": ["a"]}}]}
    alike = {f"answer{n}": "x" for n in range(many)}
    began = time.process_time()
    load({"data": {"prompt": "Q", "items": items}, "annotations": [wrong] * many})
    load({"data": {"prompt": "Q", "lists": [], **alike}, "annotations": [wrong] * many})
    load({"prompt": "Q", "annotator": 1, "annotation_id": 1, **alike})
    assert time.process_time() - began < 10


def test_ratings_rank_when_each_answer_has_one(load: Load, held: Held) -> None:
    data = {"prompt": "Q", **{f"answer{n}": f"{n}." for n in range(9, 12)}}
    all_of_them = [stars("s9", 2), stars("s10", 4), stars("any", 2, of="answer11")]
    report = load(
        labeled(data, *all_of_them),
        labeled(data, *all_of_them[:2]),
        labeled(data, *all_of_them, stars("kind9", 5)),  # for two things, which may not agree
    )
    assert [(row.line, row.code) for row in report.bad_rows] == [
        (2, "ranking_items"),
        (3, "ranking_items"),
    ]
    assert all_said(held) == said(("Q", ONE, [{"10."}, {"9.", "11."}]))


def test_a_choice_that_names_no_answer_is_reported(load: Load, held: Held) -> None:
    def choice(*names: str) -> dict[str, Any]:
        return {"from_name": "c", "type": "choices", "value": {"choices": list(names)}}

    report = load(
        labeled(PAIR, choice("Text B")),
        labeled(PAIR, choice("both")),
        labeled(PAIR, choice("text a", "text b")),
    )
    assert [row.line for row in report.bad_rows] == [2, 3]
    assert all_said(held) == said(("Q", ONE, [{"B"}, {"A"}]))


def test_two_lists_may_use_the_same_ids(load: Load, held: Held) -> None:
    def items(*texts: str) -> list[dict[str, Any]]:
        return [{"id": n, "body": text} for n, text in enumerate(texts)]

    data = {"prompt": "Q", "sources": items("s"), "answers": items("A", "B")}
    ranked = {"from_name": "r", "type": "ranker", "value": {"ranker": {"r": ["1", "0"]}}}
    load(labeled(data, ranked))
    assert all_said(held) == said(("Q", ONE, [{"B"}, {"A"}]))
