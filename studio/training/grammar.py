"""What a placeholder of a table stands for: a noun of the cast in the form that its sentence needs.

`{a small hero}`, `{the hero}`, `{hero}`; `{he}`, `{him}`, `{his}` are the hero, `{he friend}` the
friend. German tables are written as if every noun were masculine: `{einen kleinen hero}` becomes
„eine kleine Maus“. A capital at the beginning, as in `{He}`, makes one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

SOUNDS_LIKE_A_CONSONANT = ("uni", "use", "one", "eu")
AN = re.compile(r"\b([Aa])n? (?=(\w+))")

MASCULINE_FORMS = ("he", "him", "his", "himself")
ENGLISH_PRONOUNS = {
    "m": MASCULINE_FORMS,
    "f": ("she", "her", "her", "herself"),
    "n": ("it", "it", "its", "itself"),
}
GERMAN_PRONOUNS = {
    "m": ("er", "ihn", "ihm"),
    "f": ("sie", "sie", "ihr"),
    "n": ("es", "es", "ihm"),
}
# For each masculine form: the masculine, feminine and neuter one of the same case.
DEFINITE = {
    "der": ("der", "die", "das"),
    "den": ("den", "die", "das"),
    "dem": ("dem", "der", "dem"),
    "dieser": ("dieser", "diese", "dieses"),
    "diesen": ("diesen", "diese", "dieses"),
    "diesem": ("diesem", "dieser", "diesem"),
}
INDEFINITE_ENDINGS = {"": ("", "e", ""), "en": ("en", "e", ""), "em": ("em", "er", "em")}
INDEFINITE = re.compile(r"(ein|kein|mein|dein|sein)(e[nm])?")
ADJECTIVE_ENDINGS = {
    "der": ("e", "e", "e"),
    "den": ("en", "e", "e"),
    "dem": ("en", "en", "en"),
    "ein": ("er", "e", "es"),
    "einen": ("en", "e", "es"),
    "einem": ("en", "en", "en"),
}


@dataclass(frozen=True)
class Noun:
    """A word with its gender `m`, `f` or `n`; `oblique` is its accusative and dative."""

    word: str
    gender: str
    oblique: str

    @classmethod
    @cache
    def parse(cls, told: str) -> Noun:
        """From `word gender`, `word/oblique gender`, or a phrase alone, which is neuter."""
        head, _, gender = told.rpartition(" ")
        if gender not in ("m", "f", "n"):
            head, gender = told, "n"
        word, _, oblique = head.partition("/")
        return cls(word, gender, oblique or word)


class English:
    """`{he}` and the like take the gender of the hero's name, since animals are he or she."""

    def fill(self, told: str, nouns: Mapping[str, Noun]) -> str:
        *before, last = told.split(" ")
        if last.lower() in MASCULINE_FORMS:
            before, last = [last], "name"
        elif before and before[0].lower() in MASCULINE_FORMS:
            last = {"hero": "name", "friend": "pal"}.get(last, last)
        noun = nouns[last.lower()]
        if before and before[0].lower() in MASCULINE_FORMS:
            form = ENGLISH_PRONOUNS[noun.gender][MASCULINE_FORMS.index(before[0].lower())]
            return like(before[0], form)
        return " ".join([*before, like(last, noun.word)])

    def polish(self, text: str) -> str:
        """`a` becomes `an` where the next word sounds so."""

        def article(found: re.Match[str]) -> str:
            word = found[2].lower()
            vowel = word[0] in "aeiou" and not word.startswith(SOUNDS_LIKE_A_CONSONANT)
            return f"{found[1]}n " if vowel or word.startswith("hour") else f"{found[1]} "

        return AN.sub(article, text)


class German:
    """Articles, adjectives and pronouns follow the gender of the noun."""

    def fill(self, told: str, nouns: Mapping[str, Noun]) -> str:
        *before, last = told.split(" ")
        owner = "ihr" if nouns["hero"].gender == "f" else "sein"
        if last.lower().startswith("sein") and last.lower() not in nouns:
            return like(last, owner + last[4:])
        if last.lower() in GERMAN_PRONOUNS["m"]:
            before, last = [last], "hero"
        noun = nouns[last.lower()]
        column = "mfn".index(noun.gender)
        if not before:
            return like(last, noun.word)
        determiner = before[0].lower()
        if determiner in GERMAN_PRONOUNS["m"]:
            index = GERMAN_PRONOUNS["m"].index(determiner)
            return like(before[0], GERMAN_PRONOUNS[noun.gender][index])
        if determiner in DEFINITE:
            form, kind = DEFINITE[determiner][column], "de" + determiner[-1]
        elif found := INDEFINITE.fullmatch(determiner):
            ending = found[2] or ""
            stem = owner if found[1] == "sein" else found[1]
            form, kind = stem + INDEFINITE_ENDINGS[ending][column], "ein" + ending
        else:
            raise ValueError(told)
        masculine = ADJECTIVE_ENDINGS[kind][0]
        adjectives = [
            word.removesuffix(masculine) + ADJECTIVE_ENDINGS[kind][column] for word in before[1:]
        ]
        word = noun.word if kind in ("der", "ein") else noun.oblique
        return " ".join([like(before[0], form), *adjectives, word])

    def polish(self, text: str) -> str:
        return text


def like(pattern: str, word: str) -> str:
    """The word with a capital if the pattern has one."""
    return word[:1].upper() + word[1:] if pattern[:1].isupper() else word


GRAMMARS: Mapping[str, English | German] = {"en": English(), "de": German()}
