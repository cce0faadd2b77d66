"""The figures of answers, counted by hand."""

from __future__ import annotations

from studio.training.data import PromptText
from studio.training.suite import (
    Answer,
    Familiar,
    distinct,
    figures,
    names_topic,
    repeated,
    repeats,
    share,
    wins,
)

FROGS = PromptText(1, "Write a story about frogs", "en")
MOON = PromptText(2, "Explain the moon to a 6 year old", "en")
TWELVE = "one two three four five six seven eight nine ten eleven twelve"


def answer(prompt: PromptText, text: str, finished: bool = True) -> Answer:
    return Answer(prompt, text, finished)


def test_a_share_counts_answers_and_its_interval_prompts() -> None:
    given = [answer(FROGS, "a"), answer(FROGS, "b", False), answer(MOON, "c"), answer(MOON, "d")]
    rate, low, high = share(given, lambda a: a.finished)
    assert rate == 0.75
    assert 0 < low < rate < high < 1


def test_distinct_answers_differ_in_their_words() -> None:
    given = [answer(FROGS, "A frog."), answer(FROGS, "a frog!"), answer(FROGS, "Two frogs.")]
    assert distinct(given)[0] == 2 / 3


def test_an_answer_names_what_the_prompt_asks_about() -> None:
    assert names_topic(answer(FROGS, "A small frog sat down."))
    assert not names_topic(answer(FROGS, "A small cat sat down."))


def test_a_repetition_is_four_words_three_times() -> None:
    assert repeats("I like my hat. I like my hat! And I like my hat.")
    assert not repeats("I like my hat. I like my hat. I like my cat.")


def test_copies_are_runs_of_twelve_words_whatever_their_marks() -> None:
    copy, short = f"and {TWELVE.replace(' six', ', six')}!", TWELVE.replace("seven", "cat")
    given = [answer(FROGS, copy), answer(FROGS, short)]
    familiar = repeated([a.text for a in given], lambda: [(f"Zero, {TWELVE.title()}.",)])
    assert figures(given, None, familiar)["copied"][0] == 0.5


def test_what_spans_two_lines_is_recited_but_no_copy() -> None:
    first, second = TWELVE[:23], TWELVE[24:]
    given = [answer(FROGS, TWELVE), answer(FROGS, f"{second} {first}")]
    familiar = repeated([a.text for a in given], lambda: [(first, second)])
    told = figures(given, None, familiar)
    assert (told["copied"][0], told["recited"][0]) == (0.0, 0.5)


def test_a_policy_is_compared_with_the_one_before_it_answer_by_answer() -> None:
    good = "A small frog sat by the pond. It saw a fly and jumped. Splash! It was glad all day."
    given = [answer(FROGS, good), answer(MOON, "Hm")]
    before = [answer(FROGS, "Hm", False), answer(MOON, "Hm")]
    assert wins(given, before)[0] == 0.75
    nothing = Familiar(frozenset(), frozenset())
    told = figures(given, before, nothing)
    assert set(told) - set(figures(given, None, nothing)) == {"wins"}
