"""Types of files: known by their content, read in bounded memory, and never trusted."""

from __future__ import annotations

import io
import json
import random
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.errors import InputError
from studio.jobs.control import StopRequested
from studio.store import prompts
from studio.store.engine import Store
from studio.store.formats import json_document, reader, reading
from studio.store.formats.exporting import export_file
from studio.store.formats.file_types import FILE_TYPES, recognize_file
from studio.store.formats.reading import Reading
from studio.store.records import ImportReport
from tests.store.formats.conftest import Held, Load

NEEDS_PYARROW = pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is not here")


def codes(report: ImportReport) -> list[tuple[int, str]]:
    return [(row.line, row.code) for row in report.bad_rows]


# Recognition


@pytest.mark.parametrize(
    ("content", "file_type"),
    [
        ("", "txt"),
        ("Why is the sky blue?\nWhy not?", "txt"),
        ("Hello, how are you today my friend?", "txt"),
        ("Tell me, please\nWhy, oh why, is it so?\nI see", "txt"),
        ("[Verse 1]\nLa la", "txt"),
        ("{name} is who?\nWhat?", "txt"),
        ('{"prompt": "a"}', "jsonl"),
        ('{"prompt": "a"}\n{"prompt": "b"}\n', "jsonl"),
        ('{"prompt": "cut\n{"prompt": "b"}\n{"prompt": "c"}', "jsonl"),
        ('nonsense\n{"prompt": "b"}\n{"prompt": "c"}', "jsonl"),
        ('[{"prompt": "a"}]', "json"),
        ('\n [\n  {\n   "prompt": "a"}]', "json"),
        ("[]", "json"),
        ('{\n  "prompt": "a"\n}', "json"),
        ('{"data": [{"prompt": "a"}]}', "json"),
        ("prompt\nWhy?", "csv"),
        ("prompt,chosen,rejected", "csv"),
        ("question;answer\nWhy?;So\nAnd, well?;No", "csv"),
        ('prompt\tdemonstration\n"a\nb"\tc', "csv"),
        ("PAR1", "parquet"),
    ],
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_type_is_recognized_by_the_content(
    tmp_path: Path, content: str, file_type: str, mark: bytes
) -> None:
    """Not by the name, and whether or not a byte order mark is there."""
    path = tmp_path / "rows.png"
    path.write_bytes((mark if file_type != "parquet" else b"") + content.encode())
    assert recognize_file(path) == file_type


def renamed_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("rows.jsonl", b"0" * 2**20)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (renamed_zip(), "ZIP"),
        (b"\x1f\x8b\x08rest", "gzip"),
        ("prompt".encode("utf-16"), "UTF-16"),
        (b"SQLite format 3\0", "SQLite"),
    ],
)
def test_a_file_of_another_kind_is_named(load_text: Load, content: bytes, kind: str) -> None:
    with pytest.raises(InputError, match="file_foreign") as raised:
        load_text(content)
    assert raised.value.details["kind"] == kind


def test_type_and_format_are_named_rightly() -> None:
    for wrong in ({"file_type": "xls"}, {"format": "dpo"}):
        with pytest.raises(InputError, match="unknown"):
            Reading(**wrong)


def test_the_file_type_can_be_overridden(load_text: Load, held: Held) -> None:
    load_text("prompt\nWhy?", reading=Reading("txt"))
    assert held() == [{"prompt": "prompt"}, {"prompt": "Why?"}]


# CSV


def test_csv_with_a_mapping_of_columns(load_text: Load, held: Held) -> None:
    text = 'question;answer;note\n"Why; how?";"So ""it"" is\n\nand more";x\nAnd?;Yes;\n'
    columns = {"question": "prompt", "answer": "demonstration"}
    report = load_text(text, reading=Reading(columns=columns))
    assert report == ImportReport(2, 0, 2, 0, (), 0)
    assert held() == [
        {"prompt": "Why; how?", "demonstrations": ['So "it" is\n\nand more']},
        {"prompt": "And?", "demonstrations": ["Yes"]},
    ]


