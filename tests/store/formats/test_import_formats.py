"""Each format that issue 6 names is recognized by its content and read as it is meant."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from studio.store import labels
from studio.store.engine import Store
from studio.store.formats.importing import import_file
from studio.store.formats.reading import Reading
from studio.store.formats.registry import FORMATS, recognize_format
from studio.store.records import ImportReport, Labeler
from tests.store.formats.conftest import Held, Load

PREFERENCES = Path("/work/shared/preferences")


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def assistant(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


def codes(report: ImportReport) -> list[tuple[int, str]]:
    return [(row.line, row.code) for row in report.bad_rows]


# TRL


def test_trl_prompt_only(load: Load, held: Held) -> None:
    load({"prompt": [user("Why?")]}, {"prompt": [user("And?")]})
    assert held() == [{"prompt": "Why?"}, {"prompt": "And?"}]


def test_trl_prompt_completion_standard(load: Load, held: Held) -> None:
    report = load({"prompt": "The sky is", "completion": " blue.", "split": "train"})
    assert report == ImportReport(1, 0, 1, 0, (), 0)
    assert held() == [{"prompt": "The sky is", "demonstrations": [" blue."]}]


def test_trl_prompt_completion_conversational(load: Load, held: Held) -> None:
    load({"prompt": [user("What color is the sky?")], "completion": [assistant("Blue.")]})
    assert held() == [{"prompt": "What color is the sky?", "demonstrations": ["Blue."]}]


def test_trl_preference_explicit_standard(load: Load, held: Held) -> None:
    load({"prompt": "The sky is", "chosen": "blue.", "rejected": "green."})
    assert held() == [{"prompt": "The sky is", "ranked": [[{"blue."}, {"green."}]], "by": ["Ann"]}]


def test_trl_preference_explicit_conversational(load: Load, held: Held) -> None:
    load({"prompt": [user("Q")], "chosen": [assistant("A")], "rejected": [assistant("B")]})
    assert held() == [{"prompt": "Q", "ranked": [[{"A"}, {"B"}]], "by": ["Ann"]}]


def test_trl_preference_implicit_standard(load: Load, held: Held) -> None:
    load(
        {"chosen": "The sky is blue.", "rejected": "The sky is black."},
        {"chosen": "Blue.", "rejected": "Black."},
    )
    assert held() == [
        {"prompt": "The sky is", "ranked": [[{"blue."}, {"black."}]], "by": ["Ann"]},
    ]


def test_trl_preference_implicit_conversational(load: Load, held: Held) -> None:
    opening = [user("Hello"), assistant("Hi"), user("Color of the sky?")]
    report = load(
        {"chosen": [*opening, assistant("Blue")], "rejected": [*opening, assistant("Green")]},
        {"chosen": [assistant("Blue")], "rejected": [assistant("Green")]},
    )
    assert codes(report) == [(2, "pair_without_prompt")]
    assert held() == [
        {
            "prompt": "User: Hello\n\nAssistant: Hi\n\nUser: Color of the sky?",
            "ranked": [[{"Blue"}, {"Green"}]],
            "by": ["Ann"],
        }
    ]


def test_ultrafeedback_repeats_the_prompt_in_both_dialogues(load: Load, held: Held) -> None:
    load(
        {
            "prompt": "Q",
            "prompt_id": "1",
            "chosen": [user("Q"), assistant("A")],
            "rejected": [user("Q"), assistant("B")],
            "messages": [user("Q"), assistant("A")],
            "score_chosen": 8.5,
            "score_rejected": 8.0,
        }
    )
    assert held() == [{"prompt": "Q", "ranked": [[{"A"}, {"B"}]], "by": ["Ann"]}]


def test_trl_unpaired_preference(load: Load, held: Held) -> None:
    """The store ranks: what was liked is better than what was not, wherever the rows stand."""
    report = load(
        {"prompt": "Q", "completion": "good", "label": True},
        {"prompt": "alone", "completion": "good", "label": True},
        {"prompt": "alone", "completion": "also good", "label": True},
        {"prompt": [user("Q")], "completion": [assistant("bad")], "label": False},
        {"prompt": "Q", "completion": "worse", "label": 0},
        {"prompt": "Q", "completion": "x", "label": "maybe"},
    )
    assert sorted(codes(report)) == [(2, "label_alone"), (3, "label_alone"), (6, "row_field")]
    assert held() == [{"prompt": "Q", "ranked": [[{"good"}, {"bad", "worse"}]], "by": ["Ann"]}]


# Dialogues and instructions


def test_anthropic_hh(load: Load, held: Held) -> None:
    opening = "\n\nHuman: Hi\n\nAssistant: Hello!\n\nHuman: Sing\n\nAssistant:"
    report = load(
        {"chosen": opening + " La la", "rejected": opening + " No"},
        {"chosen": "\n\nHuman: Why?\n\nAssistant: So", "rejected": "\n\nHuman: Why?\n\nAssistant:"},
        {"chosen": opening + " La", "rejected": opening + " La"},
        {"chosen": opening + " La", "rejected": "\n\nHuman: Other\n\nAssistant: La"},
    )
    assert codes(report) == [(3, "pair_same"), (4, "pair_without_prompt")]
    assert held() == [
        {
            "prompt": "User: Hi\n\nAssistant: Hello!\n\nUser: Sing",
            "ranked": [[{"La la"}, {"No"}]],
            "by": ["Ann"],
        },
        {"prompt": "Why?", "ranked": [[{"So"}, {""}]], "by": ["Ann"]},
    ]


def test_openai_messages(load: Load, held: Held) -> None:
    report = load(
        {"messages": [{"role": "system", "content": "Be brief."}, user("Q"), assistant("A")]},
        {"messages": [user("Q1"), assistant("A1"), user("Q2")]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "Parts"}]}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
        {"messages": [{"role": "nobody", "content": "x"}]},
        {"messages": [assistant("to nobody")]},
        {"messages": []},
    )
    assert codes(report) == [(line, "row_field") for line in (4, 5, 6, 7)]
    assert held() == [
        {"prompt": "System: Be brief.\n\nUser: Q", "demonstrations": ["A"]},
        {"prompt": "User: Q1\n\nAssistant: A1\n\nUser: Q2"},
        {"prompt": "Parts"},
    ]


def test_openai_preference(load: Load, held: Held) -> None:
    load(
        {
            "input": {"messages": [user("Q")], "tools": []},
            "preferred_output": [assistant("A")],
            "non_preferred_output": [assistant("B")],
        }
    )
    assert held() == [{"prompt": "Q", "ranked": [[{"A"}, {"B"}]], "by": ["Ann"]}]


def test_sharegpt(load: Load, held: Held) -> None:
    def says(who: str, text: str) -> dict[str, str]:
        return {"from": who, "value": text}

    load(
        {"id": "a", "conversations": [says("human", "Q"), says("gpt", "A")]},
        {"conversations": [says("human", "Q2"), says("gpt", "A2")], "system": "Be kind."},
        {
            "conversations": [says("human", "Q3")],
            "chosen": says("gpt", "A"),
            "rejected": says("gpt", "B"),
        },
    )
    assert held() == [
        {"prompt": "Q", "demonstrations": ["A"]},
        {"prompt": "System: Be kind.\n\nUser: Q2", "demonstrations": ["A2"]},
        {"prompt": "Q3", "ranked": [[{"A"}, {"B"}]], "by": ["Ann"]},
    ]


def test_alpaca(load: Load, held: Held) -> None:
    report = load(
        {"instruction": "Add.", "input": "1 and 2", "output": "3"},
        {"instruction": "Sing.", "input": "", "output": "La."},
        {"instruction": "No answer", "input": "", "output": ""},
        {"instruction": "More", "output": "Yes", "history": [["Q", "A"]]},
        {"instruction": "Rank", "input": "", "chosen": "A", "rejected": "B"},
        {"instruction": "Bad", "output": "Yes", "history": [["Q"]]},
        {"instruction": 5, "output": "Yes"},
    )
    assert codes(report) == [(6, "row_field"), (7, "row_field")]
    assert held() == [
        {"prompt": "Add.\n\n1 and 2", "demonstrations": ["3"]},
        {"prompt": "Sing.", "demonstrations": ["La."]},
        {"prompt": "No answer"},
        {"prompt": "User: Q\n\nAssistant: A\n\nUser: More", "demonstrations": ["Yes"]},
        {"prompt": "Rank", "ranked": [[{"A"}, {"B"}]], "by": ["Ann"]},
    ]


# Open-Assistant


def reply(role: str, text: str, *replies: Any, **more: Any) -> dict[str, Any]:
    return {"message_id": text, "role": role, "text": text, "replies": list(replies), **more}


TREE = reply(
    "prompter",
    "Root",
    reply("assistant", "second", rank=1),
    reply(
        "assistant",
        "first",
        reply("prompter", "More", reply("assistant", "only one", rank=None)),
        rank=0,
    ),
    reply("assistant", "also second", rank=1),
    reply("assistant", "spam", rank=2, deleted=True),
    reply("assistant", "not ranked", rank=None),
    lang="de",
)
OF_TREE = [
    {
        "prompt": "Root",
        "ranked": [[{"first"}, {"second", "also second"}]],
        "by": ["Ann"],
    },
    {
        "prompt": "User: Root\n\nAssistant: first\n\nUser: More",
        "demonstrations": ["only one"],
    },
]


def test_open_assistant_message_trees_with_ranks(load: Load, held: Held) -> None:
    report = load(
        {"message_tree_id": "1", "tree_state": "ready_for_export", "prompt": TREE},
        {"message_tree_id": "2", "prompt": {"role": "prompter", "text": 5}},
    )
    assert codes(report) == [(2, "row_field")]
    assert held() == OF_TREE


def flat(node: dict[str, Any], parent: str | None = None) -> list[dict[str, Any]]:
    own = {key: value for key, value in node.items() if key != "replies"}
    own |= {"message_tree_id": "1", "parent_id": parent}
    return [own, *(row for child in node["replies"] for row in flat(child, node["message_id"]))]


def test_open_assistant_messages_one_by_one(load: Load, held: Held) -> None:
    report = load(*flat(TREE))
    assert report.bad_row_count == 0
    assert held() == OF_TREE


@pytest.mark.parametrize(
    "parents",
    [[None, "missing"], ["1", "0"], [None, "1"], ["missing", "0"]],
    ids=["orphan", "circle", "its own parent", "no root"],
)
def test_a_tree_that_is_not_whole_is_reported(load: Load, parents: list[str | None]) -> None:
    rows = [
        {
            "message_tree_id": "t",
            "message_id": str(number),
            "parent_id": parent,
            "role": "prompter",
            "text": "x",
        }
        for number, parent in enumerate(parents)
    ]
    assert codes(load(*rows)) == [(1, "tree_incomplete"), (2, "tree_incomplete")]
    assert load(rows[0] | {"message_id": "1"}, rows[1] | {"parent_id": "1"}).bad_row_count == 2


# Labeling tools


FIELDS = {"prompt": "Q", "response-1": "A", "response-2": "B", "response-3": "C"}


def ranked_values(*ranks: int) -> list[dict[str, Any]]:
    return [{"rank": rank, "value": f"response-{n}"} for n, rank in enumerate(ranks, 1)]


def test_argilla_1(load: Load, held: Held) -> None:
    """The columns of an exported data set."""
    load(
        {
            **FIELDS,
            "ranking": [
                {"user_id": "u1", "value": ranked_values(2, 1, 2), "status": "submitted"},
                {"user_id": "u2", "value": ranked_values(1, 2, 3), "status": "discarded"},
            ],
            "ranking-suggestion": None,
            "rating": [{"user_id": "u1", "value": 5, "status": "submitted"}],
            "metadata": "{}",
        },
        {**FIELDS, "prompt": "Q2", "ranking": []},
    )
    assert held() == [
        {"prompt": "Q", "ranked": [[{"B"}, {"A", "C"}]], "by": ["u1"]},
        {"prompt": "Q2"},
    ]


def test_argilla_2_records(load: Load, held: Held) -> None:
    def record(prompt: str, value: Any) -> dict[str, Any]:
        return {
            "id": prompt,
            "fields": {"prompt": prompt, "response_1": "A", "response_2": "B"},
            "metadata": {},
            "suggestions": {},
            "responses": {"ranking": [{"value": value, "user_id": "u1"}]},
            "status": "completed",
        }

    report = load(
        record("Q", ["response_2", "response_1"]),
        record("Q2", ["answer-1", "answer-2"]),
        record("Q3", ["answer-1", "answer-7"]),
    )
    assert codes(report) == [(3, "ranking_items")]
    assert held() == [
        {"prompt": "Q", "ranked": [[{"B"}, {"A"}]], "by": ["u1"]},
        {"prompt": "Q2", "ranked": [[{"A"}, {"B"}]], "by": ["u1"]},
    ]


def test_argilla_2_columns(load: Load, held: Held) -> None:
    load(
        {
            "id": "1",
            **FIELDS,
            "ranking.responses": [
                ["response-3", "response-1", "response-2"],
                ["response-1", "response-2", "response-3"],
            ],
            "ranking.responses.users": ["u1", "u2"],
            "ranking.responses.status": ["submitted", "draft"],
        }
    )
    assert held() == [{"prompt": "Q", "ranked": [[{"C"}, {"A"}, {"B"}]], "by": ["u1"]}]


def task(result: Any, **annotation: Any) -> dict[str, Any]:
    items = [{"id": f"i{n}", "title": f"Model {n}", "body": body} for n, body in enumerate("ABC")]
    return {
        "id": 1,
        "data": {"prompt": "Q", "items": items},
        "annotations": [{"completed_by": 7, "lead_time": 9.5, "result": [result], **annotation}],
    }


def ranker(value: Any) -> dict[str, Any]:
    return {"type": "ranker", "from_name": "rank", "value": {"ranker": value}}


def test_label_studio_ranker(store: Store, load: Load, held: Held) -> None:
    report = load(
        task(ranker(["i2", "i0", "i1"]), completed_by={"id": 3, "email": "ann@example.org"}),
        task(ranker({"rank": ["i1", "i2"], "_": ["i0"]}), created_at="2026-01-02T03:04:05Z"),
        task(ranker({"relevant": ["i1"], "biased": ["i2"], "_": []})),
        task(ranker(["i2", "i9"])),
        task(ranker(["i2", "i0"]), was_cancelled=True),
    )
    assert codes(report) == [(3, "ranking_items"), (4, "ranking_items")]
    assert held() == [
        {
            "prompt": "Q",
            "ranked": [[{"C"}, {"A"}, {"B"}], [{"B"}, {"C"}]],
            "by": ["ann@example.org", "Label Studio 7"],
        }
    ]
    assert [label.seconds for label in labels.comparisons(store)] == [9.5, 9.5]
    assert labels.comparisons(store)[1].created_at.year == 2026


def test_label_studio_pairwise(load: Load, held: Held) -> None:
    data = {"prompt": "Q", "answer1": "A", "answer2": "B"}
    result = {"type": "pairwise", "value": {"selected": "right"}}
    load({"data": data, "annotations": [{"result": [result]}]})
    assert held() == [{"prompt": "Q", "ranked": [[{"B"}, {"A"}]], "by": ["Ann"]}]


def test_llmbar(store: Store, load: Load, held: Held) -> None:
    load({"prompt": "Q", "responses": ["A", "B"], "preferred": 1, "part": "Natural"})
    load({"input": "Q2", "output_1": "A", "output_2": "B", "label": 1})
    assert held() == [
        {"prompt": "Q", "ranked": [[{"B"}, {"A"}]], "by": ["Ann"]},
        {"prompt": "Q2", "ranked": [[{"A"}, {"B"}]], "by": ["Ann"]},
    ]
    assert labels.comparisons(store)[0].prompt.tags == ("Natural",)


# Real files


@pytest.mark.parametrize(
    ("name", "rows"),
    [("hh_harmless_test", 2312), ("llmbar", 419)],
)
def test_real_preference_data(
    store: Store, ann: Labeler, tmp_path: Path, name: str, rows: int
) -> None:
    source = PREFERENCES / f"{name}.jsonl.gz"
    if not source.is_file():
        pytest.skip(f"{source} is not here")
    (tmp_path / "file").write_bytes(gzip.decompress(source.read_bytes()))
    report = import_file(store, tmp_path / "file", labeler_id=ann.id)
    assert (report.comparisons, report.bad_row_count) == (rows, 0)


# Recognition


def test_a_format_can_be_overridden(load: Load, held: Held) -> None:
    row = {"prompt": "Q", "completion": "A", "chosen": "B", "rejected": "C"}
    report = load(row, {"prompt": "other"}, reading=Reading(format="trl-prompt-completion"))
    assert codes(report) == [(2, "row_of_other_format")]
    assert held() == [{"prompt": "Q", "demonstrations": ["A"]}]
    assert load(row).comparisons == 1


def test_most_rows_decide_and_none_is_needed() -> None:
    pair = {"chosen": "a b", "rejected": "a c"}
    assert recognize_format([{"prompt": "x"}, pair, pair]).name == "trl-preference"
    assert recognize_format([{"nothing": "known"}]).name == "studio"
    assert recognize_format([]).name == "studio"


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_trips_over_what_it_does_not_know(load: Load, name: str) -> None:
    odd: list[Any] = [[], {}, 5, True, [1], [[]], {"role": "x"}, [{"role": 1}], [{"from": {}}]]
    keys = ["prompt", "completion", "chosen", "messages", "responses", "fields", "input", "data"]
    keys += ["annotations", "conversations", "instruction", "label", "rejected", "preferred"]
    keys += ["preferred_output", "non_preferred_output", "message_id", "message_tree_id", "text"]
    keys += ["role", "parent_id", "history", "output_1", "output_2", "a.responses"]
    rows = [dict.fromkeys(keys, value) for value in odd]
    report = load(*rows, reading=Reading(format=name))
    assert report.bad_row_count == len(rows)
