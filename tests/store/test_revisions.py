from __future__ import annotations

from studio.store.labels import (
    add_labeler,
    save_comparison,
    save_demonstration,
    withdraw_comparison,
    withdraw_demonstration,
)
from studio.store.prompts import add_prompts, add_response_set, get_response_set
from studio.store.records import NewPrompt, NewResponse
from studio.store.revisions import revisions


def test_a_demonstrations_versions_newest_first(store):
    anna = add_labeler(store, "Anna")
    [prompt, other] = add_prompts(store, [NewPrompt("Sing", split="sft"), NewPrompt("Say")])
    save_demonstration(store, other, "not this one", anna.id, 1.0)
    first = save_demonstration(store, prompt, "one", anna.id, 1.0)
    second = save_demonstration(store, prompt, "two", anna.id, 2.0, revision_of=first.id)
    third = save_demonstration(store, prompt, "three", anna.id, 3.0, revision_of=second.id)
    for asked in (first, second, third):
        found = revisions(store, asked)
        assert [one.label for one in found] == [third, second, first]
        assert {one.labeler.name for one in found} == {"Anna"}
        assert all(one.withdrawn_at is None for one in found)


def test_each_version_has_its_own_labeler_and_others_labels_stay_out(store):
    anna, ben = add_labeler(store, "Anna"), add_labeler(store, "Ben")
    [prompt] = add_prompts(store, [NewPrompt("Sing", split="sft")])
    first = save_demonstration(store, prompt, "one", anna.id, 1.0)
    bens = save_demonstration(store, prompt, "mine", ben.id, 1.0)
    second = save_demonstration(store, prompt, "two", ben.id, 1.0, revision_of=first.id)
    found = revisions(store, second)
    assert [(one.label.text, one.labeler.name) for one in found] == [
        ("two", "Ben"),
        ("one", "Anna"),
    ]
    assert [one.label for one in revisions(store, bens)] == [bens]


def test_withdrawn_versions_are_shown_and_say_when(store):
    anna = add_labeler(store, "Anna")
    [prompt] = add_prompts(store, [NewPrompt("Sing", split="sft")])
    first = save_demonstration(store, prompt, "one", anna.id, 1.0)
    second = save_demonstration(store, prompt, "two", anna.id, 1.0, revision_of=first.id)
    withdraw_demonstration(store, second.id)
    anew = save_demonstration(store, prompt, "three", anna.id, 1.0)
    found = revisions(store, anew)
    assert [one.label.text for one in found] == ["three", "two", "one"]
    assert [one.withdrawn_at is not None for one in found] == [False, True, False]
    assert found[1].withdrawn_at >= found[1].label.created_at


def test_comparisons_have_their_versions_too(store):
    anna = add_labeler(store, "Anna")
    [prompt] = add_prompts(store, [NewPrompt("Sing", split="reward")])
    answers = [NewResponse(text, None, {}, 0) for text in "ab"]
    item = get_response_set(store, add_response_set(store, prompt, answers))
    a, b = (response.id for response in item.responses)
    first = save_comparison(store, item.id, [[a], [b]], [a, b], anna.id, 1.0)
    second = save_comparison(store, item.id, [[a, b]], [a, b], anna.id, 1.0, revision_of=first.id)
    withdraw_comparison(store, second.id)
    anew = save_comparison(store, item.id, [[b], [a]], [a, b], anna.id, 1.0)
    found = revisions(store, anew)
    assert [one.label.groups for one in found] == [((b,), (a,)), ((a, b),), ((a,), (b,))]
    assert [one.withdrawn_at is not None for one in found] == [False, True, False]
