"""A recipe for a base model: which texts, how often, and with which options.

`recipe.json` in a folder of its own: `{"options": {…}, "sources": [{"tables": DIR, "each": N,
"weight": W} | {"file": NAME, "weight": W, "from": …, "licence": …}]}`. Tables and files lie in the
recipe's folder; other people's files, which name where they are `from`, may lie in another.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import InputError
from studio.training.composer import compose_texts, read_casts, read_entries
from studio.training.corpus import Document, Source, TextSource


@dataclass(frozen=True)
class Tables:
    """Texts composed from the tables of a folder, anew for each recipe's seed."""

    folder: Path
    each: int
    weight: float = 1.0
    seed: int = 0

    def documents(self) -> Iterator[Document]:
        """All texts of an entry share its key: what is held out was never half seen."""
        casts = read_casts(self.folder)
        for entry in read_entries(self.folder):
            key = f"{entry.language}/{entry.topic}"
            for text in compose_texts([entry], casts, self.each, self.seed):
                yield Document(key, text)


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
                sources.append(Tables(folder / item["tables"], int(item["each"]), weight))
                continue
            home = (corpus or folder) if "from" in item else folder
            if (home / item["file"]).exists():
                sources.append(Source(home / item["file"], weight))
            else:
                missing.append((item["file"], item.get("from", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("file_unreadable", path=str(path), reason=str(error)) from None
    return Recipe(options, tuple(sources), tuple(missing))
