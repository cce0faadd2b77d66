"""Explanations, answers and talks about a topic, told from a table of true facts about it.

A table, `facts/NAME.LANGUAGE.txt`, is plain text. `# subject | pronoun | one of them` begins a
topic; its last part, a noun as in `composer`, may be missing. A line below it is a fact: a clause
without its subject, which begins with the finite verb, or a sentence of its own, which begins with
a capital letter. `? question > sentence / sentence` is a question and its answer. Choices and rules
are those of `composer`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from studio.errors import InputError
from studio.training.composer import Telling, Wording, split, table_lines
from studio.training.grammar import Noun, like

FEWEST, MOST = 3, 6  # facts in an explanation
LONGEST = 11  # words in a sentence that a frame makes longer: what is long is learned by heart
KEPT = 0.8  # the share of an answer's later sentences that are told
KINDS = {"explanation": 6, "answer": 5, "talk": 1, "page": 2}  # so many of each in 14 texts
AUXILIARIES = ("is", "are", "was", "were", "can", "must", "has been", "have been")


@dataclass(frozen=True)
class Topic:
    """What is told about `subject`; the first of the clauses says what it is."""

    language: str
    subject: str
    pronoun: str
    clauses: tuple[str, ...]
    sentences: tuple[str, ...]
    questions: tuple[tuple[str, tuple[str, ...]], ...]
    one: str = ""


def read_topics(folder: Path) -> list[Topic]:
    """The topics of all tables; what two tables tell of one is put together."""
    found: dict[tuple[str, str], Topic] = {}
    for path in sorted(folder.glob("facts/*.*.txt")):
        for topic in topics_of(path):
            key = (topic.language, topic.subject)
            found[key] = joined(found[key], topic) if key in found else topic
    return list(found.values())


def joined(first: Topic, second: Topic) -> Topic:
    return replace(
        first,
        clauses=first.clauses + second.clauses[1:],
        sentences=first.sentences + second.sentences,
        questions=first.questions + second.questions,
        one=first.one or second.one,
    )


def plurals(topics: Sequence[Topic], language: str) -> dict[str, str]:
    """The plural of each word that a topic about many has a singular for: frog, frogs."""
    return {
        re.sub(r"^an? ", "", Noun.parse(topic.one).word): topic.subject
        for topic in topics
        if topic.language == language
        and topic.one
        and topic.pronoun in ("they", "sie")
        and not topic.subject.startswith(("die ", "eine "))
    }


def topics_of(path: Path) -> Iterator[Topic]:
    """The topics of a table. Raises `InputError` for a line that fits nothing."""
    language = path.name.split(".")[-2]
    head: tuple[str, str, str] | None = None
    clauses: list[str] = []
    sentences: list[str] = []
    questions: list[tuple[str, tuple[str, ...]]] = []

    def topic() -> Iterator[Topic]:
        if head is not None:
            if not clauses:
                raise InputError("corpus_line", path=str(path), line=number)
            subject, pronoun, one = head
            told = tuple(clauses), tuple(sentences), tuple(questions)
            yield Topic(language, subject, pronoun, *told, one)

    number = 0
    for number, line in table_lines(path):
        if line.startswith("# "):
            yield from topic()
            subject, pronoun, one, *_ = (*map(str.strip, line[2:].split("|")), "", "")
            head = subject, pronoun, one
            clauses, sentences, questions = [], [], []
        elif head is None or (line[0] == "?" and ">" not in line):
            raise InputError("corpus_line", path=str(path), line=number)
        elif line.startswith("?"):
            question, _, answer = line[1:].partition(">")
            questions.append((question.strip(), split(answer)))
        elif line[0].isupper():
            sentences.append(line)
        else:
            clauses.append(line)
    yield from topic()


def tell_topic(
    topic: Topic, wording: Wording, draw: random.Random, others: Sequence[Topic] = ()
) -> str:
    """One text about a topic: an explanation, an answer, a talk, or a page on `others` too."""
    telling = telling_of(topic, wording, draw)
    kind = draw.choices(tuple(KINDS), tuple(KINDS.values()))[0]
    if kind == "page" and others:
        chosen = draw.sample(others, min(len(others), draw.choice((1, 1, 2))))
        return page(list({t.subject: t for t in (*chosen, topic)}.values()), wording, draw)
    if kind in ("explanation", "page") or not topic.questions:
        body = explanation(topic, telling, draw)
        return f"{title(topic, telling, draw, others)}\n{body}" if draw.random() < 0.7 else body
    question, sentences = draw.choice(topic.questions)
    told = [*sentences[:2], *(s for s in sentences[2:] if draw.random() < KEPT)]
    if kind == "talk":
        return talk(question, told, wording, telling)
    told += further(topic, draw.choice((0, 0, 1, 1, 1, 2)), telling, draw)
    told += [telling.choose("<fact_end>")] if draw.random() < 0.2 else []
    answer = telling.tell(filled(" ".join(told), topic))
    asked = telling.tell(telling.choose("<fact_ask>").replace("{question}", question))
    return f"{asked}\n{answer}" if draw.random() < 0.9 else answer


def telling_of(topic: Topic, wording: Wording, draw: random.Random) -> Telling:
    return Telling(wording, draw, {"one": (topic.one,)} if topic.one else None, topic.subject)


def title(topic: Topic, telling: Telling, draw: random.Random, others: Sequence[Topic] = ()) -> str:
    """A heading that names the subject, or one of its kind; some name another subject besides."""
    rule = "fact_title"
    if topic.one and draw.random() < 0.5:
        rule = "fact_title_one"
    elif not topic.subject.startswith("der ") and draw.random() < 0.5:  # else it were „den …“
        rule = "fact_title_object"
    frame = telling.choose(f"<{rule}>")
    other = draw.choice(others or (topic,))
    return capitalized(telling.tell(filled(frame.replace("{other}", other.subject), topic)))


def explanation(topic: Topic, telling: Telling, draw: random.Random) -> str:
    """What it is, some facts in any order, and now and then a closing sentence."""
    told = [framed("fact_first", "{Subject} {fact}.", topic.clauses[0], telling)]
    told += further(topic, draw.randint(FEWEST, MOST) - 1, telling, draw)
    told += [telling.choose("<fact_end>")] if draw.random() < 0.3 else []
    return telling.tell(filled(" ".join(told), topic))


def page(topics: Sequence[Topic], wording: Wording, draw: random.Random) -> str:
    """Some topics: their names, then a short paragraph on each in this order."""
    named = [topic.subject for topic in topics]
    paragraphs = [capitalized(", ".join(named))]
    for topic in topics:
        telling = telling_of(topic, wording, draw)
        told = [with_clause(telling.choose("{Subject} {fact}."), topic.clauses[0], telling)]
        told += further(topic, draw.randint(1, 2), telling, draw)
        paragraphs.append(telling.tell(filled(" ".join(told), topic)))
    return "\n".join(paragraphs)


def talk(question: str, told: list[str], wording: Wording, telling: Telling) -> str:
    """A child asks, somebody answers."""
    answer = telling.choose(" ".join(told))
    if wording.language == "de":
        answer = answer.removesuffix(".")
    elif answer.endswith("."):
        answer = answer[:-1] + ","
    frame = telling.choose("<fact_talk>")
    return telling.tell(frame.replace("{question}", question).replace("{answer}", answer))


def further(topic: Topic, count: int, telling: Telling, draw: random.Random) -> list[str]:
    """Some more facts as sentences."""
    rest = [*topic.clauses[1:], *topic.sentences]
    told = []
    for fact in draw.sample(rest, min(count, len(rest))):
        if fact[0].isupper():
            told.append(telling.choose(fact))
        else:
            told.append(framed("fact_more", "{They} {fact}.", fact, telling))
    return told


def framed(rule: str, plain: str, clause: str, telling: Telling) -> str:
    """The clause in one of a rule's frames; in the plain one where that would be too long."""
    told = with_clause(telling.choose(f"<{rule}>"), clause, telling)
    longest = max(len(part.split()) for part in re.split(r"[.!?:] ", told))
    return told if longest <= LONGEST else with_clause(plain, clause, telling)


