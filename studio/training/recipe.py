"""A recipe for a base model: which texts, how often, and with which options.

`recipe.json` in a folder of its own: `{"options": {…}, "sources": [{"tables": DIR, "each": N,
"facts": N, "weight": W} | {"file": NAME, "weight": W, "from": …, "licence": …}]}`. Tables and files
lie in the recipe's folder; other people's files, which name where they are `from`, may lie in
another.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from studio.errors import InputError
from studio.lm.generate import stable_seed
from studio.training.composer import compose, different, read_entries, read_wordings
from studio.training.corpus import Document, Source, TextSource
from studio.training.facts import plurals, read_topics, tell_topic


@dataclass(frozen=True)
class Tables:
    """Texts composed from tables: `each` of an entry, times its `often`, and `facts` of a topic."""

    folder: Path
    each: int
    facts: int
    weight: float = 1.0
    seed: int = 0

    def documents(self) -> Iterator[Document]:
        """The same seed gives the same texts, whatever else the tables hold."""
        topics = read_topics(self.folder)
        wordings = {
            language: replace(wording, plurals=plurals(topics, language))
            for language, wording in read_wordings(self.folder).items()
        }
        for entry in read_entries(self.folder):
            wording, draw = wordings[entry.language], self._draw(entry.language, entry.topic)
            for text in different(self.each * entry.often, partial(compose, entry, wording, draw)):
                yield Document(text, text)
        for topic in topics:
            wording, draw = wordings[topic.language], self._draw(topic.language, topic.subject)
            others = [other for other in topics if other.language == topic.language]
            tell = partial(tell_topic, topic, wording, draw, others)
            for text in different(self.facts, tell):
                yield Document(text, text)

    def _draw(self, *about: str) -> random.Random:
        return random.Random(stable_seed(self.seed, *about))


@dataclass(frozen=True)
class Recipe:
    """`missing` are sources that were not found, and where they are to be had."""

    options: dict[str, Any]
    sources: tuple[TextSource, ...]
    missing: tuple[tuple[str, str], ...]


def read_recipe(folder: Path, corpus: Path | None = None) -> Recipe:
    """The recipe in a folder, with other people's texts from `corpus` as far as they are there.

    Raises `InputError` where there is none, or one that cannot be read.
    """
    path = folder / "recipe.json"
    try:
        told = json.loads(path.read_text("utf-8"))
        options = dict(told["options"])
        sources: list[TextSource] = []
        missing: list[tuple[str, str]] = []
        for item in told["sources"]:
            weight = float(item.get("weight", 1.0))
            if "tables" in item:
                sources.append(
                    Tables(folder / item["tables"], int(item["each"]), int(item["facts"]), weight)
                )
                continue
            home = (corpus or folder) if "from" in item else folder
            if (home / item["file"]).exists():
                sources.append(Source(home / item["file"], weight))
            else:
                missing.append((item["file"], item.get("from", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("file_unreadable", path=str(path), reason=str(error)) from None
    return Recipe(options, tuple(sources), tuple(missing))
