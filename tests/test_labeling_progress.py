"""Throughput and guards: what the progress view tells, from labels that were made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.labeling_progress import everyone, own_progress
from studio.store import gold, labels
from studio.store.engine import Store, open_store
from studio.store.prompts import add_prompts, add_response_set, get_response_set
from studio.store.records import NewPrompt, NewResponse


@pytest.fixture
def store(tmp_path: Path):
    opened = open_store(tmp_path / "studio.sqlite")
    yield opened
    opened.close()


def add_set(store: Store, name: str) -> tuple[int, list[int]]:
    [prompt] = add_prompts(store, [NewPrompt(name, split="reward")])
    texts = ["a", "a longer one", "the longest of the three"]
    made = add_response_set(store, prompt, [NewResponse(t, None, {}, 0) for t in texts])
    return made, [response.id for response in get_response_set(store, made).responses]


def test_progress_of_a_labeler_and_of_everyone(store: Store) -> None:
    ann, bob = (labels.add_labeler(store, name) for name in ("Ann", "Bob"))
    labels.add_labeler(store, "Robot", synthetic=True)
    sets = [add_set(store, f"Prompt {number}") for number in range(5)]
    add_prompts(store, [NewPrompt(f"Write {n}", split="sft") for n in range(3)])
    for number, (set_id, (a, b, c)) in enumerate(sets[:3]):
        labels.save_comparison(store, set_id, [[c], [b], [a]], [a, b, c], ann.id, 20.0 + number)
    set_id, (a, b, c) = sets[0]
    first = labels.my_comparisons(store, ann.id)[-1]
    labels.save_comparison(
        store, set_id, [[c], [a], [b]], [b, a, c], ann.id, 0.1, repeat_of=first.id
    )
    labels.save_comparison(store, set_id, [[a], [b], [c]], [a, b, c], bob.id, 30.0)
    gold.set_gold(store, set_id, [[c], [b, a]])

    own = own_progress(store, ann.id, None, datetime.now(UTC))
    assert own.sitting.items == 4
    assert [(q.stage, q.waiting, q.done_now) for q in own.queues] == [
        ("write", 3, 0),
        ("rank", 2, 4),
    ]
    assert own.queues[1].seconds_an_item == 20.5
    assert own.queues[1].seconds_left == 41
    assert own.queues[0].seconds_left is None
    assert own.length.correlation is not None
    assert own.length.correlation.value > 0.7
    assert own.with_self.pairwise is not None
    assert own.with_self.pairwise.value == pytest.approx(2 / 3)  # one pair of three turned
    assert own.with_gold.pairwise is not None
    assert own.with_gold.pairwise.value == pytest.approx(2.5 / 3)  # the repeat is not counted
    assert own.speed.hasty is not None
    assert own.speed.hasty.value == 0.25

    later = own_progress(store, ann.id, "de", datetime.now(UTC) + timedelta(hours=1))
    assert later.sitting.items == 0
    assert [queue.waiting for queue in later.queues] == [0, 0]

    told = everyone(store)
    assert [(row.labeler.name, row.written, row.ranked) for row in told.labelers] == [
        ("Ann", 0, 4),
        ("Bob", 0, 1),
    ]
    [(one, other, agreed)] = told.between
    assert (one, other) == (ann, bob)
    assert agreed.pairwise is not None
    assert (agreed.pairwise.value, agreed.pairwise.count) == (0.0, 1)
    assert agreed.tau_b is not None
    assert agreed.tau_b.value == -1


def test_a_repeat_of_what_was_withdrawn_tells_nothing(store: Store) -> None:
    ann = labels.add_labeler(store, "Ann")
    set_id, ids = add_set(store, "Prompt")
    order = [[id] for id in ids]
    first = labels.save_comparison(store, set_id, order, ids, ann.id, 20.0)
    labels.save_comparison(store, set_id, order, ids, ann.id, 20.0, repeat_of=first.id)
    labels.withdraw_comparison(store, first.id)
    own = own_progress(store, ann.id, None, datetime.now(UTC))
    assert own.with_self.pairwise is None
