"""Texts composed from tables: what they take, what they fill in, and that the shipped ones fit."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from studio.config import resource
from studio.errors import InputError
from studio.training.composer import Entry, compose, compose_texts, read_casts, read_entries

SHIPPED = resource("base_model", "recipe", "texts")
CASTS = read_casts(SHIPPED)
ENTRIES = read_entries(SHIPPED)


def entry(*slots: tuple[str, ...], language: str = "en") -> Entry:
    return Entry(language, "frogs", slots)


def test_a_text_takes_one_alternative_of_each_slot() -> None:
    told = set(compose_texts([entry(("A.", "B."), ("C.", ""), ("D.",))], CASTS, 99, 0))
    assert told == {"A. C. D.", "A. D.", "B. C. D.", "B. D."}


def test_the_same_seed_gives_the_same_texts() -> None:
    tables = [entry(("{hero} ran.", "{hero} slept."), ("{weather}",))]
    once, again, other = (list(compose_texts(tables, CASTS, 9, seed)) for seed in (1, 1, 2))
    assert once == again != other
    assert len(set(once)) == 9


def test_a_placeholder_stands_for_the_same_throughout() -> None:
    text = compose(
        entry(("{hero} saw {a_thing}.",), ("{hero} took the {thing}.",)),
        CASTS["en"],
        random.Random(3),
    )
    found = re.fullmatch(r"(\w+) saw a (.+)\. \1 took the \2\.", text)
    assert found, text


def test_sentences_begin_with_a_capital() -> None:
    slots = entry(("{he} sat {place}.",), ('{a_friend} said: "{he} is here." "{the_hero}!"',))
    for seed in range(20):
        text = compose(slots, CASTS["en"], random.Random(seed))
        starts = re.findall(r'(?:^|[.!?]"? )"?(\w)', text)
        assert all(letter.isupper() for letter in starts), text


def test_german_pronouns_agree_with_the_hero() -> None:
    slots = entry(("{der_hero} suchte {seinen} Hut und fand {ihn}, sagte {er}.",), language="de")
    for seed in range(20):
        text = compose(slots, CASTS["de"], random.Random(seed))
        his = text.startswith("Der ")
        assert ("seinen" in text) == his
        assert text.endswith("sagte er." if his else "sagte sie."), text


def test_friend_and_hero_have_different_names() -> None:
    for seed in range(200):
        hero, friend = compose(
            entry(("{hero} {friend}",)), CASTS["en"], random.Random(seed)
        ).split()
        assert hero != friend


@pytest.mark.parametrize("slot", ["{dragon} flew.", "{", "{0} came."])
def test_an_unknown_placeholder_is_told(slot: str) -> None:
    with pytest.raises(InputError) as error:
        compose(entry((slot,)), CASTS["en"], random.Random(0))
    assert error.value.code == "corpus_placeholder"
    assert error.value.details["topic"] == "frogs"


@pytest.mark.parametrize("line", ["[]", "{", '{"topic": "x"}', '{"topic": "x", "slots": 3}'])
def test_a_damaged_line_is_told(tmp_path: Path, line: str) -> None:
    good = json.dumps({"topic": "x", "slots": [["A."]]})
    (tmp_path / "facts.en.jsonl").write_text(f"{good}\n{line}\n")
    with pytest.raises(InputError) as error:
        read_entries(tmp_path)
    assert error.value.code == "corpus_line"
    assert error.value.details["line"] == 2


@pytest.mark.parametrize("shipped", ENTRIES, ids=lambda e: f"{e.language}-{e.topic}")
def test_every_shipped_entry_makes_whole_texts(shipped: Entry) -> None:
    cast = CASTS[shipped.language]
    for slot in shipped.slots:  # each alternative alone: a fault in one must not hide
        for alternative in slot:
            filled = compose(
                Entry(shipped.language, shipped.topic, ((alternative,),)), cast, random.Random(0)
            )
            assert not re.search(r"[{}]|  |\s[.,!?]|\b(?:TODO|XXX)\b", filled), filled
    assert "" not in shipped.slots[0] + shipped.slots[-1]
    for text in compose_texts([shipped], {shipped.language: cast}, 5, 0):
        assert text.rstrip('"“”').endswith((".", "!", "?")), text
        assert 25 <= len(text.split()) <= 260, text


def test_shipped_topics_differ() -> None:
    keys = [(e.language, e.topic) for e in ENTRIES]
    assert len(set(keys)) == len(keys)
