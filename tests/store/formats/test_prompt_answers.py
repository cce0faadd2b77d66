"""Prompts with ready answers: response sets that wait to be compared, with their models' names."""

from __future__ import annotations

from typing import Any

import pytest

from studio.store import prompts
from studio.store.engine import Store
from studio.store.formats.reading import Reading
from studio.store.formats.registry import recognize_format
from tests.store.formats.conftest import Load


def waiting(store: Store) -> list[tuple[str, str, list[str]]]:
    return [
        (one.prompt.text, one.prompt.split, [response.text for response in one.responses])
        for one in prompts.unranked_sets(store)
    ]


def models(store: Store) -> list[str | None]:
    found = [one.responses for one in prompts.unranked_sets(store)]
    return [one.sampling.get("checkpoint") for responses in found for one in responses]


def test_several_answers_in_a_row_wait_to_be_compared(store: Store, load: Load) -> None:
    report = load({"prompt": "Why?", "answers": ["So.", "Because.", "So."]}, {"prompt": "And?"})
    assert (report.prompts, report.comparisons) == (1, 0)
    assert [row.code for row in report.bad_rows] == ["row_of_other_format"]
    assert waiting(store) == [("Why?", "reward", ["So.", "Because."])]


def test_rows_with_an_answer_each_are_joined_by_their_prompt(store: Store, load: Load) -> None:
    load(
        {"prompt": "Why?", "answer": "So.", "model": "a"},
        {"prompt": "And?", "answer": "One."},
        {"prompt": "Why?", "answer": "Because.", "model": "b"},
        {"prompt": "And?", "answer": "Two."},
    )
    assert sorted(waiting(store)) == [
        ("And?", "reward", ["One.", "Two."]),
        ("Why?", "reward", ["So.", "Because."]),
    ]
    assert sorted(filter(None, models(store))) == ["a", "b"]


def test_completions_may_name_their_models(store: Store, load: Load) -> None:
    load(
        {
            "instruction": "Why?",
            "completions": [{"model": "a", "response": "So."}, {"model": "b", "response": "No."}],
        }
    )
    assert waiting(store) == [("Why?", "reward", ["So.", "No."])]
    assert models(store) == ["a", "b"]


def test_a_table_holds_them_too(store: Store, load_text: Load) -> None:
    load_text('prompt,answers\nWhy?,"[""So."", ""No.""]"\n')
    assert waiting(store) == [("Why?", "reward", ["So.", "No."])]
    load_text("prompt,answer,model\nAnd?,One.,a\nAnd?,Two.,b\n")
    assert waiting(store)[1] == ("And?", "reward", ["One.", "Two."])


def test_the_studios_own_rows_without_an_order_are_such_files_as_well(
    store: Store, load: Load
) -> None:
    load({"prompt": "Why?", "responses": ["So.", "No."]})
    assert waiting(store) == [("Why?", "reward", ["So.", "No."])]


def test_the_same_file_twice_brings_nothing_new(store: Store, load: Load) -> None:
    row = {"prompt": "Why?", "answers": ["So.", "No."]}
    load(row)
    assert load(row).duplicates == 1
    assert len(waiting(store)) == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"prompt": "Q", "answers": ["only one"]}, "response_set_small"),
        ({"prompt": "Q", "answers": ["alike", "alike"]}, "response_set_small"),
        ({"prompt": "Q", "answers": [f"{n}" for n in range(10)]}, "responses_full"),
        ({"prompt": "Q", "answers": ["a", 5]}, "row_field"),
        ({"prompt": "Q", "answers": ["a", {"model": "m"}]}, "row_field"),
        ({"prompt": "Q", "answers": ["a", {"text": "b", "model": 5}]}, "row_field"),
        ({"prompt": "", "answers": ["a", "b"]}, "prompt_empty"),
        ({"prompt": 5, "answers": ["a", "b"]}, "row_field"),
    ],
)
def test_bad_rows_are_told_and_never_stop_good_ones(
    store: Store, load: Load, row: dict[str, Any], code: str
) -> None:
    report = load(row, {"prompt": "Good", "answers": ["a", "b"]})
    assert [bad.code for bad in report.bad_rows] == [code]
    assert [prompt for prompt, _, _ in waiting(store)] == ["Good"]


def test_a_prompt_with_one_answer_only_is_told(store: Store, load: Load) -> None:
    report = load({"prompt": "Q", "answer": "a"}, reading=Reading(format="prompt-answer-rows"))
    assert [bad.code for bad in report.bad_rows] == ["response_set_small"]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"prompt": "Q", "answers": ["a", "b"]}, "prompt-answers"),
        ({"prompt": "Q", "answer": "a", "model": "m"}, "prompt-answer-rows"),
        ({"prompt": "Q", "answer": "a"}, "studio"),
        ({"prompt": "Q", "response": "a", "model": "m"}, "prompt-answer-rows"),
        ({"instruction": "Q", "response": "a"}, "studio"),
        ({"prompt": "Q", "completion": "a"}, "trl-prompt-completion"),
        ({"prompt": "Q", "responses": ["a", "b"], "groups": [[0], [1]]}, "studio"),
        ({"prompt": "Q", "answer": "a", "chosen": "a", "rejected": "b"}, "trl-preference"),
    ],
)
def test_they_are_recognized_and_others_are_not_taken_for_them(
    row: dict[str, Any], name: str
) -> None:
    assert recognize_format([row]).name == name
