"""The traits of a text that a base model learns to tell, and how texts are spoiled."""

from __future__ import annotations

import random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from studio.training.labeler import on_topic, words
from studio.training.traits import TRAITS, language_of, led_astray, spoiled, standardized, traits

WORDS = st.lists(
    st.sampled_from(["a", "frog", "and", "the", "moon", "sang"]), min_size=1, max_size=30
)


def test_traits_by_hand() -> None:
    body = "The frog is happy. The frog is happy."
    told = dict(zip(TRAITS, traits("Tell me about frogs", body, True, False), strict=True))
    assert told["own_heading"] == 1
    assert told["ended"] == 0
    assert told["names_heading"] == 1
    assert told["no_repetition"] == pytest.approx(1 - 2 * (1 - 4 / 6))  # 4 of 6 runs are new
    assert told["short_sentences"] == 1  # 4 words each
    assert told["length"] == pytest.approx(0.08)
    assert told["fitting_length"] == pytest.approx(8 / 20)
    assert told["kind_tone"] == pytest.approx(2 / 3)


def test_language() -> None:
    assert language_of("The frog sat on a leaf.") == "en"
    assert language_of("Der Frosch saß auf einem Blatt.") == "de"


def test_standardized_traits_have_no_mean_and_a_spread_of_one() -> None:
    rows = [[float(i * (j + 1)) for j in range(len(TRAITS))] for i in range(5)]
    table = standardized(rows)
    assert table.mean(0) == pytest.approx([0.0] * len(TRAITS), abs=1e-6)
    assert table.std(0, correction=0) == pytest.approx([1.0] * len(TRAITS))
    assert torch.equal(standardized([rows[0]] * 3), torch.zeros(3, len(TRAITS)))
    assert standardized([]).shape == (0, len(TRAITS))


@given(said=WORDS, other=WORDS, seed=st.integers(0, 999))
def test_a_spoiled_text_repeats_itself_or_goes_astray_or_breaks_off(
    said: list[str], other: list[str], seed: int
) -> None:
    text, ended = spoiled("", " ".join(said), " ".join(other), random.Random(seed))
    words = text.split(" ")
    if not ended:
        assert said[: len(words)] == words
        assert len(words) < len(said) or len(said) == 1
    elif words not in (said, said[: len(said) // 2] + other[len(other) // 2 :]):
        rest = iter(words)
        assert all(word in rest for word in said)  # nothing is lost
        assert len(words) > len(said)


def test_every_way_of_spoiling_comes_up() -> None:
    body, other = "one two three four five six", "seven eight nine ten"
    seen = {spoiled("Two birds", body, other, random.Random(seed)) for seed in range(200)}
    assert any(not ended for _, ended in seen)
    assert ("one two three nine ten", True) in seen
    assert ("one seven three four five six", True) in seen
    assert any(ended and len(text) > len(body) and "nine" not in text for text, ended in seen)


@pytest.mark.parametrize("seed", range(5))
def test_a_text_led_astray_names_less_of_its_heading(seed: int) -> None:
    body = "The shy snail met a snail. It was not shy."
    text = led_astray("Tell me about a shy snail", body, "a big red balloon", random.Random(seed))
    assert len(text.split()) == len(body.split())
    assert on_topic("Tell me about a shy snail", text, "en") < 1
    assert set(words(text)) - set(words(body)) <= {"balloon"}
    assert led_astray("Tell me", body, "a big red balloon", random.Random(seed)) == body
    assert led_astray("A shy snail", body, "an ox", random.Random(seed)) == body
