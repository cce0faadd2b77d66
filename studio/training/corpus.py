"""Plain text for pretraining: reading files, cleaning, and cutting them into rows of ids."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import torch
from torch import Tensor

from studio.errors import InputError
from studio.lm.tokenizer import Tokenizer

HEADING = re.compile(r"^\s*(#|==|\*\s*\*).*$", re.MULTILINE)
BROKEN_LINE = re.compile(r"(?<=.{40})\n(?=\S)")  # a long line and the next: one paragraph
HELD_OUT_OF_1000 = 10


@dataclass(frozen=True)
class Source:
    """A text file and how many times over its documents are read in one epoch."""

    path: Path
    weight: float = 1.0

    @classmethod
    def parse(cls, text: str) -> Source:
        """`file` or `file=weight`, as the command line gives it."""
        path, separator, weight = text.rpartition("=")
        if not separator:
            return cls(Path(text))
        try:
            return cls(Path(path), float(weight))
        except ValueError:
            raise InputError("source_weight", text=text) from None


def read_documents(path: Path) -> Iterator[str]:
    """Documents of a `.txt` file (one) or of `.jsonl`, `.jsonl.gz` (field `text` of each line)."""
    try:
        with _open(path) as file:
            if path.name.removesuffix(".gz").endswith(".jsonl"):
                for number, line in enumerate(file, 1):
                    if line.strip():
                        yield clean(_text_of(line, path, number))
            else:
                yield clean(file.read())
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise InputError("file_unreadable", path=str(path), reason=str(error)) from None


def clean(text: str) -> str:
    """Text without heading lines, its paragraphs on one line each."""
    text = HEADING.sub("", text.replace("\r\n", "\n"))
    text = BROKEN_LINE.sub(" ", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def is_held_out(document: str) -> bool:
    """Whether a document is kept for measuring; by its hash, so every run agrees."""
    return int(hashlib.sha256(document.encode()).hexdigest()[:8], 16) % 1000 < HELD_OUT_OF_1000


def repeat(documents: Sequence[str], weight: float) -> list[str]:
    """The documents `weight` times over; a fraction takes that share of them."""
    whole, rest = divmod(weight, 1.0)
    return list(documents) * int(whole) + list(documents[: round(len(documents) * rest)])


def encode_documents(tokenizer: Tokenizer, documents: Sequence[str]) -> Tensor:
    """One long row of ids: each document between `<|text|>` and `<|end|>`."""
    ids: list[int] = []
    encodings = tokenizer.inner.encode_batch_fast(list(documents), add_special_tokens=False)
    for encoding in encodings:
        ids += [tokenizer.text_id, *encoding.ids, tokenizer.end_id]
    return torch.tensor(ids, dtype=torch.long)


def rows_of(ids: Tensor, length: int, generator: torch.Generator) -> Tensor:
    """The ids cut into rows [R, length + 1] from a random offset, shuffled."""
    offset = int(torch.randint(length, (1,), generator=generator))
    usable = (len(ids) - offset - 1) // length
    starts = offset + torch.arange(usable) * length
    rows = ids[starts[:, None] + torch.arange(length + 1)]
    return rows[torch.randperm(usable, generator=generator)]


def _open(path: Path) -> IO[str]:
    return (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else open(path, encoding="utf-8")
    )


def _text_of(line: str, path: Path, number: int) -> str:
    try:
        return str(json.loads(line)["text"])
    except (ValueError, KeyError, TypeError):
        raise InputError("corpus_line", path=str(path), line=number) from None
