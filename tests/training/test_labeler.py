"""The synthetic labeler: each rule by examples, and rankings that follow from the rules."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.config import LabelerOptions, resource
from studio.training.labeler import (
    SyntheticLabeler,
    ends_well,
    fitting_length,
    kind_tone,
    no_repetition,
    on_topic,
    short_sentences,
    simple_words,
    topic_words,
)

LABELER = SyntheticLabeler(LabelerOptions())
GOOD = (
    "Frogs live near the water. They can jump very far. At night they sing for the moon. "
    "Do you hear them?"
)


@pytest.mark.parametrize(
    ("language", "prompt", "response", "told"),
    [
        ("en", "Write a story about frogs", "A frog sat on a leaf.", 1.0),
        ("en", "Write a story about frogs", "A dog sat on a leaf.", 0.0),
        ("en", "Write a story about bees", "The bee went home.", 1.0),
        ("en", "Write a story about bees", "It has been a nice day.", 0.0),
        ("en", "Tell me about a bee", "Bees hum.", 1.0),
        ("en", "Explain the moon landing to a 6 year old", "People landed on the moon.", 1.0),
        ("en", "Explain the moon landing to a 6 year old", "The moon is round.", 0.85),
        ("en", "Tell me about stars", "Let us start.", 0.0),
        ("en", "What is snow?", "A snowflake fell.", 1.0),
        ("de", "Erzähle von Fröschen", "Ein Frosch sprang ins Wasser.", 1.0),
        ("de", "Erzähle von einem Frosch", "Viele Frösche quaken.", 1.0),
        ("de", "Erkläre die Mondlandung", "Sie flogen zum Mond.", 1.0),
        ("de", "Was ist der Mond?", "Die Mondlandung war schön.", 1.0),
        ("de", "Erzähle von Fröschen", "Ein Hund lief weg.", 0.0),
        ("de", "Was ist ein Fluß?", "Ein Fluss fließt ins Meer.", 1.0),
        ("de", "Kannst du einem Kind erklären, was Strom ist?", "Strom macht Licht.", 1.0),
    ],
)
def test_on_topic(language: str, prompt: str, response: str, told: float) -> None:
    assert on_topic(prompt, response, language) == pytest.approx(told)


def test_a_prompt_that_names_nothing_is_always_met() -> None:
    assert topic_words("Please tell me something", "en") == []
    assert on_topic("Please tell me something", "Whatever.", "en") == 1.0


def test_a_topic_named_twice_counts_once() -> None:
    assert topic_words("Frogs and a frog and the moon", "en") == ["frog", "moon"]


def test_accents_may_be_written_in_two_ways() -> None:
    decomposed = unicodedata.normalize("NFD", "Die Frösche hüpfen schön.")
    assert on_topic("Erzähle von Fröschen", decomposed, "de") == 1.0
    assert simple_words(decomposed, "de") == simple_words("Die Frösche hüpfen schön.", "de")


@pytest.mark.parametrize(
    ("response", "finished", "well"),
    [
        ("It is done.", True, 1.0),
        ("Is it done? ", True, 1.0),
        ('He said: "Hello!"', True, 1.0),
        ("Er sagte: »Hallo.«", True, 1.0),
        ("It is done.", False, 0.0),
        ("And then the", True, 0.0),
        ("", True, 0.0),
    ],
)
def test_ends_well(response: str, finished: bool, well: float) -> None:
    assert ends_well(response, finished) == well


def test_simple_words() -> None:
    assert simple_words("The frog can jump.", "en") == 1.0
    assert simple_words("Der Frosch kann springen.", "de") == 1.0
    assert simple_words("Photosynthesis necessitates chloroplasts.", "en") == 0.0
    assert simple_words("The frog photosynthesizes calmly, necessitating chloroplasts.", "en") < 0.5
    assert simple_words("", "en") == 0.0
    assert simple_words("Une grenouille.", "fr") == 1.0  # no list, so nothing is held against it


@pytest.mark.parametrize(
    ("response", "share"),
    [
        ("One two three four five.", 1.0),
        ("Hi there", 1.0),
        ("a b a b a b", 0.0),  # 2 of 4 runs are new
        ("The frog sang. The frog sang. Then it slept well.", 1 - 2 / 8),  # 7 of 8 runs are new
    ],
)
def test_no_repetition(response: str, share: float) -> None:
    assert no_repetition(response) == pytest.approx(share)


def test_short_sentences() -> None:
    assert short_sentences("One two three. Four five six!") == 1.0
    assert short_sentences(" ".join(["word"] * 6) + ".") == 1.0
    assert short_sentences(" ".join(["word"] * 9) + ".") == pytest.approx(0.5)
    assert short_sentences(" ".join(["word"] * 12)) == 0.0
    assert short_sentences("...") == 0.0


@pytest.mark.parametrize(
    ("response", "language", "kind"),
    [
        ("The stone is grey.", "en", 0.0),
        ("I hope it grows.", "en", 1 / 3),
        ("I hope your plant grows.", "en", 2 / 3),
        ("I hope your dear plant grows, my friend.", "en", 1.0),
        ("I hope your stupid plant grows.", "en", 0.0),
        ("Zusammen finden wir deinen Hut.", "de", 2 / 3),
        ("Der blöde Hut liegt bei deinem Freund.", "de", 0.0),
    ],
)
def test_kind_tone(response: str, language: str, kind: float) -> None:
    assert kind_tone(response, language) == kind


def test_fitting_length() -> None:
    lengths = {0: 0.0, 1: 0.05, 10: 0.5, 20: 1.0, 60: 1.0, 80: 0.5, 100: 0.0, 300: 0.0}
    found = {n: fitting_length(" ".join(["word"] * n)) for n in lengths}
    assert found == pytest.approx(lengths)


@given(text=st.text(max_size=200), finished=st.booleans(), language=st.sampled_from(["en", "de"]))
def test_every_rule_stays_between_0_and_1(text: str, finished: bool, language: str) -> None:
    judged = LABELER.judge("Tell me about frogs", text, finished, language)
    assert all(0.0 <= value <= 1.0 for value in judged.rules.values())
    assert judged.score == pytest.approx(
        sum(getattr(LABELER.options, name) * value for name, value in judged.rules.items())
    )


def test_a_weight_of_zero_turns_a_rule_off() -> None:
    weights = dict.fromkeys(LABELER.judge("", "", True, "en").rules, 0.0) | {"ends_well": 1.5}
    labeler = SyntheticLabeler(LabelerOptions(**weights))
    assert labeler.judge("Frogs", "Nonsense.", True, "en").score == 1.5
    assert labeler.judge("Frogs", GOOD, False, "en").score == 0.0


def test_a_good_answer_beats_each_way_to_spoil_it() -> None:
    prompt = "Write about frogs"
    spoilt = {
        "off topic": (GOOD.replace("Frogs", "Dogs"), True),
        "cut off": (GOOD, False),
        "repeated": (GOOD + " " + GOOD, True),
        "hard words": (
            GOOD.replace("jump very", "photosynthesize")
            .replace("sing", "ululate")
            .replace("water", "estuary"),
            True,
        ),
        "too short": ("Frogs.", True),
        "too long": (GOOD + " The sun is up and the day is new." * 12, True),
    }
    best = LABELER.judge(prompt, GOOD, True, "en").score
    for text, finished in spoilt.values():
        assert LABELER.judge(prompt, text, finished, "en").score < best
    texts = [GOOD, *(text for text, _ in spoilt.values())]
    finished = [True, *(ended for _, ended in spoilt.values())]
    assert LABELER.rank(prompt, texts, finished, "en")[0] == [0]


def test_close_scores_are_tied_and_each_response_comes_once() -> None:
    texts = [GOOD, "Frogs.", GOOD, "uh", "Frogs!"]
    groups = LABELER.rank("Write about frogs", texts, [True] * 5, "en")
    assert groups == [[0, 2], [1, 4], [3]]
    never = SyntheticLabeler(LabelerOptions(tie_within=0.0))
    assert len(never.rank("Write about frogs", texts, [True] * 5, "en")) == 5


def test_a_tie_is_measured_from_the_best_of_its_group() -> None:
    """Small steps do not add up to one long tie."""
    weights = dict.fromkeys(LABELER.judge("", "", True, "en").rules, 0.0) | {"fitting_length": 1.0}
    labeler = SyntheticLabeler(LabelerOptions(tie_within=0.12, **weights))
    texts = [" ".join(["word"] * n) for n in (20, 18, 16, 14)]  # they score 1, 0.9, 0.8, 0.7
    assert labeler.rank("Hm", texts, [True] * 4, "en") == [[0, 1], [2, 3]]


TEXTS = [GOOD, GOOD.replace("moon", "stars"), "Frogs jump.", "Frogs sing at night."]


def test_noise_is_repeated_by_its_seed() -> None:
    noisy = [SyntheticLabeler(LabelerOptions(noise=1.0, seed=seed)) for seed in (1, 1, 2)]
    prompts = [f"Write about frogs {n}" for n in range(20)]
    first, again, other = (
        [labeler.rank(prompt, TEXTS, [True] * 4, "en") for prompt in prompts] for labeler in noisy
    )
    assert first == again
    assert first != other


def test_more_noise_means_less_agreement() -> None:
    prompts = [f"Write about frogs {n}" for n in range(200)]
    agreement = []
    for noise in (0.0, 0.5, 2.0, 10.0):
        labeler = SyntheticLabeler(LabelerOptions(noise=noise))
        first = [labeler.rank(p, [GOOD, "Frogs."], [True] * 2, "en")[0] for p in prompts]
        agreement.append(first.count([0]) / len(prompts))
    assert agreement[0] == 1.0
    assert agreement == sorted(agreement, reverse=True)
    assert 0.4 < agreement[-1] < 0.7


def test_noise_does_not_change_the_judgement() -> None:
    noisy = SyntheticLabeler(replace(LabelerOptions(), noise=5.0))
    judged = [labeler.judge("Write about frogs", GOOD, True, "en") for labeler in (noisy, LABELER)]
    assert judged[0] == judged[1]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_sample_projects_demonstrations_are_what_it_prefers(language: str) -> None:
    path = resource("sample_project", f"prompts.{language}.jsonl")
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    shown = [row for row in rows if row.get("demonstration")]
    assert len(shown) >= 60
    judged = [LABELER.judge(r["prompt"], r["demonstration"], True, language) for r in shown]
    means = {name: sum(j.rules[name] for j in judged) / len(judged) for name in judged[0].rules}
    assert means.pop("on_topic") > 0.93
    assert means.pop("kind_tone") > 0.3  # an explanation need not be tender
    assert means.pop("short_sentences") > 0.6  # nor in quite so short sentences as it likes best
    assert all(mean > 0.97 for mean in means.values())


@pytest.mark.parametrize("language", ["en", "de"])
def test_almost_every_prompt_of_the_sample_project_names_a_topic(language: str) -> None:
    path = resource("sample_project", f"prompts.{language}.jsonl")
    prompts = [json.loads(line)["prompt"] for line in path.read_text("utf-8").splitlines()]
    named = sum(bool(topic_words(prompt, language)) for prompt in prompts)
    assert named / len(prompts) > 0.95
