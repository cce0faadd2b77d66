"""Texts composed from tables: slots of alternative sentences, told of a cast drawn anew.

A line of a table is an entry: `{"kind", "topic", "slots": [[alternative, …], …]}`. A text takes one
alternative of each slot; an empty one leaves the slot out. Placeholders in braces stand for a hero,
a friend, a place, a thing, food and weather out of the cast of the language.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import InputError
from studio.lm.generate import stable_seed

AT_SENTENCE_START = re.compile(r"((?:^|[.!?][\"“”]?\s+)[\"„“]?)\{(\w+)\}")
GIVE_UP_AFTER = 20  # draws in a row that gave nothing new: the entry has no more to say

ENGLISH_PRONOUNS = {"m": ("he", "him", "his"), "f": ("she", "her", "her")}
GERMAN_PRONOUNS = {"m": ("er", "ihn", "ihm"), "f": ("sie", "sie", "ihr")}
GERMAN_POSSESSIVE = {"m": "sein", "f": "ihr"}

Cast = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """A text with choices."""

    language: str
    topic: str
    slots: tuple[tuple[str, ...], ...]


def read_entries(folder: Path) -> list[Entry]:
    """The entries of all tables `NAME.LANGUAGE.jsonl` in a folder, by name. Raises `InputError`."""
    entries: list[Entry] = []
    for path in sorted(folder.glob("*.*.jsonl")):
        language = path.name.split(".")[-2]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                told = json.loads(line)
                slots = tuple(tuple(map(str, slot)) for slot in told["slots"])
                entries.append(Entry(language, str(told["topic"]), slots))
            except (ValueError, KeyError, TypeError):
                raise InputError("corpus_line", path=str(path), line=number) from None
    return entries


def read_casts(folder: Path) -> dict[str, Cast]:
    """The cast of each language, from `cast.LANGUAGE.json`."""
    return {
        path.name.split(".")[-2]: json.loads(path.read_text("utf-8"))
        for path in sorted(folder.glob("cast.*.json"))
    }


def compose_texts(
    entries: Sequence[Entry], casts: Mapping[str, Cast], each: int, seed: int
) -> Iterator[str]:
    """Up to `each` different texts of every entry. The same seed gives the same texts."""
    for entry in entries:
        draw = random.Random(stable_seed(seed, entry.language, entry.topic))
        told: set[str] = set()
        missed = 0
        while len(told) < each and missed < GIVE_UP_AFTER:
            text = compose(entry, casts[entry.language], draw)
            missed = missed + 1 if text in told else 0
            if not missed:
                told.add(text)
                yield text


def compose(entry: Entry, cast: Cast, draw: random.Random) -> str:
    """One text of an entry. Raises `InputError` for a placeholder that the cast does not fill."""
    chosen = (draw.choice(slot) for slot in entry.slots)
    text = " ".join(sentence for sentence in chosen if sentence)
    parts = draw_parts(entry.language, cast, draw)
    try:
        text = AT_SENTENCE_START.sub(lambda m: m[1] + capitalized(parts[m[2]]), text)
        return text.format_map(parts)
    except (KeyError, ValueError, IndexError) as error:
        raise InputError("corpus_placeholder", topic=entry.topic, name=str(error)) from None


def draw_parts(language: str, cast: Cast, draw: random.Random) -> dict[str, str]:
    """What each placeholder stands for in one text."""
    parts = (german_parts if language == "de" else english_parts)(cast, draw)
    capitals = {capitalized(name): capitalized(value) for name, value in parts.items()}
    return {"weather": draw.choice(cast["weather"])} | capitals | parts


def english_parts(cast: Cast, draw: random.Random) -> dict[str, str]:
    (a_hero, the_hero), (a_friend, the_friend) = draw.sample(cast["beings"], 2)
    (hero, gender), (friend, friend_gender) = draw_names(cast, draw)
    thing = draw.choice(cast["things"])
    return {
        **dict(zip(("he", "him", "his"), ENGLISH_PRONOUNS[gender], strict=True)),
        **dict(zip(("fhe", "fhim", "fhis"), ENGLISH_PRONOUNS[friend_gender], strict=True)),
        "hero": hero,
        "a_hero": a_hero,
        "the_hero": the_hero,
        "friend": friend,
        "a_friend": a_friend,
        "the_friend": the_friend,
        "thing": thing,
        "a_thing": f"a {thing}",
        "place": draw.choice(cast["places"]),
        "food": draw.choice(cast["foods"]),
    }


def german_parts(cast: Cast, draw: random.Random) -> dict[str, str]:
    (ein_hero, der_hero, gender), (ein_friend, der_friend, friend_gender) = draw.sample(
        cast["beings"], 2
    )
    (hero, _), (friend, _) = draw_names(cast, draw, gender, friend_gender)
    ein_ding, das_ding, das_ding_nominative = draw.choice(cast["things"])
    own = GERMAN_POSSESSIVE[gender]
    return {
        **dict(zip(("er", "ihn", "ihm"), GERMAN_PRONOUNS[gender], strict=True)),
        **dict(zip(("fer", "fihn", "fihm"), GERMAN_PRONOUNS[friend_gender], strict=True)),
        **{f"sein{ending}": f"{own}{ending}" for ending in ("", "e", "en", "em", "er", "es")},
        "hero": hero,
        "ein_hero": ein_hero,
        "der_hero": der_hero,
        "friend": friend,
        "ein_friend": ein_friend,
        "der_friend": der_friend,
        "ein_ding": ein_ding,
        "das_ding": das_ding,
        "Das_ding": das_ding_nominative,
        "ort": draw.choice(cast["places"]),
        "essen": draw.choice(cast["foods"]),
        "wetter": draw.choice(cast["weather"]),
    }


def draw_names(cast: Cast, draw: random.Random, *genders: str) -> tuple[tuple[str, str], ...]:
    """Two different names, each with its gender, drawn too unless given."""
    first, second = genders or (draw.choice("mf"), draw.choice("mf"))
    name = draw.choice(cast["names"][first])
    other = draw.choice([n for n in cast["names"][second] if n != name])
    return (name, first), (other, second)


def capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
