"""Texts composed from tables: what they take, what they fill in, and that the shipped ones fit."""

from __future__ import annotations

import random
import re
from functools import partial
from pathlib import Path

import pytest

from studio.config import resource
from studio.errors import InputError
from studio.training.composer import (
    Entry,
    Telling,
    Wording,
    compose,
    different,
    read_entries,
    read_wordings,
)

SHIPPED = resource("base_model", "recipe")
WORDINGS = read_wordings(SHIPPED)
ENTRIES = read_entries(SHIPPED)
UNFILLED = re.compile(r"[{}<>|\[\]]|  |\s[.,!?]")
CAST = {"hero": ("frog", "mouse"), "name": ("Mia f", "Tom m"), "thing": ("ball", "drum")}
PLAIN = Wording("en", {"said": ("said", "called")}, CAST)


def entry(*slots: tuple[str, ...], optional: tuple[int, ...] = (), **names: str) -> Entry:
    may = tuple(i in optional for i in range(len(slots)))
    drawn = {name: tuple(told.split("/")) for name, told in names.items()}
    return Entry("en", "frogs", slots, may, drawn)


def all_of(told: Entry, wording: Wording = PLAIN, most: int = 99) -> set[str]:
    return set(different(most, partial(compose, told, wording, random.Random(0))))


def test_a_text_takes_one_alternative_of_each_slot() -> None:
    told = all_of(entry(("A.", "B."), ("C.",), ("D.",), optional=(1,)))
    assert told == {"A. C. D.", "A. D.", "B. C. D.", "B. D."}


def test_choices_inside_a_sentence_may_hold_others_and_nothing() -> None:
    told = all_of(entry(("So [b [c|d]|x] [f|].",)))
    assert told == {f"So {x}{y}." for x in ("b c", "b d", "x") for y in (" f", "")}


def test_rules_are_shared_by_all_entries() -> None:
    assert all_of(entry(("He <said> no.",))) == {"He said no.", "He called no."}


def test_a_rule_that_needs_itself_is_told() -> None:
    endless = Wording("en", {"again": ("and <again>",)}, CAST)
    with pytest.raises(InputError) as error:
        Telling(endless, random.Random(0), topic="frogs").choose("<again>")
    assert error.value.code == "corpus_placeholder"


def test_a_placeholder_stands_for_the_same_throughout() -> None:
    for text in all_of(entry(("{name} saw {a red thing}.",), ("{he} took the {thing}.",))):
        found = re.fullmatch(r"(Mia|Tom) saw a red (\w+)\. (She|He) took the \2\.", text)
        assert found, text
        assert (found[1] == "Mia") == (found[3] == "She")


def test_an_entry_draws_names_of_its_own() -> None:
    told = all_of(entry(("My {lost} is gone. Oh, your {lost}!",), lost="hat/key"))
    assert told == {f"My {x} is gone. Oh, your {x}!" for x in ("hat", "key")}


def test_two_are_never_called_the_same() -> None:
    twins = Wording("en", {}, {"name": ("Mia f", "Tom m"), "pal": ("Mia f", "Tom m")})
    assert all_of(entry(("{name} {pal}",)), twins) == {"Mia Tom", "Tom Mia"}


def test_a_german_name_fits_the_word_of_its_bearer() -> None:
    cast = {"hero": ("Maus f", "Frosch m"), "name": ("Mia f", "Tom m")}
    told = all_of(entry(("{hero} {name}",)), Wording("de", {}, cast))
    assert told == {"Maus Mia", "Frosch Tom"}


def test_sentences_begin_with_a_capital() -> None:
    told = entry(('{a hero} sat down. {he} said: "{a thing}!" "where?" asked {name}.',))
    for text in all_of(told):
        assert re.fullmatch(r'A \w+ sat down\. \w+ said: "A \w+!" "where\?" asked \w+\.', text)


@pytest.mark.parametrize("slot", ["{dragon} flew.", "<dragon> flew.", "{0} came.", "{a} came."])
def test_an_unknown_placeholder_is_told(slot: str) -> None:
    with pytest.raises(InputError) as error:
        compose(entry((slot,)), PLAIN, random.Random(0))
    assert error.value.code == "corpus_placeholder"
    assert error.value.details["topic"] == "frogs"


def test_titles_stand_above_some_of_the_texts() -> None:
    told = Entry("en", "frogs", (("A.",),), (False,), {}, ("{the thing}",))
    assert all_of(told) == {"A.", "The ball\nA.", "The drum\nA."}


@pytest.mark.parametrize(
    "line", ["a sentence without an entry", "# one\n= no colon", "# one\n= a:"]
)
def test_a_damaged_line_is_told(tmp_path: Path, line: str) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "stories.en.txt").write_text(f"\n{line}\n")
    with pytest.raises(InputError) as error:
        read_entries(tmp_path)
    assert error.value.code == "corpus_line"
    assert error.value.details["line"] == 1 + len(line.split("\n"))


@pytest.mark.parametrize("shipped", ENTRIES, ids=lambda e: f"{e.language}-{e.topic}")
def test_every_shipped_entry_makes_whole_texts(shipped: Entry) -> None:
    wording = WORDINGS[shipped.language]
    for told in (*shipped.slots, shipped.titles):  # a fault in one must not hide behind chance
        for alternative in told:
            for seed in range(5):
                telling = Telling(wording, random.Random(seed), shipped.names, shipped.topic)
                filled = telling.tell(alternative)
                assert filled, alternative
                assert not UNFILLED.search(filled), filled
    assert not any((shipped.optional[0], shipped.optional[-1]))
    draw = random.Random(0)
    for text in different(20, partial(compose, shipped, wording, draw)):
        assert text.rstrip('"“”').endswith((".", "!", "?")), text
        assert 20 <= len(text.split()) <= 260, text


def test_shipped_entries_differ() -> None:
    keys = [(e.language, e.topic) for e in ENTRIES]
    assert len(set(keys)) == len(keys)
