"""Texts composed from tables of choices, told of a cast drawn anew for each.

A table is plain text. `# topic` begins an entry, and each line below it is a slot of it: one of
the line's alternatives, which stand between ` / `, is taken. `~ ` before a line says that it may be
left out, `! ` that it is the text's title, and `* 3` asks for three times as many texts of an entry
as of others. Inside a sentence, `[a|b]` is a choice, and `<rule>` one
of the alternatives of a rule that all entries share, from `rules.LANGUAGE.txt`. `= name: a / b`
draws once what `{name}` stands for in the entry; `cast.LANGUAGE.txt` does so for all entries. See
`grammar` for what else may stand in braces.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from studio.errors import InputError
from studio.training.grammar import GRAMMARS, Noun

CHOICE = re.compile(r"\[([^\[\]]*)\]")
RULE = re.compile(r"<(\w+)>")
SLOT = re.compile(r"\{([^{}]*)\}")
STARTS_A_SENTENCE = re.compile(r"((?:^|\n|[.!?…] |\.[\"“] )[\"„]?|: [\"„])([^\W\d_])")
DEEPEST = 50  # rules within rules: more is a circle
BEARERS = {"name": "hero", "pal": "friend"}
TITLED = 0.8  # the share of texts that begin with their title
OF_MANY = 0.2  # the share of titles that tell of frogs, not of a frog
GIVE_UP_AFTER = 20  # draws in a row that gave nothing new: the entry has no more to say

Alternatives = tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A text with choices. `optional` says which slots may be left out, `titles` may be none."""

    language: str
    topic: str
    slots: tuple[Alternatives, ...]
    optional: tuple[bool, ...]
    names: Mapping[str, Alternatives] = field(default_factory=dict)
    titles: Alternatives = ()
    often: int = 1


@dataclass(frozen=True)
class Wording:
    """What all entries of a language share; `plurals` of the words that have a known one."""

    language: str
    rules: Mapping[str, Alternatives]
    cast: Mapping[str, Alternatives]
    plurals: Mapping[str, str] = field(default_factory=dict)


def read_entries(folder: Path) -> list[Entry]:
    """The entries of all tables `texts/NAME.LANGUAGE.txt`. Raises `InputError` for a bad line."""
    return [e for path in sorted(folder.glob("texts/*.*.txt")) for e in entries_of(path)]


def entries_of(path: Path) -> Iterator[Entry]:
    language = path.name.split(".")[-2]
    topic = ""
    slots: list[Alternatives] = []
    optional: list[bool] = []
    names: dict[str, Alternatives] = {}
    titles: Alternatives = ()
    often = 1

    def entry() -> Iterator[Entry]:
        if slots:
            yield Entry(language, topic, tuple(slots), tuple(optional), dict(names), titles, often)

    for number, line in table_lines(path):
        if line.startswith("# "):
            yield from entry()
            topic, slots, optional, names, titles, often = line[2:], [], [], {}, (), 1
        elif not topic:
            raise InputError("corpus_line", path=str(path), line=number)
        elif line.startswith("* "):
            often = whole(line[2:], path, number)
        elif line.startswith("! "):
            titles = split(line[2:])
        elif line.startswith("= "):
            name, alternatives = named(line[2:], path, number)
            names[name] = alternatives
        else:
            optional.append(line.startswith("~ "))
            slots.append(split(line.removeprefix("~ ")))
    yield from entry()


def read_wordings(folder: Path) -> dict[str, Wording]:
    """The rules and the cast of each language that the folder has tables in."""
    languages = sorted(path.name.split(".")[-2] for path in folder.glob("cast.*.txt"))
    return {
        language: Wording(
            language,
            dict(named(line, path, number) for number, line in table_lines(path))
            if (path := folder / f"rules.{language}.txt").exists()
            else {},
            dict(named(line, cast, number) for number, line in table_lines(cast)),
        )
        for language in languages
        if (cast := folder / f"cast.{language}.txt")
    }


def table_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a table that say something, with their numbers."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            yield number, line.strip()


def named(line: str, path: Path, number: int) -> tuple[str, Alternatives]:
    name, colon, told = line.partition(":")
    if not colon or not told.strip():
        raise InputError("corpus_line", path=str(path), line=number)
    return name.strip(), split(told)


def whole(told: str, path: Path, number: int) -> int:
    if not told.isdecimal():
        raise InputError("corpus_line", path=str(path), line=number)
    return int(told)


