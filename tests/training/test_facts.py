"""Facts told as sentences: their order of words, and that the shipped ones make whole texts."""

from __future__ import annotations

import random
import re
from functools import partial
from pathlib import Path

import pytest

from studio.config import resource
from studio.errors import InputError
from studio.training.composer import Telling, different, read_wordings
from studio.training.facts import Topic, read_topics, tell_topic, with_clause

SHIPPED = resource("base_model", "recipe")
WORDINGS = read_wordings(SHIPPED)
TOPICS = read_topics(SHIPPED)
UNFILLED = re.compile(r"[{}<>|\[\]/]|  |\s[.,!?]")


@pytest.mark.parametrize(
    ("frame", "clause", "sentence"),
    [
        ("{They} {fact}.", "eat flies", "{They} eat flies."),
        ("{They} {also}.", "eat flies", "{They} also eat flies."),
        ("{They} {also}.", "are green", "{They} are also green."),
        ("{They} {also}.", "also eat flies", "{They} also eat flies."),
        ("Ja, {behind}.", "steigen, wenn es warm ist", "Ja, steigen {they}, wenn es warm ist."),
        (
            "Ja, dass {last}.",
            "steigen, wenn sie warm ist",
            "Ja, dass {they} steigen, wenn sie warm ist.",
        ),
        ("Außerdem {behind}.", "fressen Fliegen", "Außerdem fressen {they} Fliegen."),
        ("…, dass {last}.", "fressen Fliegen", "…, dass {they} Fliegen fressen."),
        ("…, dass {last}.", "können weit springen", "…, dass {they} weit springen können."),
        (
            "…, dass {last}.",
            "fangen Fliegen, die sie im Flug sehen",
            "…, dass {they} Fliegen fangen, die sie im Flug sehen.",
        ),
        (
            "…, dass {last}.",
            "haben Milch, Butter und Käse",
            "…, dass {they} Milch, Butter und Käse haben.",
        ),
    ],
)
def test_a_clause_in_the_order_that_its_frame_asks_for(
    frame: str, clause: str, sentence: str
) -> None:
    telling = Telling(WORDINGS["de"], random.Random(0))
    assert telling.choose(with_clause(frame, clause, telling)) == sentence


def read(folder: Path, text: str, language: str = "en") -> list[Topic]:
    (folder / "facts").mkdir(exist_ok=True)
    (folder / "facts" / f"one.{language}.txt").write_text(text, "utf-8")
    return read_topics(folder)


def test_a_table_holds_clauses_sentences_and_questions(tmp_path: Path) -> None:
    text = "# frogs | they\nare small\neat flies\nA frog sits.\n? Why? > So. / And so.\n"
    assert read(tmp_path, text) == [
        Topic(
            "en", "frogs", "they", ("are small", "eat flies"), ("A frog sits.",),
            (("Why?", ("So.", "And so.")),),
        )
    ]  # fmt: skip


def test_what_two_tables_tell_of_a_topic_is_put_together(tmp_path: Path) -> None:
    read(tmp_path, "# frogs | they\nare small\neat flies\n")
    (tmp_path / "facts" / "two.en.txt").write_text("# frogs | they\nare animals\njump far\n")
    (topic,) = read_topics(tmp_path)
    assert topic.clauses == ("are small", "eat flies", "jump far")


@pytest.mark.parametrize(
    "text", ["are small\n", "# a | it\n# b | it\nis b\n", "# a | it\n? Why?\n"]
)
def test_a_damaged_table_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert error.value.code == "corpus_line"


@pytest.mark.parametrize("topic", TOPICS, ids=lambda t: f"{t.language}-{t.subject}")
def test_every_shipped_topic_makes_whole_texts(topic: Topic) -> None:
    wording = WORDINGS[topic.language]
    assert topic.pronoun in {"en": ("it", "they"), "de": ("er", "sie", "es")}[topic.language]
    assert len(topic.clauses) >= 5
    assert topic.questions
    assert all(question[0].isupper() and answer for question, answer in topic.questions)
    draw = random.Random(0)
    for text in different(25, partial(tell_topic, topic, wording, draw)):
        assert not UNFILLED.search(text), text
        assert text.rstrip('"“”').endswith((".", "!", "?")), text
        assert 10 <= len(text.split()) <= 130, text


def test_the_same_topics_are_told_in_both_languages() -> None:
    count = {language: sum(t.language == language for t in TOPICS) for language in WORDINGS}
    assert min(count.values()) > 240
