"""What labelers do: nothing they submit is changed or lost, and each gets the right next item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from sqlalchemy import text

from studio import __version__
from studio.errors import InputError
from studio.store import labels
from studio.store.engine import Store
from studio.store.prompts import add_prompts, unranked_sets
from studio.store.records import Comparison, Demonstration, Labeler, NewPrompt, ResponseSet

AddSet = Callable[..., ResponseSet]


@pytest.fixture
def sft_prompts(store: Store) -> list[int]:
    texts = [f"Tell me about number {number}" for number in range(12)]
    return add_prompts(store, [NewPrompt(text, split="sft") for text in texts])


def rank(store: Store, shown: ResponseSet, labeler: Labeler, **more: object) -> Comparison:
    """Rank the responses of a set in reverse, the first two tied."""
    a, b, *rest = (response.id for response in shown.responses)
    groups = [*([id] for id in reversed(rest)), [a, b]]
    return labels.save_comparison(
        store,
        shown.id,
        groups,
        [*rest, b, a],
        labeler.id,
        4.5,
        **more,  # type: ignore[arg-type]
    )


# Labelers


def test_a_labeler_is_added_once(store: Store, ann: Labeler) -> None:
    assert labels.add_labeler(store, "  Ann ") == ann
    robot = labels.add_labeler(store, "Robot", synthetic=True)
    assert labels.list_labelers(store) == [ann, robot]
    assert (ann.synthetic, robot.synthetic) == (False, True)


def test_a_person_is_not_taken_for_a_synthetic_labeler(store: Store, ann: Labeler) -> None:
    with pytest.raises(InputError, match="labeler_kind"):
        labels.add_labeler(store, "Ann", synthetic=True)


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_labeler_needs_a_name(store: Store, name: str) -> None:
    with pytest.raises(InputError, match="labeler_name"):
        labels.add_labeler(store, name)


# Demonstrations


def test_a_demonstration_says_who_wrote_it_when_and_how(
    store: Store, ann: Labeler, sft_prompts: list[int]
) -> None:
    before = datetime.now(UTC)
    saved = labels.save_demonstration(
        store, sft_prompts[0], " Seven is 🐸. ", ann.id, 12.5, guideline_version="abc"
    )
    assert saved.prompt.id == sft_prompts[0]
    assert saved.text == " Seven is 🐸. "
    assert (saved.labeler_id, saved.seconds, saved.revision_of) == (ann.id, 12.5, None)
    assert (saved.program_version, saved.guideline_version) == (__version__, "abc")
    assert before <= saved.created_at <= datetime.now(UTC)
    assert labels.demonstrations(store) == [saved]


def test_an_edit_is_a_new_row_and_lists_show_the_newest(
    store: Store, ann: Labeler, bob: Labeler, sft_prompts: list[int]
) -> None:
    first = labels.save_demonstration(store, sft_prompts[0], "one", ann.id, 1)
    other = labels.save_demonstration(store, sft_prompts[1], "two", ann.id, 1)
    second = labels.save_demonstration(store, sft_prompts[0], "uno", ann.id, 2, first.id)
    third = labels.save_demonstration(store, sft_prompts[0], "eins", bob.id, 3, second.id)
    assert third.revision_of == second.id
    assert labels.demonstrations(store) == [other, third]
    assert labels.my_demonstrations(store, ann.id) == [other]
    assert labels.my_demonstrations(store, bob.id) == [third]
    assert labels.count_demonstrations(store) == 2
    assert kept(store, "demonstration") == ["one", "two", "uno", "eins"]


def test_a_withdrawal_is_a_mark_and_frees_the_prompt(
    store: Store, ann: Labeler, sft_prompts: list[int]
) -> None:
    first = labels.save_demonstration(store, sft_prompts[0], "one", ann.id, 1)
    second = labels.save_demonstration(store, sft_prompts[0], "uno", ann.id, 2, first.id)
    other = labels.save_demonstration(store, sft_prompts[0], "two", ann.id, 1)
    labels.withdraw_demonstration(store, second.id)
    assert labels.demonstrations(store) == [other]
    assert sft_prompts[0] not in deal_demonstrations(store, ann)
    labels.withdraw_demonstration(store, other.id)
    assert labels.demonstrations(store) == []
    assert sft_prompts[0] in deal_demonstrations(store, ann)
    assert kept(store, "demonstration") == ["one", "uno", "two"]


def test_what_was_revised_or_withdrawn_is_not_revised_again(
    store: Store, ann: Labeler, sft_prompts: list[int]
) -> None:
    first = labels.save_demonstration(store, sft_prompts[0], "one", ann.id, 1)
    second = labels.save_demonstration(store, sft_prompts[0], "uno", ann.id, 2, first.id)

    def revise(label: Demonstration, prompt_id: int) -> None:
        labels.save_demonstration(store, prompt_id, "again", ann.id, 1, label.id)

    with pytest.raises(InputError, match="label_replaced"):
        revise(first, sft_prompts[0])
    with pytest.raises(InputError, match="label_replaced"):
        labels.withdraw_demonstration(store, first.id)
    with pytest.raises(InputError, match="revision_elsewhere"):
        revise(second, sft_prompts[1])
    assert labels.demonstrations(store) == [second]
    labels.withdraw_demonstration(store, second.id)
    with pytest.raises(InputError, match="label_replaced"):
        revise(second, sft_prompts[0])
    with pytest.raises(InputError, match="label_missing"):
        labels.withdraw_demonstration(store, 99)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": " \n"}, "demonstration_empty"),
        ({"text": "\ud83d"}, "text_not_unicode"),
        ({"prompt_id": 99}, "prompt_missing"),
        ({"labeler_id": 99}, "labeler_missing"),
        ({"seconds": -1.0}, "label_seconds"),
        ({"seconds": float("nan")}, "label_seconds"),
        ({"revision_of": 99}, "label_missing"),
    ],
)
def test_an_unfit_demonstration_keeps_the_draft(
    store: Store, ann: Labeler, sft_prompts: list[int], change: dict[str, object], code: str
) -> None:
    labels.save_draft(store, ann.id, "demonstration", sft_prompts[0], {"text": "my work"})
    fit = {"prompt_id": sft_prompts[0], "text": "one", "labeler_id": ann.id, "seconds": 1.0}
    with pytest.raises(InputError, match=code):
        labels.save_demonstration(store, **{**fit, **change})  # type: ignore[arg-type]
    assert labels.demonstrations(store) == []
    assert labels.load_draft(store, ann.id, "demonstration", sft_prompts[0]) is not None


# Comparisons


def test_a_comparison_says_what_was_shown_and_how_it_was_ranked(
    store: Store, ann: Labeler, add_set: AddSet
) -> None:
    shown = add_set()
    saved = rank(store, shown, ann, guideline_version="abc")
    a, b, c, d = (response.id for response in shown.responses)
    assert saved.groups == ((d,), (c,), (a, b))
    assert saved.shown_order == (c, d, b, a)
    assert (saved.set_id, saved.prompt) == (shown.id, shown.prompt)
    assert (saved.labeler_id, saved.seconds, saved.synthetic) == (ann.id, 4.5, False)
    assert (saved.program_version, saved.guideline_version) == (__version__, "abc")
    assert labels.comparisons(store) == labels.my_comparisons(store, ann.id) == [saved]


@pytest.mark.parametrize(
    ("groups", "shown", "code"),
    [
        ([[0], [1], [2]], [0, 1, 2, 3], "comparison_groups"),
        ([[0], [1], [2], [3], [3]], [0, 1, 2, 3], "comparison_groups"),
        ([[0], [1], [2, 3], []], [0, 1, 2, 3], "comparison_groups"),
        ([[0], [1], [2], [9]], [0, 1, 2, 3], "comparison_groups"),
        ([], [0, 1, 2, 3], "comparison_groups"),
        ([[0, 1, 2, 3]], [0, 1, 2], "comparison_order"),
        ([[0, 1, 2, 3]], [0, 1, 2, 2], "comparison_order"),
    ],
)
def test_a_ranking_that_is_no_partition_of_the_set(
    store: Store,
    ann: Labeler,
    add_set: AddSet,
    groups: list[list[int]],
    shown: list[int],
    code: str,
) -> None:
    first = add_set().responses[0].id
    ids = [[first + place for place in group] for group in groups]
    order = [first + place for place in shown]
    with pytest.raises(InputError, match=code):
        labels.save_comparison(store, 1, ids, order, ann.id, 1)
    assert labels.comparisons(store) == []


def test_comparisons_are_revised_and_withdrawn(
    store: Store, ann: Labeler, bob: Labeler, add_set: AddSet
) -> None:
    shown, other = add_set("frogs"), add_set("mice")
    first = rank(store, shown, ann)
    second = rank(store, shown, ann, revision_of=first.id)
    with pytest.raises(InputError, match="revision_elsewhere"):
        rank(store, other, ann, revision_of=second.id)
    assert labels.comparisons(store) == [second]
    assert labels.next_response_set(store, bob.id) == other
    labels.withdraw_comparison(store, second.id)
    assert labels.comparisons(store) == []
    assert labels.count_comparisons(store) == 0
    assert unranked_sets(store) == [shown, other]
    with store.read() as session:
        marks = session.execute(text("SELECT live, withdrawn_at IS NULL FROM comparison")).all()
    assert marks == [(0, 1), (0, 0)]


def test_a_synthetic_ranking_leaves_the_set_to_people(
    store: Store, ann: Labeler, bob: Labeler, robot: Labeler, add_set: AddSet
) -> None:
    shown = add_set()
    assert unranked_sets(store) == [shown]
    synthetic = rank(store, shown, robot)
    assert synthetic.synthetic
    assert unranked_sets(store) == []
    assert labels.next_response_set(store, ann.id) == shown
    human = rank(store, shown, ann)
    assert labels.next_response_set(store, ann.id) is None
    assert labels.next_response_set(store, bob.id) is None
    assert labels.comparisons(store, synthetic=True) == [synthetic]
    assert labels.comparisons(store, synthetic=False) == [human]
    labels.withdraw_comparison(store, human.id)
    assert labels.next_response_set(store, ann.id) == shown
    assert unranked_sets(store) == []


# What comes next


def deal_demonstrations(store: Store, labeler: Labeler, language: str | None = None) -> list[int]:
    """The prompts that a labeler is dealt one after the other."""
    dealt: list[int] = []
    while prompt := labels.next_demonstration_prompt(store, labeler.id, language, dealt):
        dealt.append(prompt.id)
    return dealt


def test_next_prompts_are_those_without_a_demonstration(
    store: Store, ann: Labeler, bob: Labeler, sft_prompts: list[int]
) -> None:
    add_prompts(store, [NewPrompt("not for demonstrations", split="ppo")])
    dealt = deal_demonstrations(store, ann)
    assert sorted(dealt) == sft_prompts
    assert dealt != sft_prompts  # neighbours in a file are not neighbours here
    labels.save_demonstration(store, dealt[0], "one", ann.id, 1)
    labels.skip(store, "demonstration", dealt[1], ann.id, "too hard")
    assert deal_demonstrations(store, ann) == dealt[2:]
    assert deal_demonstrations(store, bob) == dealt[1:]
    labels.unskip(store, "demonstration", dealt[1], ann.id)
    assert deal_demonstrations(store, ann) == dealt[1:]


def test_next_sets_are_those_without_a_ranking(
    store: Store, ann: Labeler, bob: Labeler, add_set: AddSet
) -> None:
    sets = {(shown := add_set(f"about number {number}")).id: shown for number in range(10)}

    def deal(labeler: Labeler) -> list[int]:
        dealt: list[int] = []
        while shown := labels.next_response_set(store, labeler.id, exclude=dealt):
            dealt.append(shown.id)
        return dealt

    dealt = deal(ann)
    assert sorted(dealt) == sorted(sets)
    assert dealt != sorted(sets)
    rank(store, sets[dealt[0]], ann)
    labels.skip(store, "comparison", dealt[1], ann.id, "both are wrong")
    assert deal(ann) == dealt[2:]
    assert deal(bob) == dealt[1:]
    assert labels.count_waiting_sets(store, ann.id) == 8
    assert [labels.count_waiting_sets(store, ann.id, most=n) for n in (5, 8, 9)] == [5, 8, 8]
    labels.unskip(store, "comparison", dealt[1], ann.id)
    assert deal(ann) == dealt[1:]


def test_next_items_keep_to_a_language(store: Store, ann: Labeler, add_set: AddSet) -> None:
    german = add_prompts(store, [NewPrompt(f"Nummer {n}", "de", split="sft") for n in range(5)])
    add_prompts(store, [NewPrompt(f"number {n}", "en", split="sft") for n in range(5)])
    assert sorted(deal_demonstrations(store, ann, "de")) == german
    shown = add_set("Frösche", language="de")
    add_set("frogs")
    assert labels.next_response_set(store, ann.id, "de") == shown
    assert labels.count_waiting_sets(store, ann.id, "de") == 1
    assert labels.next_response_set(store, ann.id, "fr") is None
    assert labels.next_demonstration_prompt(store, ann.id, "fr") is None


def test_sets_of_one_prompt_are_not_neighbours(store: Store, ann: Labeler, add_set: AddSet) -> None:
    """Two prompts with ten sets each, sampled one prompt after the other, are dealt mixed."""
    prompt_of = {}
    for prompt in ("frogs", "mice"):
        for number in range(10):
            shown = add_set(prompt, f"a {number}", f"b {number}")
            prompt_of[shown.id] = prompt
    dealt: list[int] = []
    while shown := labels.next_response_set(store, ann.id, exclude=dealt):  # type: ignore[assignment]
        dealt.append(shown.id)
    changes = sum(prompt_of[a] != prompt_of[b] for a, b in pairwise(dealt))
    assert changes > 3


# Lists


def test_lists_are_paged_and_searched(
    store: Store, ann: Labeler, sft_prompts: list[int], add_set: AddSet
) -> None:
    written = [
        labels.save_demonstration(store, prompt_id, f"Über {place}", ann.id, 1)
        for place, prompt_id in enumerate(sft_prompts)
    ]
    assert labels.demonstrations(store, after_id=written[2].id, limit=3) == written[3:6]
    assert labels.my_demonstrations(store, ann.id, limit=3) == written[:-4:-1]
    assert labels.demonstrations(store, search="ÜBER 1") == [written[1], *written[10:]]
    assert labels.count_demonstrations(store, "über 1") == 3
    assert labels.demonstrations(store, search="NUMBER 7") == [written[7]]

    ranked = [rank(store, add_set(f"frog {n}", f"Löwe {n}", "b", "c"), ann) for n in range(5)]
    assert labels.comparisons(store, after_id=ranked[0].id, limit=2) == ranked[1:3]
    assert labels.my_comparisons(store, ann.id, limit=2) == [ranked[4], ranked[3]]
    assert labels.comparisons(store, search="FROG 3") == [ranked[3]]
    assert labels.comparisons(store, search="löwe 2") == [ranked[2]]
    assert labels.count_comparisons(store, "löwe") == 5
    assert labels.count_comparisons(store, "tiger") == 0


# Drafts


def test_a_draft_is_kept_replaced_and_discarded(store: Store, ann: Labeler, bob: Labeler) -> None:
    content = {"text": "half a \ud83d frog", "groups": [[1], [2, 3]], "seconds": 3.5}
    labels.save_draft(store, ann.id, "demonstration", 1, {"text": "h"})
    labels.save_draft(store, ann.id, "demonstration", 1, content)
    labels.save_draft(store, ann.id, "comparison", 1, {"groups": []})
    kept = labels.load_draft(store, ann.id, "demonstration", 1)
    assert kept is not None
    assert kept.content == content
    assert labels.load_draft(store, bob.id, "demonstration", 1) is None
    labels.discard_draft(store, ann.id, "demonstration", 1)
    assert labels.load_draft(store, ann.id, "demonstration", 1) is None
    assert labels.load_draft(store, ann.id, "comparison", 1) is not None


def test_the_latest_draft_is_the_one_worked_on_last(store: Store, ann: Labeler) -> None:
    assert labels.latest_draft(store, ann.id, "demonstration") is None
    for target in (1, 2, 1):
        labels.save_draft(store, ann.id, "demonstration", target, {"text": str(target)})
    latest = labels.latest_draft(store, ann.id, "demonstration")
    assert latest is not None
    assert latest.target_id == 1


def test_submitting_and_skipping_discard_the_draft(
    store: Store, ann: Labeler, sft_prompts: list[int], add_set: AddSet
) -> None:
    shown = add_set()
    for target in sft_prompts[:2]:
        labels.save_draft(store, ann.id, "demonstration", target, {"text": "d"})
    labels.save_draft(store, ann.id, "comparison", shown.id, {"groups": []})
    labels.save_demonstration(store, sft_prompts[0], "done", ann.id, 1)
    labels.skip(store, "demonstration", sft_prompts[1], ann.id, "no")
    rank(store, shown, ann)
    assert labels.latest_draft(store, ann.id, "demonstration") is None
    assert labels.latest_draft(store, ann.id, "comparison") is None


def kept(store: Store, table: str) -> list[str]:
    """The texts of all rows, live or not."""
    with store.read() as session:
        return list(session.scalars(text(f"SELECT text FROM {table} ORDER BY id")))
