"""Placeholders in the form that their sentence needs."""

from __future__ import annotations

import pytest

from studio.training.grammar import GRAMMARS, Noun

PEOPLE = {"name": Noun.parse("Mia f"), "pal": Noun.parse("Tom m"), "hero": Noun.parse("owl")}


@pytest.mark.parametrize(
    ("told", "form"),
    [
        ("hero", "owl"),
        ("a small hero", "a small owl"),
        ("The hero", "The owl"),
        ("he", "she"),
        ("His", "Her"),
        ("him", "her"),
        ("he pal", "he"),
        ("himself", "herself"),
    ],
)
def test_english_placeholders(told: str, form: str) -> None:
    assert GRAMMARS["en"].fill(told, PEOPLE) == form


@pytest.mark.parametrize(
    ("told", "polished"),
    [
        ("a owl and A ant", "an owl and An ant"),
        ("an mouse", "a mouse"),
        ("a unicorn", "a unicorn"),
        ("a hour", "an hour"),
        ("as a gift", "as a gift"),
    ],
)
def test_the_article_follows_the_sound(told: str, polished: str) -> None:
    assert GRAMMARS["en"].polish(told) == polished


BEINGS = {
    "m": Noun.parse("Bär/Bären m"),
    "f": Noun.parse("Maus f"),
    "n": Noun.parse("Pony n"),
}


@pytest.mark.parametrize(
    ("told", "masculine", "feminine", "neuter"),
    [
        ("der hero", "der Bär", "die Maus", "das Pony"),
        ("den hero", "den Bären", "die Maus", "das Pony"),
        ("dem hero", "dem Bären", "der Maus", "dem Pony"),
        ("ein kleiner hero", "ein kleiner Bär", "eine kleine Maus", "ein kleines Pony"),
        ("einen kleinen hero", "einen kleinen Bären", "eine kleine Maus", "ein kleines Pony"),
        ("einem kleinen hero", "einem kleinen Bären", "einer kleinen Maus", "einem kleinen Pony"),
        ("der kleine hero", "der kleine Bär", "die kleine Maus", "das kleine Pony"),
        ("den kleinen hero", "den kleinen Bären", "die kleine Maus", "das kleine Pony"),
        ("Dein hero", "Dein Bär", "Deine Maus", "Dein Pony"),
        ("keinen hero", "keinen Bären", "keine Maus", "kein Pony"),
        ("deinem hero", "deinem Bären", "deiner Maus", "deinem Pony"),
        ("er", "er", "sie", "es"),
        ("Ihm", "Ihm", "Ihr", "Ihm"),
        ("ihn hero", "ihn", "sie", "es"),
        ("seinen", "seinen", "ihren", "seinen"),
        ("sein thing", "sein Hut", "ihr Hut", "sein Hut"),
    ],
)
def test_german_follows_the_gender(told: str, masculine: str, feminine: str, neuter: str) -> None:
    forms = [
        GRAMMARS["de"].fill(told, {"hero": noun, "thing": Noun.parse("Hut m")})
        for noun in BEINGS.values()
    ]
    assert forms == [masculine, feminine, neuter]


@pytest.mark.parametrize("told", ["kleiner hero", "der fehlt", "derjenige hero"])
def test_what_is_no_form_is_refused(told: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        GRAMMARS["de"].fill(told, {"hero": BEINGS["m"]})
