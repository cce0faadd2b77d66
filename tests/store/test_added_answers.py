"""An answer by hand in a set: who gave it, when it may come, and when it may go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from studio.errors import InputError
from studio.store import labels, prompts
from studio.store.added_answers import add_answer, remove_answer
from studio.store.engine import Store, open_store
from studio.store.formats.exporting import export_file
from studio.store.formats.importing import import_file
from studio.store.records import Labeler, NewPrompt, NewResponse, ResponseSet


@pytest.fixture
def new_set(store: Store) -> Callable[..., int]:
    def add(*texts: str) -> int:
        [prompt] = prompts.add_prompts(store, [NewPrompt("Frogs", split="reward")])
        responses = [NewResponse(text, None, {}, 0) for text in texts]
        return prompts.add_response_set(store, prompt, responses)

    return add


def texts(found: ResponseSet) -> list[str]:
    return [response.text for response in found.responses]


def test_an_answer_by_hand_joins_the_set_and_says_whose_it_is(
    store: Store, ann: Labeler, new_set: Callable[..., int]
) -> None:
    set_id = new_set("A frog.", "Two frogs.")
    added = add_answer(store, set_id, "  Three frogs. ", ann.id)
    found = prompts.get_response_set(store, set_id)
    assert texts(found) == ["A frog.", "Two frogs.", "Three frogs."]
    assert found.responses[2].id == added
    assert dict(found.responses[2].sampling) == {"source": "by_hand", "labeler": ann.name}
    assert found.responses[2].checkpoint_id is None
    ids = [response.id for response in found.responses]
    labels.save_comparison(store, set_id, [[id] for id in ids], ids, ann.id, 9.0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("   \n", "response_empty"),
        ("frog a", "response_twice"),  # the words of another one
        ("half \ud800", "text_not_unicode"),
    ],
)
def test_what_says_nothing_new_is_refused(
    store: Store, ann: Labeler, new_set: Callable[..., int], text: str, code: str
) -> None:
    set_id = new_set("A frog.", "Two frogs.")
    with pytest.raises(InputError, match=code):
        add_answer(store, set_id, text, ann.id)
    assert len(prompts.get_response_set(store, set_id).responses) == 2


def test_there_are_nine_answers_at_most(
    store: Store, ann: Labeler, new_set: Callable[..., int]
) -> None:
    set_id = new_set(*(f"{n} frogs" for n in range(8)))
    add_answer(store, set_id, "nine", ann.id)
    with pytest.raises(InputError, match="responses_full"):
        add_answer(store, set_id, "ten", ann.id)


def test_a_set_that_somebody_compared_stays_as_it_is(
    store: Store, ann: Labeler, bob: Labeler, new_set: Callable[..., int]
) -> None:
    set_id = new_set("A frog.", "Two frogs.")
    added = add_answer(store, set_id, "Three frogs.", ann.id)
    ids = [one.id for one in prompts.get_response_set(store, set_id).responses]
    label = labels.save_comparison(store, set_id, [ids], ids, bob.id, 9.0)
    with pytest.raises(InputError, match="responses_ranked"):
        add_answer(store, set_id, "Four frogs.", ann.id)
    labels.withdraw_comparison(store, label.id)
    with pytest.raises(InputError, match="responses_ranked"):  # its earlier versions show it
        remove_answer(store, added)
    add_answer(store, set_id, "Four frogs.", ann.id)


def test_an_answer_by_hand_is_removed_and_no_other(
    store: Store, ann: Labeler, new_set: Callable[..., int]
) -> None:
    set_id = new_set("A frog.", "Two frogs.")
    remove_answer(store, add_answer(store, set_id, "Three frogs.", ann.id))
    found = prompts.get_response_set(store, set_id)
    assert texts(found) == ["A frog.", "Two frogs."]
    with pytest.raises(InputError, match="response_not_by_hand"):
        remove_answer(store, found.responses[0].id)


def test_the_source_is_exported_and_imported_again(
    store: Store, ann: Labeler, new_set: Callable[..., int], tmp_path: Path
) -> None:
    set_id = new_set("A frog.", "Two frogs.")
    add_answer(store, set_id, "Three frogs.", ann.id)
    export_file(store, tmp_path / "all.csv", what="all")
    other = open_store(tmp_path / "other.sqlite")
    person = labels.add_labeler(other, "Importer")
    import_file(other, tmp_path / "all.csv", labeler_id=person.id)
    [found] = prompts.unranked_sets(other)
    assert [dict(one.sampling).get("source") for one in found.responses] == [None, None, "by_hand"]
    assert found.responses[2].sampling["labeler"] == ann.name
    other.close()