def split(line: str) -> Alternatives:
    return tuple(part.strip() for part in line.split(" / "))


def different(most: int, compose_one: Callable[[], str]) -> Iterator[str]:
    """Up to `most` texts, none twice."""
    told: set[str] = set()
    missed = 0
    while len(told) < most and missed < GIVE_UP_AFTER:
        text = compose_one()
        missed = missed + 1 if text in told else 0
        if not missed:
            told.add(text)
            yield text


def compose(entry: Entry, wording: Wording, draw: random.Random) -> str:
    """One text of an entry. Raises `InputError` for a placeholder or rule that is not there."""
    chosen = [
        beginning(draw.choice(slot))
        for slot, may_be_left in zip(entry.slots, entry.optional, strict=True)
        if not (may_be_left and draw.random() < 0.5)
    ]
    telling = Telling(wording, draw, entry.names, entry.topic)
    text = telling.tell(" ".join(chosen))
    if entry.titles and draw.random() < TITLED:
        return f"{telling.tell(telling.title(entry.titles))}\n{text}"
    return text


def beginning(sentence: str) -> str:
    """The sentence with a capital, also where it begins with a placeholder."""
    start = 1 if sentence.startswith("{") else 0
    return sentence[:start] + sentence[start : start + 1].upper() + sentence[start + 1 :]


class Telling:
    """One text as it is told: what it has drawn for a name holds to its end."""

    def __init__(
        self,
        wording: Wording,
        draw: random.Random,
        names: Mapping[str, Alternatives] | None = None,
        topic: str = "",
    ) -> None:
        self._wording, self._draw, self._topic = wording, draw, topic
        self._grammar = GRAMMARS[wording.language]
        self._nouns: dict[str, Noun] = {}
        named = dict(names or {})  # first, for there may be no other choice for them
        for name, alternatives in (named | {**wording.cast, **named}).items():
            self._nouns[name] = self._noun(name, alternatives)
        hero = self._nouns.get("hero")
        if hero and (plural := wording.plurals.get(hero.word)):
            self._nouns["heroes"] = Noun(plural, "n", plural)

    def _noun(self, name: str, alternatives: Alternatives) -> Noun:
        start = self._draw.randrange(len(alternatives))
        nouns = map(Noun.parse, (*alternatives[start:], *alternatives[:start]))
        return next(noun for noun in nouns if self._fits(name, noun))

    def _fits(self, name: str, noun: Noun) -> bool:
        """Two are never called the same, and a name has the gender of its bearer's word, if any."""
        if any(noun.word == other.word for other in self._nouns.values()):
            return False
        bearer = self._nouns.get(BEARERS.get(name, ""))
        return bearer is None or bearer.gender in ("n", noun.gender)

    def title(self, titles: Alternatives) -> str:
        """One of the titles; where they name the hero, at times one that speaks of all its kind."""
        of_hero = any("hero}" in title or title == "<title>" for title in titles)
        if of_hero and "heroes" in self._nouns and self._draw.random() < OF_MANY:
            return "<title_many>"
        return self._draw.choice(titles)

    def tell(self, text: str) -> str:
        """The text with every choice made and every placeholder filled."""
        text = self.choose(text)
        text = SLOT.sub(lambda found: self._fill(found[1]), text)
        text = self._grammar.polish(text)
        return STARTS_A_SENTENCE.sub(lambda found: found[1] + found[2].upper(), text)

    def choose(self, text: str) -> str:
        """The text with its choices made, inner ones first; spaces that this leaves are closed."""
        for _ in range(DEEPEST):
            chosen = CHOICE.sub(lambda found: self._draw.choice(found[1].split("|")), text)
            chosen = RULE.sub(self._rule, chosen)
            if chosen == text:
                return re.sub(r" +([.,!?]|\Z)", r"\1", re.sub(r" {2,}", " ", text)).strip()
            text = chosen
        raise InputError("corpus_placeholder", topic=self._topic, name=text)

    def _rule(self, found: re.Match[str]) -> str:
        try:
            return self._draw.choice(self._wording.rules[found[1]])
        except KeyError:
            raise InputError("corpus_placeholder", topic=self._topic, name=found[1]) from None

    def _fill(self, told: str) -> str:
        try:
            return self._grammar.fill(told, self._nouns)
        except (KeyError, ValueError, IndexError):
            raise InputError("corpus_placeholder", topic=self._topic, name=told) from None
