"""Files that no program should have written, one for each seed: what an import has to bear.

`malformed_file(seed, folder)` makes one and says how to read it. The same seed gives the same file.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import socket
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from studio.store.formats.file_types import FILE_TYPES
from studio.store.formats.reading import Reading
from studio.store.formats.registry import FORMATS

HAS_PARQUET = find_spec("pyarrow") is not None
MB = 2**20
_TALK = [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "A"}]
_TREE = {
    "role": "prompter",
    "text": "Q",
    "replies": [{"role": "assistant", "text": "A", "rank": 0}],
}
# A row of each format
ROWS: list[dict[str, Any]] = [
    {"prompt": "Q", "responses": ["a", "b", "c"], "groups": [[0], [1]], "unranked": [2],
     "ratings": [{"response": 0, "quality": 3, "flags": ["x"]}], "seeds": [1, 2, 3],
     "sampling": {"temperature": 1}, "labeler": "Ann", "seconds": 3.5, "created_at": "2026-01-01"},
    {"prompt": "Q", "demonstration": "A", "language": "de", "tags": ["t"], "split": "sft"},
    {"prompt": "Q", "completion": "A"},
    {"prompt": _TALK[:1], "completion": _TALK[1:]},
    {"prompt": "Q", "chosen": "A", "rejected": "B"},
    {"chosen": _TALK, "rejected": [_TALK[0], {"role": "assistant", "content": "B"}]},
    {"prompt": "Q", "completion": "A", "label": True},
    {"chosen": "\n\nHuman: Q\n\nAssistant: A", "rejected": "\n\nHuman: Q\n\nAssistant: B"},
    {"messages": _TALK},
    {"input": {"messages": _TALK[:1]}, "preferred_output": _TALK[1:],
     "non_preferred_output": [{"role": "assistant", "content": "B"}]},
    {"conversations": [{"from": "human", "value": "Q"}, {"from": "gpt", "value": "A"}]},
    {"instruction": "Q", "input": "", "output": "A", "history": [["q", "a"]]},
    {"message_tree_id": "1", "prompt": _TREE},
    {"message_id": "1", "parent_id": None, "message_tree_id": "1", "role": "prompter", "text": "Q"},
    {"fields": {"prompt": "Q", "response_1": "A", "response_2": "B"}, "suggestions": {},
     "responses": {"rank": [{"value": ["response_1", "response_2"], "user_id": "u"}]}},
    {"data": {"prompt": "Q", "items": [{"id": "1", "body": "A"}, {"id": "2", "body": "B"}]},
     "annotations": [{"result": [{"type": "ranker", "value": {"ranker": ["2", "1"]}}]}]},
    {"data": {"prompt": "Q", "one": "A", "two": "B"},
     "annotations": [{"result": [{"type": "pairwise", "value": {"selected": "left"}}]}]},
    {"input": "Q", "output_1": "A", "output_2": "B", "label": 1},
]  # fmt: skip
WEIRD: list[Any] = [
    None, True, False, 0, -1, 2**63, 10**400, 1e308, float("nan"), float("inf"), "", " ", "\0",
    "\ud800", "\udfff\ud800", "=1+1", "\u202e", "x" * 30_000, [], {}, [[]], [{}], {"": []},
    [None], [[0], [0]], {"role": {}}, [{"role": "user"}], [{"from": [], "value": 1}], "2026-99-99",
]  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp037", "utf-8-sig")
PIECES = (b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b'"', b"{", b"}", b"[", b"]", b",", b"\\",
          b"\n", b"\r", b"\r\n", b"\xef\xbb\xbf", b"NaN", b"-Infinity", b"9" * 5000, b"[" * 3000,
          b'{"a":' * 3000, b"'=", b"\x1a", b"\xe2\x80\xa8")  # fmt: skip
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "'=1",
    "''@",
    "＝1",
    '=cmd|"/c"!A',
)


@dataclass(frozen=True)
class Malformed:
    kind: str
    path: Path
    reading: Reading


def malformed_file(seed: int, folder: Path) -> Malformed:
    chance = random.Random(seed)
    kinds = list(_MAKERS) if chance.random() < 0.3 else ["damaged", "weird", "both"]
    # What is slow is rare, but there.
    kind = chance.choice(list(_SLOW)) if seed % 250 == 7 else chance.choice(kinds)
    path = folder / f"{seed}.{chance.choice(['csv', 'json', 'parquet', 'txt', ''])}"
    ({**_MAKERS, **_SLOW})[kind](chance, path)
    file_type = chance.choice([None, None, None, *FILE_TYPES])
    if file_type == "parquet" and not HAS_PARQUET:
        file_type = None
    format = chance.choice([None, None, *FORMATS])
    return Malformed(kind, path, Reading(file_type, format))


def _rows(chance: random.Random) -> list[Any]:
    kind = chance.choice(ROWS)
    some = [chance.choice([kind, kind, chance.choice(ROWS)]) for _ in range(chance.randint(1, 4))]
    return json.loads(json.dumps(some))


def _written(chance: random.Random, rows: list[Any]) -> bytes:
    lines = [json.dumps(row, ensure_ascii=chance.random() < 0.5) for row in rows]
    end = chance.choice(["\n", "\r\n", "\r", "\n\r", "\n\n"])
    forms: list[Callable[[], str]] = [
        lambda: end.join(lines),
        lambda: end.join(lines),
        lambda: f"[{end.join(lines)}]",
        lambda: f"[{', '.join(lines)}]",
        lambda: json.dumps({"data": rows}, indent=chance.choice([None, 1])),
        lambda: _table(chance, rows, end),
    ]
    return chance.choice(forms)().encode("utf-8", "surrogatepass")


def _table(chance: random.Random, rows: list[Any], end: str) -> str:
    names = next((list(row) for row in rows if isinstance(row, dict) and row), ["prompt"])
    mark = chance.choice(",;\t|")
    quote = chance.choice(['"', "", "'"])
    cells = [
        [chance.choice([json.dumps(row.get(name)), *FORMULAS, "", '"']) for name in names]
        for row in rows
        if isinstance(row, dict)
    ]
    lines = [mark.join(f"{quote}{cell}{quote}" for cell in line) for line in [names, *cells]]
    return end.join(lines)


def _spoil_bytes(chance: random.Random, content: bytes) -> bytes:
    spoiled = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(spoiled) + 1)
        if chance.random() < 0.5:
            spoiled[place:place] = chance.choice(PIECES)
        else:
            del spoiled[place : place + chance.randint(1, 30)]
    return bytes(spoiled[: chance.randint(0, len(spoiled))] if chance.random() < 0.3 else spoiled)


def _spoil_values(chance: random.Random, value: Any) -> Any:
    """The value with something in it, at any depth, replaced, lost or added."""
    if not isinstance(value, dict | list) or not value or chance.random() < 0.15:
        return chance.choice(WEIRD)
    keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = chance.choice(keys)
    if chance.random() < 0.1:
        del value[key]
    else:
        value[key] = _spoil_values(chance, value[key])
    return value


def _damaged(chance: random.Random, path: Path) -> None:
    path.write_bytes(_spoil_bytes(chance, _written(chance, _rows(chance))))


def _weird(chance: random.Random, path: Path) -> None:
    rows = _rows(chance)
    path.write_bytes(_written(chance, [_spoil_values(chance, row) for row in rows]))


def _both(chance: random.Random, path: Path) -> None:
    rows = [_spoil_values(chance, row) for row in _rows(chance)]
    path.write_bytes(_spoil_bytes(chance, _written(chance, rows)))


def _encoded(chance: random.Random, path: Path) -> None:
    text = _written(chance, _rows(chance)).decode("utf-8", "replace")
    path.write_bytes(text.encode(chance.choice(ENCODINGS), "replace"))


def _noise(chance: random.Random, path: Path) -> None:
    path.write_bytes(chance.randbytes(chance.choice([0, 1, 10, 3000])))


def _key_twice(chance: random.Random, path: Path) -> None:
    keys = ", ".join(f'"k{n}": {n}' for n in range(chance.choice([1, 20_000])))
    path.write_text('{"prompt": "Q", ' + keys + ', "k0": "again"}\n{"prompt": "R"}')


def _deep(chance: random.Random, path: Path) -> None:
    depth = chance.choice([100, 900, 990, 100_000])
    begin, end = chance.choice([("[", "]"), ('{"a":', "}"), ('{"replies":[', "]}")])
    name = chance.choice(["prompt", "messages", "responses", "sampling", "data", "x"])
    inner = begin * depth + ("1" if begin != "[" else "") + end * depth
    path.write_text(f'{{"prompt": "Q", "{name}1": {inner}, "{name}": {inner}}}')


def _foreign(chance: random.Random, path: Path) -> None:
    """A bomb: a megabyte of zeros in a kilobyte, in the shape of another file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("prompts.csv", bytes(MB))
    path.write_bytes(chance.choice([gzip.compress(bytes(MB)), held.getvalue()]))