def test_a_mapping_names_columns_that_are_there(load_text: Load, store: Store) -> None:
    with pytest.raises(InputError, match="column_missing") as raised:
        load_text("ask,answer\nWhy?,So\n", reading=Reading(columns={"question": "prompt"}))
    assert raised.value.details == {"name": "question", "known": "answer, ask"}
    assert prompts.count_prompts(store) == 0


def test_csv_without_known_columns_is_reported(load_text: Load) -> None:
    assert codes(load_text("ask,answer\nWhy?,So\n")) == [(2, "row_without_prompt")]


def test_bad_csv_rows_never_stop_good_ones(load_text: Load, held: Held) -> None:
    text = "\n".join(
        [
            "prompt,chosen,rejected",
            "one,a,b",
            "too,few",
            "too,many,cells,here",
            '5" pipe,a,b',
            "",
            'two,"a""",b',
            '"closed" badly,a,b',
            'three,"never closed,b',
            "four,a,b",
        ]
    )
    report = load_text(text)
    assert codes(report) == [
        (3, "row_cells"),
        (4, "row_cells"),
        (8, "row_not_csv"),
        (9, "row_not_csv"),
    ]
    assert [row["prompt"] for row in held()] == ["one", '5" pipe', "two", "four"]


def test_csv_of_a_wrong_encoding(load_text: Load, held: Held) -> None:
    report = load_text("prompt,chosen,rejected\nÄ,a,b\n".encode("latin-1") + b"fine,a,b\n")
    assert codes(report) == [(2, "row_not_utf8")]
    assert [row["prompt"] for row in held()] == ["fine"]


def test_a_column_cannot_come_twice(load_text: Load) -> None:
    with pytest.raises(InputError, match="column_twice"):
        load_text("prompt,chosen,chosen\na,b,c\n")


# JSON


