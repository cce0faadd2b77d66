"""Prompts are dealt once and kept once; response sets come back as they were given."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import InputError
from studio.store.engine import Store
from studio.store.prompts import (
    MAX_PROMPT_CHARACTERS,
    SHARES,
    add_prompts,
    add_response_set,
    count_prompts,
    deal,
    get_prompt,
    get_response_set,
    get_response_sets,
    page_prompts,
    prompts_of_split,
    prompts_to_sample,
    text_hash,
    unranked_sets,
)
from studio.store.records import SPLITS, NewPrompt, NewResponse, Prompt, ResponseSet

AddSet = Callable[..., ResponseSet]
TEXTS = [f"Tell me about number {number}" for number in range(10_000)]


def test_prompts_are_dealt_in_the_stated_shares() -> None:
    dealt = Counter(map(deal, TEXTS))
    assert set(dealt) == set(SPLITS)
    for split, share in SHARES.items():
        standard_error = (share * (1 - share) / len(TEXTS)) ** 0.5
        assert dealt[split] / len(TEXTS) == pytest.approx(share, abs=4 * standard_error)


def test_the_deal_never_changes() -> None:
    """A project made with one version of the program must not be dealt anew by another."""
    known = {
        "Explain the moon landing to a 6 year old": "reward",
        "Write a story about frogs": "heldout",
        "Schreib eine Geschichte über Frösche": "sft",
        "Warum?": "sft",
    }
    assert {text: deal(text) for text in known} == known


@given(st.text(min_size=1), st.sampled_from([" ", "\n", "\t ", "\u00a0"]))
def test_white_space_and_composition_do_not_matter(text: str, space: str) -> None:
    if any(unicodedata.category(character) == "Cs" for character in text):
        return
    other = space + space.join(unicodedata.normalize("NFD", text).split()) + space
    assert text_hash(other) == text_hash(text)
    assert deal(other) == deal(text)


def test_a_prompt_is_kept_as_it_was_written(store: Store) -> None:
    text = "  Erkläre\n\teinem Kind: \0 🐸 e\u0301\n"
    (prompt_id,) = add_prompts(store, [NewPrompt(text, "de", ("a", "ü"), "ppo")])
    assert get_prompt(store, prompt_id) == Prompt(prompt_id, text, "de", ("a", "ü"), "ppo")


def test_a_known_prompt_is_neither_added_nor_dealt_again(store: Store) -> None:
    first = add_prompts(store, [NewPrompt("Café frogs", split="heldout"), NewPrompt("other")])
    again = [NewPrompt(" Cafe\u0301   frogs", split="sft"), NewPrompt("new"), NewPrompt("new ")]
    ids = add_prompts(store, again)
    assert ids[0] == first[0]
    assert ids[1] == ids[2] not in first
    assert get_prompt(store, first[0]) == Prompt(first[0], "Café frogs", "en", (), "heldout")
    assert count_prompts(store) == 3


def test_more_prompts_than_a_statement_takes(store: Store) -> None:
    ids = add_prompts(store, map(NewPrompt, TEXTS[:2500]))
    assert ids == sorted(ids)
    assert len(set(ids)) == count_prompts(store) == 2500
    assert add_prompts(store, map(NewPrompt, TEXTS[:2500])) == ids


@pytest.mark.parametrize(
    ("prompt", "code"),
    [
        (NewPrompt(""), "prompt_empty"),
        (NewPrompt(" \n\t\u3000"), "prompt_empty"),
        (NewPrompt("x" * (MAX_PROMPT_CHARACTERS + 1)), "prompt_too_long"),
        (NewPrompt("half a \ud83d frog"), "text_not_unicode"),
        (NewPrompt("frogs", split="test"), "split_unknown"),
        (NewPrompt("frogs", language=""), "language_unknown"),
        (NewPrompt("frogs", language="English, please"), "language_unknown"),
    ],
)
def test_an_unfit_prompt_stops_all(store: Store, prompt: NewPrompt, code: str) -> None:
    with pytest.raises(InputError, match=code):
        add_prompts(store, [*map(NewPrompt, TEXTS[:1500]), prompt])
    assert count_prompts(store) == 0


def test_the_longest_prompt_is_kept(store: Store) -> None:
    assert len(add_prompts(store, [NewPrompt("x" * MAX_PROMPT_CHARACTERS)])) == 1


def test_a_split_is_read_in_one_shuffled_order(store: Store) -> None:
    prompts = [NewPrompt(text, "de" if "7" in text else "en") for text in TEXTS[:1000]]
    add_prompts(store, prompts)
    everything = prompts_of_split(store, "ppo")
    assert {prompt.text for prompt in everything} == {t for t in TEXTS[:1000] if deal(t) == "ppo"}
    ids = [prompt.id for prompt in everything]
    assert ids != sorted(ids)
    assert prompts_of_split(store, "ppo", limit=10) == everything[:10]
    german = prompts_of_split(store, "ppo", "de")
    assert german == [prompt for prompt in everything if prompt.language == "de"]


def test_prompts_with_the_fewest_sets_are_sampled_first(store: Store, add_set: AddSet) -> None:
    add_prompts(store, [NewPrompt(text, split="ppo") for text in TEXTS[:20]])
    order = prompts_to_sample(store, "ppo")
    assert order == prompts_of_split(store, "ppo")
    for prompt in order[:5]:
        add_set(prompt.text)
    assert prompts_to_sample(store, "ppo", limit=18) == order[5:] + order[:3]


def test_pages_hold_every_prompt_once(store: Store) -> None:
    ids = add_prompts(store, [NewPrompt(text) for text in TEXTS[:1000]])
    seen: list[int] = []
    while page := page_prompts(store, after_id=seen[-1] if seen else 0, limit=64):
        seen += [prompt.id for prompt in page]
    assert seen == ids
    heldout = page_prompts(store, split="heldout", limit=1000)
    assert {prompt.split for prompt in heldout} == {"heldout"}
    assert len(heldout) == count_prompts(store, split="heldout")


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("frog", ["FROGS", "frogs 100%"]),
        ("ÜBER", ["über Mäuse"]),
        ("mÄUSE", ["über Mäuse"]),
        ("100%", ["frogs 100%"]),
        ("%", ["frogs 100%"]),
        ("_", ["a_b"]),
        ("/", ["a/b"]),
        ("' OR 1", []),
        ("", ["FROGS", "frogs 100%", "über Mäuse", "a_b", "a/b"]),
    ],
)
def test_search_finds_text_as_it_is_typed(store: Store, search: str, found: list[str]) -> None:
    texts = ["FROGS", "frogs 100%", "über Mäuse", "a_b", "a/b"]
    add_prompts(store, [NewPrompt(text, split="sft") for text in texts])
    assert [prompt.text for prompt in page_prompts(store, search=search)] == found
    assert count_prompts(store, search) == len(found)
    assert count_prompts(store, search, split="ppo") == 0


def test_a_response_set_comes_back_as_it_was_given(store: Store) -> None:
    (prompt_id,) = add_prompts(store, [NewPrompt("frogs")])
    sampling = {"temperature": 0.7, "top_p": 0.9, "max_tokens": 96}
    given = [
        NewResponse("one 🐸\0", None, sampling, 2**62, True),
        NewResponse("", None, {}, 0, False),
    ]
    found = get_response_set(store, add_response_set(store, prompt_id, given))
    assert found.prompt == get_prompt(store, prompt_id)
    for kept, response in zip(found.responses, given, strict=True):
        assert kept.text == response.text
        assert kept.sampling == response.sampling
        assert kept.seed == response.seed
        assert kept.finished is response.finished
        assert (kept.set_id, kept.prompt_id) == (found.id, prompt_id)
    assert get_response_sets(store, [found.id, 99]) == {found.id: found}


def test_a_response_set_needs_two_responses_to_a_prompt(store: Store) -> None:
    (prompt_id,) = add_prompts(store, [NewPrompt("frogs")])
    response = NewResponse("one", None, {}, 0)
    with pytest.raises(InputError, match="response_set_small"):
        add_response_set(store, prompt_id, [response])
    with pytest.raises(InputError, match="prompt_missing"):
        add_response_set(store, 99, [response, response])
    with pytest.raises(InputError, match="text_not_unicode"):
        add_response_set(store, prompt_id, [response, NewResponse("\ud83d", None, {}, 0)])
    bad = NewResponse("two", None, {"temperature": float("inf")}, 0)
    with pytest.raises(InputError, match="sampling_unfit"):
        add_response_set(store, prompt_id, [response, bad])
    assert unranked_sets(store) == []


def test_unranked_sets_come_oldest_first(store: Store, add_set: AddSet) -> None:
    sets = [add_set(text) for text in TEXTS[:5]]
    assert unranked_sets(store) == sets
    assert unranked_sets(store, limit=2) == sets[:2]


def test_what_is_missing_is_said(store: Store) -> None:
    with pytest.raises(InputError, match="prompt_missing"):
        get_prompt(store, 1)
    with pytest.raises(InputError, match="response_set_missing"):
        get_response_set(store, 1)
