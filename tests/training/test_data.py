"""What a stage reads: split by prompt, nothing held out, a fingerprint that tells changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from studio.config import LabelingOptions
from studio.errors import InputError, TrainingError
from studio.store import labels, prompts
from studio.store.engine import Store, open_store
from studio.store.records import Labeler, NewPrompt, NewResponse, ResponseSet
from studio.store.settings import save_labeling
from studio.training.data import (
    DemonstrationText,
    PromptText,
    data_hash,
    freeze_heldout,
    freeze_ppo,
    freeze_reward,
    freeze_sft,
    split_by_prompt,
)

Demonstrate = Callable[..., int]
Compare = Callable[..., int]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "studio.sqlite")
    yield store
    store.close()


@pytest.fixture
def ann(store: Store) -> Labeler:
    return labels.add_labeler(store, "Ann")


def add_prompt(store: Store, text: str, split: str) -> int:
    (prompt_id,) = prompts.add_prompts(store, [NewPrompt(text, split=split)])
    return prompt_id


@pytest.fixture
def demonstrate(store: Store, ann: Labeler) -> Demonstrate:
    def add(prompt: str, text: str = "An answer.", split: str = "sft") -> int:
        prompt_id = add_prompt(store, prompt, split)
        return labels.save_demonstration(store, prompt_id, text, ann.id, 1.0).id

    return add


@pytest.fixture
def compare(store: Store, ann: Labeler) -> Compare:
    """Ranks three new responses to a prompt; by default the second is best and the others tied."""

    def add(
        prompt: str, split: str = "reward", order: tuple[tuple[int, ...], ...] = ((1,), (0, 2))
    ) -> int:
        prompt_id = add_prompt(store, prompt, split)
        new = [NewResponse(f"{word} {prompt}", None, {}, 0, word != "two") for word in WORDS]
        shown: ResponseSet = prompts.get_response_set(
            store, prompts.add_response_set(store, prompt_id, new)
        )
        ids = [r.id for r in shown.responses]
        groups = [[ids[i] for i in group] for group in order]
        return labels.save_comparison(store, shown.id, groups, ids, ann.id, 1.0).id

    return add


WORDS = ("one", "two", "three")
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


def items(*texts: str) -> list[DemonstrationText]:
    return [DemonstrationText(PromptText(i, text, "en"), "x") for i, text in enumerate(texts)]


@given(given=st.lists(texts, max_size=30), share=st.floats(0, 0.5))
def test_c10_all_items_of_a_prompt_are_on_one_side(given: list[str], share: float) -> None:
    training, heldout = split_by_prompt(items(*given, *given), share)
    assert len(training) + len(heldout) == 2 * len(given)
    assert not {d.prompt.text for d in training} & {d.prompt.text for d in heldout}


@given(given=st.lists(texts, max_size=20, unique=True), extra=texts)
def test_c10_a_new_prompt_moves_no_other(given: list[str], extra: str) -> None:
    before = split_by_prompt(items(*given), 0.3)
    assume(before[1])  # else the little there is may all be trained on
    after = split_by_prompt(items(*given, extra), 0.3)
    for old, new in zip(before, after, strict=True):
        assert {d.prompt.text for d in old} <= {d.prompt.text for d in new}


def test_the_share_held_out_is_about_the_one_asked_for() -> None:
    many = items(*(f"prompt {i}" for i in range(2000)))
    assert len(split_by_prompt(many, 0.2)[1]) == pytest.approx(400, abs=60)
    assert split_by_prompt(many, 0.0)[1] == ()


def test_sft_reads_the_newest_revisions(
    store: Store, ann: Labeler, demonstrate: Demonstrate
) -> None:
    first = demonstrate("Tell of frogs.", "Old.")
    demonstrate("Tell of toads.", "Toads are brown.")
    prompt_id = labels.demonstrations(store)[0].prompt.id
    labels.save_demonstration(store, prompt_id, "New.", ann.id, 1.0, revision_of=first)
    frozen = freeze_sft(store, 0.0)
    assert sorted(d.response for d in frozen.training) == ["New.", "Toads are brown."]


def test_what_was_left_unranked_is_not_trained_on(store: Store, compare: Compare) -> None:
    save_labeling(store, LabelingOptions(allow_unranked=True))
    for n in range(3):
        compare(f"Frogs {n}", order=((2,), (1,)))
    compare("Toads", order=((1,), (2, 0)))
    compare("One alone has no order", order=((1,),))
    frozen = freeze_reward(store, 0.0)
    told = {(c.prompt.text, c.responses, c.finished, c.ranks) for c in frozen.training}
    frogs = {
        (f"Frogs {n}", (f"two Frogs {n}", f"three Frogs {n}"), (False, True), (1, 0))
        for n in range(3)
    }
    toads = ("Toads", ("one Toads", "two Toads", "three Toads"), (True, False, True), (1, 0, 1))
    assert told == {*frogs, toads}


def test_no_stage_trains_on_held_out_prompts(
    store: Store, demonstrate: Demonstrate, compare: Compare
) -> None:
    for n in range(5):
        demonstrate(f"Demonstrated {n}")
        compare(f"Compared {n}")
        add_prompt(store, f"Optimized {n}", "ppo")
    demonstrate("Secret demonstration", split="heldout")
    compare("Secret comparison", split="heldout")
    reward = freeze_reward(store, 0.2)
    read = [
        *(d.prompt for d in freeze_sft(store, 0.2).training),
        *(d.prompt for d in freeze_sft(store, 0.2).heldout),
        *(c.prompt for c in reward.training + reward.heldout),
        *(d.prompt for d in reward.demonstrations),
        *reward.calibration_prompts,
        *freeze_ppo(store).prompts,
    ]
    assert read
    assert not [p for p in read if p.text.startswith("Secret")]
    assert {p.text for p in freeze_heldout(store, 10)} == {
        "Secret demonstration",
        "Secret comparison",
    }
    assert len(freeze_heldout(store, 1)) == 1


def test_comparisons_become_ranks_in_the_order_of_the_responses(
    store: Store, compare: Compare
) -> None:
    for n in range(4):
        compare(f"Compared {n}")
    first = freeze_reward(store, 0.0).training[0]
    assert [text.split()[0] for text in first.responses] == list(WORDS)
    assert first.ranks == (1, 0, 1)
    assert first.finished == (True, False, True)


def test_c7_comparisons_without_an_order_are_left_out(store: Store, compare: Compare) -> None:
    for n in range(4):
        compare(f"Compared {n}")
    compare("All alike", order=((0, 1, 2),))
    assert "All alike" not in [c.prompt.text for c in freeze_reward(store, 0.0).training]


def test_repeats_are_not_trained_on(store: Store, ann: Labeler, compare: Compare) -> None:
    for name in ("A", "B", "C", "D"):
        compare(name)
    first = labels.my_comparisons(store, ann.id)[0]
    labels.save_comparison(
        store, first.set_id, first.groups, first.shown_order, ann.id, 9.0, repeat_of=first.id
    )
    assert len(labels.comparisons(store)) == 5
    assert len(freeze_reward(store, 0.0).training) == 4


def test_withdrawn_labels_are_not_read(
    store: Store, demonstrate: Demonstrate, compare: Compare
) -> None:
    for n in range(3):
        demonstrate(f"Demonstrated {n}")
    for n in range(5):
        compare(f"Compared {n}")
    labels.withdraw_demonstration(store, demonstrate("Regretted"))
    labels.withdraw_comparison(store, compare("Regretted too"))
    frozen = freeze_reward(store, 0.0)
    assert len(frozen.demonstrations) == 3
    assert len(frozen.training) == 5


def test_too_little_data_is_told(store: Store, demonstrate: Demonstrate, compare: Compare) -> None:
    demonstrate("Only one")
    with pytest.raises(TrainingError) as error:
        freeze_sft(store, 0.1)
    assert (error.value.code, error.value.details["found"]) == ("too_few_demonstrations", 1)
    compare("Only one here too")
    with pytest.raises(TrainingError) as error:
        freeze_reward(store, 0.1)
    assert (error.value.code, error.value.details["found"]) == ("too_few_comparisons", 1)
    with pytest.raises(TrainingError) as error:
        freeze_ppo(store)
    assert error.value.details == {"split": "ppo"}
    with pytest.raises(TrainingError) as error:
        freeze_heldout(store, 5)
    assert error.value.details == {"split": "heldout"}


def test_training_data_remains_however_the_split_falls(store: Store, ann: Labeler) -> None:
    """Two demonstrations whose prompts both fall on the held-out side still train something."""
    _, unlucky = split_by_prompt(items(*(f"prompt {i}" for i in range(50))), 0.5)
    for text in [item.prompt.text for item in unlucky[:2]]:
        prompt_id = add_prompt(store, text, "sft")
        labels.save_demonstration(store, prompt_id, "An answer.", ann.id, 1.0)
    frozen = freeze_sft(store, 0.5)
    assert (len(frozen.training), len(frozen.heldout)) == (2, 0)


def test_the_hash_changes_exactly_when_the_data_does(
    store: Store, demonstrate: Demonstrate, compare: Compare
) -> None:
    for n in range(5):
        demonstrate(f"Demonstrated {n}")
        compare(f"Compared {n}")
    sft, reward = data_hash(freeze_sft(store, 0.1)), data_hash(freeze_reward(store, 0.2))
    add_prompt(store, "A prompt that no stage reads", "heldout")
    demonstrate("Nor this", split="heldout")
    assert data_hash(freeze_sft(store, 0.1)) == sft
    assert data_hash(freeze_reward(store, 0.2)) == reward
    compare("A new comparison")
    assert data_hash(freeze_sft(store, 0.1)) == sft
    assert data_hash(freeze_reward(store, 0.2)) != reward
    demonstrate("A new demonstration")
    assert data_hash(freeze_sft(store, 0.1)) != sft


def test_labels_added_later_do_not_change_frozen_data(
    store: Store, demonstrate: Demonstrate
) -> None:
    for n in range(3):
        demonstrate(f"Demonstrated {n}")
    frozen = freeze_sft(store, 0.1)
    before = data_hash(frozen)
    demonstrate("Afterwards")
    assert data_hash(frozen) == before


def test_ppo_reads_demonstrations_only_with_a_coefficient(
    store: Store, demonstrate: Demonstrate
) -> None:
    add_prompt(store, "A prompt of PPO", "ppo")
    with pytest.raises(InputError) as error:
        freeze_ppo(store, 2.0)
    assert error.value.code == "ptx_no_demonstrations"
    demonstrate("Not shown", split="heldout")
    with pytest.raises(InputError):
        freeze_ppo(store, 2.0)
    plain = data_hash(freeze_ppo(store))
    demonstrate("Shown", split="sft")
    assert freeze_ppo(store).demonstrations is None
    assert data_hash(freeze_ppo(store)) == plain
    mixed = freeze_ppo(store, 2.0).demonstrations
    assert mixed is not None
    assert [d.prompt.text for d in mixed] == ["Shown"]