def test_json_arrays_and_objects(load_text: Load, held: Held) -> None:
    rows = [{"prompt": 'a, "]} \\'}, {"prompt": "b", "demonstration": "c"}]
    for text in (json.dumps(rows), json.dumps(rows, indent=1), json.dumps({"data": rows})):
        assert load_text(text).bad_row_count == 0
    load_text(json.dumps({"prompt": "alone"}, indent=2))
    assert held() == [
        {"prompt": 'a, "]} \\'},
        {"prompt": "b", "demonstrations": ["c"]},
        {"prompt": "alone"},
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[{"prompt": "a"}, {"prompt": "b"', [(2, "json_cut_off")]),
        ('[{"prompt": "a"}, nonsense, {"prompt": "b"}]', [(2, "row_not_json")]),
        ('[{"prompt": "a"},, {"prompt": "b"},]', [(2, "row_not_object")]),
        ('[{"prompt": "a"}}, {"prompt": "b"}]', [(2, "json_goes_on")]),
        ('[{"prompt": "a"}] {"prompt": "b"}', [(2, "json_goes_on")]),
        ('[{"prompt": "a"}, "text", 5, null]', [(n, "row_not_object") for n in (2, 3, 4)]),
        ('[{"prompt": "a"}, {"prompt": "b", "prompt": "c"}]', [(2, "row_key_twice")]),
        ('[{"prompt": "a"}, ' + "[" * 10**5 + "]" * 10**5 + "]", [(2, "row_too_deep")]),
    ],
)
def test_malformed_json_is_reported_and_the_rest_is_kept(
    load_text: Load, store: Store, text: str, found: list[tuple[int, str]]
) -> None:
    assert codes(load_text(text)) == found
    assert "a" in [prompt.text for prompt in prompts.page_prompts(store)]


def test_commas_without_end_are_not_told_one_by_one(load_text: Load, held: Held) -> None:
    """One mistake for each part that is read at once; told singly they took minutes."""
    report = load_text('[{"prompt": "a"}' + ", " * 10**6 + '{"prompt": "b"}]')
    assert 0 < report.bad_row_count < 100
    assert {row.code for row in report.bad_rows} == {"row_not_object"}
    assert held() == [{"prompt": "a"}, {"prompt": "b"}]


def test_json_that_is_cut_between_chunks(
    load_text: Load, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chunk may end anywhere, also between a backslash and its quote."""
    rows = [{"prompt": f'{n} \\" [, {{ \\\\'} for n in range(20)]
    for size in (16, 17, 18, 19):
        monkeypatch.setattr(json_document, "_CHUNK", size)
        assert load_text(json.dumps(rows)).bad_row_count == 0
    assert [row["prompt"] for row in held()] == [row["prompt"] for row in rows]


# Bounded memory


@pytest.mark.parametrize("file_type", ["jsonl", "json", "csv", "txt"])
def test_rows_that_are_too_long_are_skipped(
    load_text: Load, held: Held, monkeypatch: pytest.MonkeyPatch, file_type: str
) -> None:
    monkeypatch.setattr(reader, "MAX_LINE_BYTES", 1000)
    texts = ["one", "x" * 50_000, "two", "y" * 50_000]
    rows = [json.dumps({"prompt": text}) for text in texts]
    content = {
        "jsonl": "\n".join(rows),
        "json": f"[{','.join(rows)}]",
        "csv": "\n".join(["prompt", *texts]),
        "txt": "\n".join(texts),
    }[file_type]
    report = load_text(content, reading=Reading(file_type))
    assert [row.code for row in report.bad_rows] == ["row_too_long"] * 2
    assert [row["prompt"] for row in held()] == ["one", "two"]


def test_a_json_object_that_is_too_large(load_text: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_LINE_BYTES", 1000)
    with pytest.raises(InputError, match="document_too_large"):
        load_text(json.dumps({"data": [{"prompt": "x" * 10_000}]}))


def test_a_quote_that_never_closes_does_not_gather_the_file(
    load_text: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MAX_LINE_BYTES", 200)
    lines = ["prompt,chosen,rejected", '"open,a,b', *(f"p{n},a,b" for n in range(100))]
    report = load_text("\n".join(lines))
    assert codes(report) == [(2, "row_not_csv")]
    assert report.comparisons == 100


def test_what_is_joined_waits_only_so_long(
    load: Load, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_JOINED_BYTES", 300)
    rows = [
        {"prompt": "near", "completion": "a", "label": True},
        {"prompt": "far", "completion": "a", "label": True},
        {"prompt": "near", "completion": "b", "label": False},
        *({"prompt": f"{n}" * 40, "completion": "a", "label": True} for n in range(5)),
        {"prompt": "far", "completion": "b", "label": False},
    ]
    report = load(*rows)
    assert {row.code for row in report.bad_rows} == {"label_alone"}
    assert [row["prompt"] for row in held()] == ["near"]


# Stopping


@pytest.mark.parametrize("file_type", ["jsonl", "json", "csv"])
def test_an_import_of_any_type_tells_its_progress_and_stops(
    store: Store, load_text: Load, file_type: str
) -> None:
    rows = [json.dumps({"prompt": f"p {n}"}) for n in range(1000)]
    content = {
        "jsonl": "\n".join(rows),
        "json": f"[{','.join(rows)}]",
        "csv": "\n".join(["prompt", *(f"p {n}" for n in range(1000))]),
    }[file_type]
    seen: list[tuple[int, int]] = []
    answers = iter([False] * 7)
    with pytest.raises(StopRequested):
        load_text(
            content,
            progress=lambda *at: seen.append(at),
            stop=lambda: next(answers, True),
        )
    assert len(seen) == 7
    assert all(0 < done <= total for done, total in seen)
    assert prompts.count_prompts(store) == 0


# Malformed files

ROWS: list[dict[str, Any]] = [
    {"prompt": "a", "demonstration": "b"},
    {"prompt": "c", "responses": ["x", "y"], "groups": [[1], [0]]},
    {"prompt": [{"role": "user", "content": "Q"}], "completion": "A", "label": True},
    {"chosen": "\n\nHuman: Q\n\nAssistant: A", "rejected": "\n\nHuman: Q\n\nAssistant: B"},
    {"data": {"prompt": "Q"}, "annotations": [{"result": [{"type": "ranker", "value": {}}]}]},
    {"prompt": {"role": "prompter", "text": "Q", "replies": [{}]}},
    {"conversations": [{"from": "human", "value": "Q"}, {"from": "gpt", "value": "A"}]},
]


def damaged(random: random.Random) -> bytes:
    """Rows of some format as a file of some type, damaged here and there."""
    rows = random.choices(ROWS, k=random.randint(1, 4))
    lines = [json.dumps(row) for row in rows]
    text = random.choice(
        [
            "\n".join(lines),
            f"[{', '.join(lines)}]",
            json.dumps(rows, indent=1),
            "prompt,demonstration\n" + "\n".join(f'"{n}","a ""b"""' for n in range(4)),
        ]
    )
    content = bytearray(text.encode(random.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16-le"])))
    for _ in range(random.randint(0, 4)):
        place = random.randrange(len(content) + 1)
        piece = random.choice(
            [b"\0", b"\xff", b'"', b"{", b"}", b"[", b"]", b",", b"\\", b"\n", b"\r", b"[" * 3000]
        )
        if random.random() < 0.5:
            content[place:place] = piece
        else:
            del content[place : place + random.randint(1, 30)]
    return bytes(content[: random.randint(1, len(content) or 1)])


@given(st.integers(0, 2**32))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_malformed_files_give_reports(store: Store, load_text: Load, seed: int) -> None:
    """Never a crash; a file that is refused as a whole has brought nothing."""
    content = damaged(random.Random(seed))
    before = prompts.count_prompts(store)
    try:
        report = load_text(content)
    except InputError:
        assert prompts.count_prompts(store) == before
    else:
        assert prompts.count_prompts(store) == before + report.prompts


@pytest.mark.parametrize("file_type", [name for name in FILE_TYPES if name != "parquet"])
@given(content=st.binary(max_size=200) | st.text('{}[]",:\\\n a', max_size=60).map(str.encode))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_can_be_any_type(load_text: Load, file_type: str, content: bytes) -> None:
    try:
        load_text(content, reading=Reading(file_type))
    except InputError as error:
        assert error.code in {"row_not_utf8", "column_twice"}  # of a header  # noqa: PT017


@NEEDS_PYARROW
def test_parquet_with_its_columns(
    store: Store, load: Load, load_text: Load, tmp_path: Path
) -> None:
    load(*ROWS[:2])
    export_file(store, tmp_path / "all.parquet")
    assert load_text((tmp_path / "all.parquet").read_bytes()).duplicates == 2


@NEEDS_PYARROW
@pytest.mark.parametrize("seed", range(40))
def test_damaged_parquet_gives_reports(
    store: Store, load: Load, load_text: Load, tmp_path: Path, seed: int
) -> None:
    load(*ROWS[:2])
    export_file(store, tmp_path / "all.parquet")
    content = bytearray((tmp_path / "all.parquet").read_bytes())
    dice = random.Random(seed)
    if seed % 2:
        del content[dice.randrange(4, len(content)) :]
    else:
        for _ in range(8):
            content[dice.randrange(4, len(content))] = dice.randrange(256)
    before = prompts.count_prompts(store)
    try:
        report = load_text(bytes(content))
    except InputError:
        assert prompts.count_prompts(store) == before
    else:
        assert prompts.count_prompts(store) == before + report.prompts