def _special(chance: random.Random, path: Path) -> None:
    """What has the name of a file and is none."""
    kind = chance.choice(["folder", "pipe", "zero", "null", "loop", "nothing", "socket"])
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(os.path.relpath(path))
    elif kind != "nothing":
        path.symlink_to(f"/dev/{kind}")


def _cyclic_tree(chance: random.Random, path: Path) -> None:
    ids = [str(n) for n in range(chance.randint(1, 6))]
    messages = [
        {"message_id": id, "parent_id": chance.choice([*ids, None]), "message_tree_id": "0",
         "role": chance.choice(["prompter", "assistant"]), "text": id, "rank": chance.choice(WEIRD)}
        for id in ids
    ]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, messages)))


def _parquet(chance: random.Random, path: Path) -> None:
    if not HAS_PARQUET:
        return _noise(chance, path)
    import pyarrow
    import pyarrow.parquet

    cells = {"prompt": ["Q", None], "x": [chance.choice([1, b"\xff", [{"a": [1]}], 1.5, "t"])] * 2}
    pyarrow.parquet.write_table(pyarrow.table(cells), path)
    content = path.read_bytes()
    if chance.random() < 0.8:
        path.write_bytes(_spoil_bytes(chance, content))
    return None


# Slow ones


def _long_line(chance: random.Random, path: Path) -> None:
    part = chance.choice([b"x", b"[],", b'{"a":1},', b'"', b",", b"\0", b"\\"])
    size = chance.choice([17, 50]) * MB
    start = chance.choice([b'{"prompt":"', b"[", b"prompt,x\n", b'{"data":[', b""])
    path.write_bytes(start + part * (size // len(part)) + b'\n{"prompt":"after"}\n')


def _many_columns(chance: random.Random, path: Path) -> None:
    names = ",".join(f"c{n}" for n in range(1_000_000)) if chance.random() < 0.5 else "," * 5 * MB
    path.write_text(f"prompt,{names}\nQ,{names}\n")


def _many_parts(chance: random.Random, path: Path) -> None:
    """A row of something small a million times."""
    many = 1_000_000
    rows: list[dict[str, Any]] = [
        {"prompt": "Q", "responses": ["a"] * many, "groups": [[0]] * many},
        {"prompt": "Q", "responses": ["a", "b"], "groups": [[0]] * many, "unranked": [1] * many},
        {"instruction": "Q", "output": "A", "history": [["", ""]] * many},
        {"prompt": "Q", "responses": ["a", "b"], "ratings": [{"response": 0}] * (many // 10)},
        {"fields": {"prompt": "Q"}, "responses": {"r": [{"value": ["a"] * many}]}},
    ]
    path.write_text(json.dumps(chance.choice(rows)))


def _long_chain(chance: random.Random, path: Path) -> None:
    messages = (
        {"message_id": str(n), "parent_id": str(n - 1) if n else None, "message_tree_id": "0",
         "role": "assistant" if n % 2 else "prompter", "text": "t"}
        for n in range(30_000)
    )  # fmt: skip
    path.write_text("\n".join(map(json.dumps, messages)))


def _parquet_bomb(chance: random.Random, path: Path) -> None:
    """A long text many times over, or rows without number, in a small file."""
    if not HAS_PARQUET:
        return _noise(chance, path)
    import pyarrow
    import pyarrow.parquet

    if chance.random() < 0.5:
        cells: dict[str, Any] = {"prompt": ["x" * 40 * MB] * 300}
        array = pyarrow.array(cells["prompt"][:1]).dictionary_encode()
        long = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 300), array.dictionary)
        table = pyarrow.table({"prompt": long})
    else:
        table = pyarrow.table({"prompt": pyarrow.nulls(20_000_000, pyarrow.string())})
    pyarrow.parquet.write_table(table, path, compression="zstd")
    return None


_MAKERS: dict[str, Callable[[random.Random, Path], None]] = {
    "damaged": _damaged,
    "weird": _weird,
    "both": _both,
    "encoded": _encoded,
    "noise": _noise,
    "key twice": _key_twice,
    "deep": _deep,
    "foreign": _foreign,
    "special": _special,
    "cyclic tree": _cyclic_tree,
    "parquet": _parquet,
}
_SLOW: dict[str, Callable[[random.Random, Path], None]] = {
    "long line": _long_line,
    "many columns": _many_columns,
    "many parts": _many_parts,
    "long chain": _long_chain,
    "parquet bomb": _parquet_bomb,
}
