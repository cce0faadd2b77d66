"""Answers to be ranked: no two alike, shared out blind, and the same again from the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.jobs.answers import TRIES, Drawn, Policy, draw_answers, share_out
from studio.likeness import likeness
from studio.lm.generate import stable_seed
from studio.store.records import Prompt

PROMPTS = [Prompt(n, f"Prompt {n}", "en", (), "reward") for n in range(1, 7)]


def choosing_from(*texts: str, asked: list[tuple[int, int]] | None = None) -> Policy:
    """A policy that answers with one of a few texts, by the prompt, the seed and the sample."""

    def answer(prompts: Sequence[Prompt], k: int, seed: int) -> list[Drawn]:
        if asked is not None:
            asked.extend((prompt.id, k) for prompt in prompts)
        drawn = [stable_seed(seed, p.id, sample) for p in prompts for sample in range(k)]
        return [(texts[one % len(texts)], one % 3 > 0) for one in drawn]

    return answer


def texts_of(drawn: list[list]) -> list[list[str]]:
    return [[answer.text for answer in answers] for answers in drawn]


@given(st.integers(0, 2**31))
def test_no_two_answers_of_a_set_are_alike(seed: int) -> None:
    policy = choosing_from("A frog.", " a  FROG", "frog, a!", "A moon.", "Two moons.", "")
    for answers in draw_answers(PROMPTS, 3, [policy, policy], seed):
        assert len({likeness(answer.text) for answer in answers}) == len(answers)


@pytest.mark.parametrize("policies", [1, 3])
def test_the_same_seed_gives_the_same_answers_whatever_is_beside(policies: int) -> None:
    asked = [choosing_from(*"abcdefgh") for _ in range(policies)]
    together = draw_answers(PROMPTS, 4, asked, 7)
    assert together == draw_answers(PROMPTS, 4, asked, 7)
    assert together == [draw_answers([prompt], 4, asked, 7)[0] for prompt in PROMPTS]
    assert texts_of(together) != texts_of(draw_answers(PROMPTS, 4, asked, 8))


def test_only_what_was_said_before_is_drawn_again_and_with_another_seed() -> None:
    said = {7: ["A frog.", "a frog", "A moon.", "A MOON!"]}
    seeds = list[tuple[int, int]]()

    def policy(prompts: Sequence[Prompt], k: int, seed: int) -> list[Drawn]:
        seeds.append((seed, k))
        return [(text, True) for text in said.get(seed, ["A sun.", "A star."])[:k]]

    [answers] = draw_answers(PROMPTS[:1], 4, [policy], 7)
    assert [answer.text for answer in answers] == ["A frog.", "A sun.", "A moon.", "A star."]
    assert [k for _, k in seeds] == [4, 2]
    assert seeds[0][0] == 7 != seeds[1][0]
    assert [answer.seed for answer in answers] == [7, seeds[1][0]] * 2


def test_a_policy_that_repeats_itself_leaves_fewer_answers() -> None:
    asked = list[tuple[int, int]]()
    [answers] = draw_answers(PROMPTS[:1], 4, [choosing_from("Yes.", "yes", asked=asked)], 0)
    assert len(answers) == 1
    assert asked == [(1, 4), *[(1, 3)] * (TRIES - 1)]


def test_a_repetition_by_another_policy_counts_and_favours_neither() -> None:
    same = [choosing_from("Yes."), choosing_from("yes")]
    kept = [answers[0].policy for answers in draw_answers(PROMPTS * 20, 2, same, 3)]
    assert set(kept) == {0, 1}


@given(st.integers(1, 9), st.integers(1, 5), st.integers(0, 2**31))
def test_the_policies_share_a_set_evenly(k: int, policies: int, seed: int) -> None:
    counts = Counter(share_out(k, policies, seed))
    assert sum(counts.values()) == k
    assert len(counts) == min(k, policies)
    assert max(counts.values()) - min(counts.values()) <= 1


def test_neither_place_nor_number_tells_the_policy() -> None:
    """Each of three policies has each of four places about as often as the others."""
    sets = [share_out(4, 3, seed) for seed in range(3000)]
    for place in range(4):
        counts = Counter(shared[place] for shared in sets)
        for policy in range(3):  # a third, and 4 standard deviations of 3000 draws
            assert abs(counts[policy] - 1000) < 4 * (3000 * 2 / 9) ** 0.5


def test_one_policy_answers_as_it_would_alone() -> None:
    drawn: list[tuple[int, ...]] = []

    def policy(prompts: Sequence[Prompt], k: int, seed: int) -> list[Drawn]:
        drawn.append((*(prompt.id for prompt in prompts), k, seed))
        return [(f"{prompt.id} {n}", True) for prompt in prompts for n in range(k)]

    answers = draw_answers(PROMPTS, 3, [policy], 11)
    assert drawn == [(*range(1, 7), 3, 11)]
    assert texts_of(answers) == [[f"{p.id} {n}" for n in range(3)] for p in PROMPTS]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("A frog  sang.", "a frog\nsang", True),
        ("It rains; stay.", "Stay! It rains.", True),
        ("GRÖSSE, bitte", "größe bitte", True),
        ("2 + 2", "2 - 2", False),
        ("a frog a frog", "a frog", False),
        ("...", "?!", False),
        ("", "  ", True),
    ],
)
def test_alike_are_answers_of_the_same_words(one: str, other: str, alike: bool) -> None:
    assert (likeness(one) == likeness(other)) is alike


SameWords = Callable[[str], str]


@given(st.lists(st.text("ab", min_size=1), min_size=1), st.sampled_from([str.upper, str.title]))
def test_space_and_capitals_do_not_make_a_difference(words: list[str], change: SameWords) -> None:
    assert likeness(" ".join(words)) == likeness(change("  ".join(reversed(words)) + "\n"))