def with_clause(frame: str, clause: str, telling: Telling) -> str:
    """A frame with the clause in the order that it asks for.

    `{fact}` is the clause as it is, `{also}` the same with "also" behind its auxiliary or before
    its verb, `{behind}` the clause with the subject behind the verb („leben sie an Teichen“), and
    `{last}` with the verb at its end, as in German subordinate clauses.
    """
    clause = telling.choose(clause)
    verb, _, rest = clause.partition(" ")
    if verb.endswith(","):
        verb, rest = verb[:-1], f", {rest}"
    main, comma, tail = rest.partition(",")
    if comma and tail.strip().split(" ")[0] not in SUBORDINATE:
        main, comma, tail = rest, "", ""
    also = f"{verb} also {rest}" if verb in AUXILIARIES else f"also {clause}"
    if " also " in f" {clause} ":
        also = clause
    forms = {
        "{fact}": clause,
        "{also}": also,
        "{behind}": f"{verb} {{they}} {rest}",
        "{last}": f"{{they}} {main} {verb}{comma}{tail}",
    }
    for name, form in forms.items():
        frame = frame.replace(name, form)
    return frame


SUBORDINATE = (
    *("der", "die", "das", "den", "dem", "denen", "deren", "dessen", "damit", "dass", "weil"),
    *("wenn", "wo", "wie", "um", "ohne", "bis", "bevor", "als", "obwohl", "ob", "was", "wer"),
    *("mit", "in", "an", "auf", "aus", "wohin", "woher", "worin", "denn", "sodass", "welche"),
)


def filled(text: str, topic: Topic) -> str:
    """The text with subject and pronoun in it."""
    verb = topic.clauses[0].split(" ")[0].strip(",")  # „sie“ is she as well as they
    plural = topic.pronoun == "they" or (topic.pronoun == "sie" and verb.endswith(("n", "sind")))
    be = {"en": ("is", "are"), "de": ("ist", "sind")}[topic.language][plural]
    for name, word in (("subject", topic.subject), ("they", topic.pronoun), ("be", be)):
        for pattern in (name, capitalized(name)):
            text = text.replace("{" + pattern + "}", like(pattern, word))
    return text


def capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
