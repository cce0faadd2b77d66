"""Plain text for pretraining: reading files, cleaning, and cutting them into rows of ids."""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import random
import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import torch
from torch import Tensor

from studio.errors import InputError
from studio.lm.tokenizer import Tokenizer
from studio.training.traits import TRAITS, spoiled, standardized, traits

HEADING = re.compile(r"^\s*(#|==|\*\s*\*).*$", re.MULTILINE)
BROKEN_LINE = re.compile(r"(?<=.{40})\n(?=\S)")  # a long line and the next: one paragraph
HELD_OUT_OF_1000 = 10
DOCUMENT_CHARACTERS = 2000  # at least, where a plain text file is cut into documents
UNLEARNED = -100  # what cross-entropy leaves out
HEADING_CHARACTERS = 100  # at most: a longer first line is a paragraph
NEIGHBORS = 20_000  # so far away is another's heading: about as many texts are of one kind
ENDINGS = (".txt", ".jsonl", ".txt.gz", ".jsonl.gz")


@dataclass(frozen=True)
class Document:
    """A text to train on, or to hold out together with all others of its key."""

    key: str
    text: str


@dataclass(frozen=True)
class Passage:
    """A text to read.

    One under another's heading is followed by its own `heading`. A `spoiled` one is read, but not
    learned to be written; only an `ended` one has an end.
    """

    text: str
    heading: str = ""
    spoiled: bool = False
    ended: bool = True


class TextSource(Protocol):
    """Where texts come from, and how many times over they are read in one epoch."""

    @property
    def weight(self) -> float: ...

    def documents(self) -> Iterable[Document]: ...


@dataclass(frozen=True)
class Source:
    """A text file or a folder of them, and how many times over it is read in one epoch."""

    path: Path
    weight: float = 1.0

    @classmethod
    def parse(cls, text: str) -> Source:
        """`PATH` or `PATH=WEIGHT`, as the command line gives it."""
        path, separator, weight = text.rpartition("=")
        if not separator or Path(text).exists():
            return cls(Path(text))
        try:
            source = cls(Path(path), float(weight))
        except ValueError:
            raise InputError("source_weight", text=text) from None
        if not (source.weight > 0 and math.isfinite(source.weight)):
            raise InputError("source_weight", text=text)
        return source

    def documents(self) -> Iterator[Document]:
        for text in read_documents(self.path):
            yield Document(text, text)


def read_documents(path: Path) -> Iterator[str]:
    """The documents of a file, or of all text files under a folder in the order of their names.

    In `.jsonl`, each line's field `text` is one; other text is cut at paragraphs.
    """
    if path.is_dir():
        for inside in sorted(path.rglob("*")):
            if inside.is_file() and inside.name.endswith(ENDINGS):
                yield from read_documents(inside)
        return
    try:
        with _open(path) as file:
            texts = (
                _texts_of_lines(file, path)
                if path.name.removesuffix(".gz").endswith(".jsonl")
                else cut(clean(file.read()))
            )
            yield from filter(None, texts)
    except (OSError, UnicodeDecodeError, EOFError, zlib.error) as error:
        raise InputError("file_unreadable", path=str(path), reason=str(error)) from None


