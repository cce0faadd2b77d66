"""Texts are read, cleaned and cut into rows, and bad files are told."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.errors import InputError
from studio.lm.tokenizer import Tokenizer
from studio.training.corpus import (
    DOCUMENT_CHARACTERS,
    UNLEARNED,
    Passage,
    Rows,
    Source,
    clean,
    cut,
    encode_passages,
    headed,
    held_out,
    read_documents,
    repeat,
    rows_of,
    traits_of,
)
from studio.training.traits import TRAITS


def write_lines(path: Path, texts: list[str]) -> Path:
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    path.parent.mkdir(parents=True, exist_ok=True)
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8") as file:
        file.write(lines)
    return path


# sources


def test_a_source_is_a_path_and_perhaps_a_weight(tmp_path: Path) -> None:
    assert Source.parse("frogs.txt") == Source(Path("frogs.txt"), 1.0)
    assert Source.parse("frogs.txt=2.5") == Source(Path("frogs.txt"), 2.5)
    assert Source.parse("a=b/frogs.txt=0.5") == Source(Path("a=b/frogs.txt"), 0.5)
    there = tmp_path / "size=2"
    there.write_text("frogs")
    assert Source.parse(str(there)) == Source(there)
    assert Source.parse(f"{there}=3") == Source(there, 3.0)


@pytest.mark.parametrize("weight", ["", "much", "0", "-1", "nan", "inf"])
def test_a_weight_that_is_none_is_refused(weight: str) -> None:
    with pytest.raises(InputError) as caught:
        Source.parse(f"frogs.txt={weight}")
    assert caught.value.code == "source_weight"
    assert caught.value.details == {"text": f"frogs.txt={weight}"}


# reading


@pytest.mark.parametrize("name", ["texts.jsonl", "texts.jsonl.gz"])
def test_each_line_is_a_document(tmp_path: Path, name: str) -> None:
    path = write_lines(tmp_path / name, ["Ein Frosch saß da.", "", "A frog\r\n\r\nsang."])
    assert list(read_documents(path)) == ["Ein Frosch saß da.", "A frog\n\nsang."]


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    write_lines(tmp_path / "b.jsonl", ["second", "third"])
    write_lines(tmp_path / "c" / "d.jsonl.gz", ["fourth"])
    (tmp_path / "a.txt").write_text("first")
    (tmp_path / "README.md").write_text("not a text to learn")
    assert list(read_documents(tmp_path)) == ["first", "second", "third", "fourth"]


def test_plain_text_is_cut_at_paragraphs(tmp_path: Path) -> None:
    paragraphs = [f"Paragraph {i} about a frog and the moon." for i in range(200)]
    (tmp_path / "book.txt").write_text("\n\n".join(paragraphs))
    documents = list(read_documents(tmp_path / "book.txt"))
    assert len(documents) > 2
    assert "\n\n".join(documents).split("\n\n") == paragraphs
    assert all(len(document) >= DOCUMENT_CHARACTERS for document in documents[:-1])


@given(st.lists(st.text(alphabet="ab\n", max_size=1500), max_size=8))
@settings(deadline=None, max_examples=50)
def test_cutting_loses_nothing(texts: list[str]) -> None:
    whole = "\n\n".join(texts)
    assert "\n\n".join(cut(whole)) == whole


NO_DOCUMENTS = {
    "half": "{",
    "list": "[]",
    "number": "3",
    "null": "null",
    "other key": '{"txt": ""}',
    "text is a number": '{"text": 3}',
    "text is null": '{"text": null}',
    "half a character": '{"text": "\\ud800"}',
    "deep": "[" * 100_000,
}


@pytest.mark.parametrize("line", NO_DOCUMENTS.values(), ids=NO_DOCUMENTS)
def test_a_line_that_is_no_document_is_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_text(f'{{"text": "A frog."}}\n\n{line}\n')
    with pytest.raises(InputError) as caught:
        list(read_documents(path))
    assert caught.value.code == "corpus_line"
    assert caught.value.details == {"path": str(path), "line": 3}


def damaged_gzip(data: bytes) -> bytes:
    packed = bytearray(gzip.compress(data))
    packed[20] ^= 0xFF
    return bytes(packed)


TEXT = "".join(f"Frog number {i} sat on leaf {i * 7919 % 1000}. " for i in range(500)).encode()
UNREADABLE = {
    "missing.txt": None,
    "latin.txt": "Grüße".encode("latin-1"),
    "not.txt.gz": b"plain text",
    "half.txt.gz": gzip.compress(TEXT)[:200],
    "damaged.txt.gz": damaged_gzip(TEXT),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    content = UNREADABLE[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        list(read_documents(tmp_path / name))
    assert caught.value.code == "file_unreadable"
    assert caught.value.details["path"] == str(tmp_path / name)


def test_cleaning_drops_headings_and_joins_lines() -> None:
    book = (
        "# The Frog\r\n\r\n* * *\r\nA frog sat on a leaf in the middle of the pond, and it\r\n"
        "sang to the moon all night.\r\n\r\n\r\n\r\n== Chapter 2 ==\r\n"
        "Yes!\r\nShort lines stay.\r\n"
    )
    assert clean(book) == (
        "A frog sat on a leaf in the middle of the pond, and it sang to the moon all night.\n\n"
        "Yes!\nShort lines stay."
    )


# what is held out, how often, as which ids


def test_the_same_documents_are_held_out_every_time() -> None:
    documents = [f"Frog number {i}." for i in range(3000)]
    kept = held_out(documents)
    assert 10 <= len(kept) <= 60
    assert held_out(reversed(documents)) == kept
    assert held_out(documents[:1500]) == kept & set(documents[:1500])


def test_at_least_one_document_is_held_out() -> None:
    assert held_out([]) == set()
    few = ["a frog", "a moon", "a pond"]
    assert len(held_out(few)) == 1
    assert held_out(few) == held_out(few[::-1])


def test_a_weight_repeats_and_takes_shares() -> None:
    assert repeat(["a", "b", "c", "d"], 1.0) == ["a", "b", "c", "d"]
    assert repeat(["a", "b", "c", "d"], 2.5) == ["a", "b", "c", "d"] * 2 + ["a", "b"]
    assert repeat(["a", "b", "c", "d"], 0.25) == ["a"]


def test_each_document_is_framed_and_learned(tiny_tokenizer: Tokenizer) -> None:
    passages = [Passage("A frog."), Passage("<|end|>")]
    ids, learned, _ = encode_passages(tiny_tokenizer, passages).T.tolist()
    text, end = tiny_tokenizer.text_id, tiny_tokenizer.end_id
    frog, marker = tiny_tokenizer.encode(" A frog."), tiny_tokenizer.encode(" <|end|>")
    assert ids == learned == [text, *frog, end, text, *marker, end]
    assert ids.count(end) == 2


def test_a_space_stands_before_heading_and_body_only(tiny_tokenizer: Tokenizer) -> None:
    """As before prompt and response; between the lines of a body there is none."""
    passages = [Passage("Bees\nA bee.\nIt hums."), Passage("Bees\n\nA bee."), Passage("")]
    ids = encode_passages(tiny_tokenizer, passages)[:, 0]
    told = " Bees\n A bee.\nIt hums. Bees\n\n A bee."
    assert tiny_tokenizer.decode(ids.tolist()) == told


def test_a_model_of_another_format_reads_its_texts_as_they_stand(
    tiny_tokenizer: Tokenizer,
) -> None:
    chat = replace(tiny_tokenizer.chat, lead="", response_lead="")
    plain = Tokenizer(tiny_tokenizer.inner, chat)
    ids = encode_passages(plain, [Passage("Bees\nA bee.")])[:, 0]
    assert plain.decode(ids.tolist()) == "Bees\nA bee."


def test_a_text_under_another_heading_teaches_only_its_own(tiny_tokenizer: Tokenizer) -> None:
    ids, learned, _ = encode_passages(
        tiny_tokenizer, [Passage("Bees\nA frog.", "Frogs")]
    ).T.tolist()
    framed = [tiny_tokenizer.text_id, *tiny_tokenizer.encode(" Bees\n A frog.")]
    own = tiny_tokenizer.encode(" Frogs")
    assert ids == [*framed, tiny_tokenizer.end_id, *own]
    assert learned == [UNLEARNED] * (len(framed) + 1) + own


def test_a_spoiled_text_is_read_and_not_learned(tiny_tokenizer: Tokenizer) -> None:
    cut = Passage("Bees\nA frog", spoiled=True, ended=False)
    ids, learned, _ = encode_passages(tiny_tokenizer, [cut]).T.tolist()
    assert ids == [tiny_tokenizer.text_id, *tiny_tokenizer.encode(" Bees\n A frog")]
    assert learned == [UNLEARNED] * len(ids)


def test_the_ends_of_passages_are_marked(tiny_tokenizer: Tokenizer) -> None:
    passages = [Passage("A frog."), Passage("A b", ended=False), Passage("Bees\nA frog.", "Frogs")]
    ids, _, ends = encode_passages(tiny_tokenizer, passages).T.tolist()
    marked = {place: ids[at] for at, place in enumerate(ends) if place >= 0}
    end = tiny_tokenizer.end_id
    assert marked == {0: end, 1: tiny_tokenizer.encode("A b")[-1], 2: end}
    assert sum(place >= 0 for place in ends) == 3


def test_traits_are_those_of_texts_with_a_heading() -> None:
    body = "The frog is kind. The frog is glad."
    passages = [
        Passage(f"A frog\n{body}"),
        Passage("No heading here."),
        Passage(f"A bee\n{body}", "A frog"),
        Passage("A frog\nThe frog", spoiled=True, ended=False),
    ]
    table = traits_of(passages)
    assert table[1].isnan().all()
    told = table[[0, 2, 3]]
    assert not told.isnan().any()
    assert told.mean(0) == pytest.approx([0.0] * len(TRAITS), abs=1e-6)
    own, ended, named = (
        told[:, TRAITS.index(n)] for n in ("own_heading", "ended", "names_heading")
    )
    assert own[0] == own[2] > own[1]
    assert ended[0] == ended[1] > ended[2]
    assert named[0] == named[2] > named[1]
    assert traits_of([Passage("No heading here.")]).isnan().all()


@given(count=st.integers(2, 60), share=st.floats(0, 1), seed=st.integers(0, 99))
def test_spoiled_copies_are_added(count: int, share: float, seed: int) -> None:
    documents = [f"Heading {i}\nText {i} and so on." for i in range(count)] + ["no heading"]
    passages = headed(documents, 0.0, random.Random(seed), share)
    assert sorted(p.text for p in passages if not p.spoiled) == sorted(documents)
    assert all(p.text.startswith("Heading ") for p in passages if p.spoiled)
    assert sum(p.spoiled for p in passages) <= count


@given(count=st.integers(2, 60), share=st.floats(0, 1), seed=st.integers(0, 99))
def test_headings_are_exchanged_and_no_text_is_lost(count: int, share: float, seed: int) -> None:
    documents = [f"Heading {i}\nText {i}" for i in range(count)] + ["no heading"]
    passages = headed(documents, share, random.Random(seed))
    assert passages == headed(documents, share, random.Random(seed))
    whole = [p for p in passages if not p.heading]
    for passage in set(passages) - set(whole):
        another, body = passage.text.split("\n")
        assert another != passage.heading
        assert another.startswith("Heading ")
        assert f"{passage.heading}\n{body}" in documents
    assert all(p.text in documents for p in whole)
    bodies = sorted(p.text.partition("\n")[2] or p.text for p in passages)
    assert bodies == sorted(d.partition("\n")[2] or d for d in documents)


def test_the_share_of_wrong_headings_is_as_told() -> None:
    documents = [f"Heading {i}\nText {i}" for i in range(4000)]
    assert not any(p.heading for p in headed(documents, 0.0, random.Random(0)))
    assert (
        0.13 < sum(bool(p.heading) for p in headed(documents, 0.15, random.Random(0))) / 4000 < 0.17
    )


# rows


@given(count=st.integers(20, 300), length=st.integers(1, 9), seed=st.integers(0, 99))
@settings(deadline=None, max_examples=100)
def test_b6_rows_are_a_cut_of_the_ids(count: int, length: int, seed: int) -> None:
    rows = rows_of(torch.arange(count), length, torch.Generator().manual_seed(seed))
    assert rows.shape[1] == length + 1
    assert all(row.tolist() == list(range(row[0], row[0] + length + 1)) for row in rows)
    read = sorted(rows[:, 1:].flatten().tolist())
    assert read == list(range(read[0], read[0] + len(read)))  # each id is learned once
    assert count - len(read) < 2 * length + 1  # but for less than a row at either end


def test_an_epoch_reads_each_row_once_and_the_next_cuts_anew() -> None:
    rows = Rows(torch.arange(1000), 10, torch.Generator().manual_seed(0))
    first = torch.cat([rows.take(9) for _ in range(11)])
    assert len(first[:, 0].unique()) == 99
    second = torch.cat([rows.take(9) for _ in range(11)])
    assert len(second[:, 0].unique()) == 99
    assert set(first[:, 0].tolist()) != set(second[:, 0].tolist())


@pytest.mark.parametrize("taken", [0, 1, 10, 11, 12, 30])
def test_f1_reading_goes_on_from_cursor_and_generator(taken: int) -> None:
    rows = Rows(torch.arange(1000), 10, torch.Generator().manual_seed(0))
    for _ in range(taken):
        rows.take(9)
    generator = torch.Generator()
    generator.set_state(rows.generator.get_state())
    again = Rows(torch.arange(1000), 10, generator)
    again.cursor = rows.cursor
    assert all(torch.equal(rows.take(9), again.take(9)) for _ in range(25))