def clean(text: str) -> str:
    """Text without heading lines, its paragraphs on one line each."""
    text = HEADING.sub("", text.replace("\r\n", "\n"))
    text = BROKEN_LINE.sub(" ", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def cut(text: str) -> Iterator[str]:
    """A long text as several documents, each of whole paragraphs."""
    gathered: list[str] = []
    for paragraph in text.split("\n\n"):
        gathered.append(paragraph)
        if sum(map(len, gathered)) >= DOCUMENT_CHARACTERS:
            yield "\n\n".join(gathered)
            gathered = []
    yield "\n\n".join(gathered)


def held_out(keys: Iterable[str]) -> set[str]:
    """The keys of what is kept for measuring: one in 100 by their hash, so that every run agrees.

    At least one, if there are any.
    """
    digests = {k: int(hashlib.sha256(k.encode()).hexdigest()[:8], 16) for k in keys}
    kept = {k for k, digest in digests.items() if digest % 1000 < HELD_OUT_OF_1000}
    return kept or set(sorted(digests, key=digests.__getitem__)[:1])


def repeat(documents: Sequence[str], weight: float) -> list[str]:
    """The documents `weight` times over; a fraction takes that share of them."""
    whole, rest = divmod(weight, 1.0)
    return list(documents) * int(whole) + list(documents[: round(len(documents) * rest)])


def headed(
    documents: Sequence[str], share: float, draw: random.Random, spoiled_share: float = 0.0
) -> list[Passage]:
    """The documents in random order, a `share` of those with a heading under another's.

    Whether a text fits its heading is then worth knowing at its end: the next-sentence prediction
    of BERT (Devlin et al. 2019, section 3.1), from which a reward model can tell an answer from
    one to another question. Order matters, for what lies together in a row explains itself: texts
    of one pattern would teach to copy the last one.

    To a `spoiled_share` of those with a heading, a spoiled copy is added.
    """
    passages = []
    for place, text in enumerate(documents):
        own, body = split_heading(text)
        another, its_body = split_heading(
            documents[(place + draw.randint(1, NEIGHBORS)) % len(documents)]
        )
        exchanged = own and draw.random() < share and another and another != own
        passages.append(Passage(f"{another}\n{body}", own) if exchanged else Passage(text))
        if own and another and draw.random() < spoiled_share:
            worse, ended = spoiled(own, body, its_body, draw)
            passages.append(Passage(f"{own}\n{worse}", spoiled=True, ended=ended))
    draw.shuffle(passages)
    return passages


def split_heading(text: str) -> tuple[str, str]:
    """The heading and the body of a text; the heading is empty where there is none."""
    line, _, body = text.partition("\n")
    return (line, body) if body and len(line) <= HEADING_CHARACTERS else ("", text)


def as_read(text: str, lead: str) -> str:
    """The text with the format's lead before it, and before its body: see `Tokenizer`."""
    heading, below = split_heading(text)
    if not heading:
        return lead + text if text else ""
    body = below.lstrip("\n")
    return lead + text.removesuffix(body) + lead + body


def encode_passages(tokenizer: Tokenizer, passages: Sequence[Passage]) -> Tensor:
    """One long row of ids and what to learn of them [N, 3]: `<|text|>` … `<|end|>` each.

    The second column is the id again, or `UNLEARNED` where another's heading explains nothing. The
    third is the place of a passage, where its text ends, and -1 elsewhere.
    """

    def encode(texts: Iterable[str]) -> list[list[int]]:
        found = tokenizer.inner.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in found]

    lead = tokenizer.chat.response_lead
    texts = encode(as_read(passage.text, lead) for passage in passages)
    headings = encode(as_read(passage.heading, lead) for passage in passages)
    ids, learned, ends = array("q"), array("q"), array("q")
    for place, (passage, text, heading) in enumerate(zip(passages, texts, headings, strict=True)):
        framed = [tokenizer.text_id, *text, *([tokenizer.end_id] if passage.ended else [])]
        known = not (heading or passage.spoiled)
        ids.extend(framed + heading)
        learned.extend((framed if known else [UNLEARNED] * len(framed)) + heading)
        ends.extend([-1] * (len(framed) - 1) + [place] + [-1] * len(heading))
    return torch.stack([torch.tensor(column) for column in (ids, learned, ends)], dim=1)


def traits_of(passages: Sequence[Passage]) -> Tensor:
    """The standardized traits [P, F] of passages; not-a-number for those without a heading."""
    table = torch.full((len(passages), len(TRAITS)), float("nan"))
    places, told = [], []
    for place, passage in enumerate(passages):
        heading, body = split_heading(passage.text)
        if heading:
            places.append(place)
            told.append(traits(heading, body, not passage.heading, passage.ended))
    table[places] = standardized(told)
    return table


class Rows:
    """Rows of ids, epoch after epoch, each cut anew and shuffled.

    `generator` stays as it was when the epoch began, so it and `cursor` tell where reading is.
    """

    def __init__(self, ids: Tensor, length: int, generator: torch.Generator) -> None:
        self._ids, self._length = ids, length
        self.generator = generator
        self.cursor = 0
        self._rows: Tensor | None = None

    def take(self, count: int) -> Tensor:
        """The next rows [count, length + 1]; a rest too small for them is left out."""
        if self._rows is None:
            self._rows, self._after = self._cut()
        if self.cursor + count > len(self._rows):
            self.generator.set_state(self._after)
            self._rows, self._after = self._cut()
            self.cursor = 0
        self.cursor += count
        return self._rows[self.cursor - count : self.cursor]

    def _cut(self) -> tuple[Tensor, Tensor]:
        """The epoch's rows, and the generator's state after drawing them."""
        generator = self.generator.clone_state()
        return rows_of(self._ids, self._length, generator), generator.get_state()


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


def _texts_of_lines(file: IO[str], path: Path) -> Iterator[str]:
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                text = json.loads(line)["text"]
                text.encode()  # refuses numbers and half characters
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                raise InputError("corpus_line", path=str(path), line=number) from None
            yield clean(text)
