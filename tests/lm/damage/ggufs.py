"""Ways to damage a GGUF file: counts, lengths, alignments, types and values that lie."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from random import Random
from typing import Any

from gguf import GGMLQuantizationType as Kind

from studio.lm.gguf_file import open_gguf, write_gguf
from tests.lm.damage.folders import SLOW_TEMPLATES, STRANGE, TEMPLATES, Way, cut, spoil

FILES = ("file.gguf", "small.gguf", "shipped.gguf")


def copied(sound: Path, target: Path, rng: Random) -> Path:
    path = target / "model.gguf"
    path.write_bytes((sound / rng.choice(FILES)).read_bytes())
    return path


def file_cut(sound: Path, target: Path, rng: Random) -> Path:
    path = copied(sound, target, rng)
    cut(path, rng)
    return path


def header_spoiled(sound: Path, target: Path, rng: Random) -> Path:
    path = copied(sound, target, rng)
    spoil(path, rng, rng.choice((40, 1500, 12_000)))
    return path


def lengths_lie(sound: Path, target: Path, rng: Random) -> Path:
    """A number of the header, which may be a count, a length or a type, becomes a huge one."""
    path = copied(sound, target, rng)
    content = bytearray(path.read_bytes())
    layout = rng.choice(("<I", "<Q"))
    lies = (0, 1, 2**31, 2**32 - 1, *((2**40, 2**62, 2**64 - 1) if layout == "<Q" else ()))
    places = [4, 8, 16, 24, *[24 + 4 * rng.randrange(2500) for _ in range(4)]]
    struct.pack_into(layout, content, rng.choice(places), rng.choice(lies))
    path.write_bytes(content)
    return path


def values_lie(sound: Path, target: Path, rng: Random) -> Path:
    """Metadata of other types and sizes than they should have."""
    good = open_gguf(sound / rng.choice(FILES))
    values = {name: value for name, value in good.values.items() if name != "general.architecture"}
    able: list[Any] = [v for v in STRANGE if type(v) is int and 0 <= v < 2**32]
    able += [v for v in STRANGE if isinstance(v, str | float) and v != 1e308]
    able += [True, [1, 2], ["a", "b"], [0.5]]
    for _ in range(rng.choice((1, 1, 2))):
        name = rng.choice([*sorted(values), "general.alignment", "llama.rope.scaling.type"])
        values[name] = rng.choice(able)
        if values[name] == "\ud800":
            del values[name]
    return _write(target, values, good)


def tokenizer_lies(sound: Path, target: Path, rng: Random) -> Path:
    good = open_gguf(sound / "shipped.gguf")
    values = {name: value for name, value in good.values.items() if name != "general.architecture"}
    del values["tokenizer.huggingface.json"]
    tokens: list[Any] = values["tokenizer.ggml.tokens"]
    merges: list[Any] = values["tokenizer.ggml.merges"]
    changes: list[dict[str, Any]] = [
        {"tokenizer.ggml.tokens": tokens[:10]},
        {"tokenizer.ggml.tokens": tokens * 2},
        {"tokenizer.ggml.tokens": ["same"] * len(tokens)},
        {"tokenizer.ggml.tokens": [""] * len(tokens)},
        {"tokenizer.ggml.tokens": [1, 2, 3]},
        {"tokenizer.ggml.tokens": "tokens"},
        {"tokenizer.ggml.token_type": [3] * len(tokens)},
        {"tokenizer.ggml.token_type": [5] * len(tokens)},
        {"tokenizer.ggml.token_type": [99] * len(tokens)},
        {"tokenizer.ggml.token_type": 3},
        {"tokenizer.ggml.token_type": "x" * len(tokens)},
        {"tokenizer.ggml.merges": merges[:3] * 1000},
        {"tokenizer.ggml.merges": ["a"]},
        {"tokenizer.ggml.merges": [1]},
        {"tokenizer.ggml.merges": "merges"},
        {"tokenizer.ggml.merges": 7},
        {"tokenizer.ggml.eos_token_id": 2**31},
        {"tokenizer.ggml.eos_token_id": "2"},
        {"tokenizer.ggml.eos_token_id": [2]},
        {"tokenizer.ggml.bos_token_id": 2**31, "tokenizer.ggml.add_bos_token": True},
        {"tokenizer.ggml.bos_token_id": 1, "tokenizer.ggml.add_bos_token": "yes"},
        {"tokenizer.ggml.pre": "nothing"},
        {"tokenizer.ggml.pre": [1]},
        {"tokenizer.ggml.model": "bert"},
        {"tokenizer.ggml.model": 3},
        {"tokenizer.chat_template": 3},
        {"tokenizer.chat_template": ["a"]},
        {"tokenizer.huggingface.json": "{"},
        {"tokenizer.huggingface.json": "{}"},
        {"tokenizer.huggingface.json": "[" * 100_000},
        {"tokenizer.huggingface.json": 5},
        {"tokenizer.chat_template": rng.choice(TEMPLATES).replace("\ud800", "")},
    ]
    return _write(target, values | rng.choice(changes), good)


def tensors_lie(sound: Path, target: Path, rng: Random) -> Path:
    """What says where a tensor is and how it is stored: dimensions, types, offsets."""
    path = copied(sound, target, rng)
    content = bytearray(path.read_bytes())
    name = rng.choice((b"token_embd.weight", b"blk.0.attn_q.weight", b"blk.1.ffn_down.weight"))
    place = content.rindex(name) + len(name)
    fields = [(place, "<I"), (place + 4, "<Q"), (place + 12, "<Q"), (place + 20, "<I")]
    fields.append((place + 24, "<Q"))
    where, layout = rng.choice(fields)
    lies = (0, 1, 2, 3, 8, 14, 24, 30, 31, 2**30, 2**32 - 1, *((2**63,) if layout == "<Q" else ()))
    struct.pack_into(layout, content, where, rng.choice(lies))
    path.write_bytes(content)
    return path


def numbers_spoiled(sound: Path, target: Path, rng: Random) -> Path:
    """Weights that became NaN, infinite, or anything."""
    path = copied(sound, target, rng)
    content = bytearray(path.read_bytes())
    begin = len(content) - rng.randrange(100, 20_000)
    length = rng.choice((2, 40, 99))
    content[begin : begin + length] = rng.choice((b"\xff", b"\x7c", b"\x00\x7c")) * length
    path.write_bytes(content)
    return path


def endless(sound: Path, target: Path, rng: Random) -> Path:
    """A header that claims as much as a file of 200 GB could hold, none of it on the disk."""
    path = target / "model.gguf"
    name = struct.pack("<Q", 1) + b"a"
    headers = (
        struct.pack("<IQQ", 3, 0, 1) + name + struct.pack("<IQ", 8, 2**36),
        struct.pack("<IQQ", 3, 0, 1) + name + struct.pack("<IIQ", 9, 12, 2**33),
        struct.pack("<IQQ", 3, 0, 1) + name + struct.pack("<IIQ", 9, 8, 2**22),
        struct.pack("<IQQ", 3, 0, 2**16),
        struct.pack("<IQQ", 3, 2**16, 0),
        struct.pack("<IQQ", 3, 1, 0) + name + struct.pack("<IQIQ", 1, 2**35, 0, 0),
    )
    path.write_bytes(b"GGUF" + rng.choice(headers))
    os.truncate(path, 200 * 2**30)
    return path


def template_never_ends(sound: Path, target: Path, rng: Random) -> Path:
    good = open_gguf(sound / "shipped.gguf")
    values = {name: value for name, value in good.values.items() if name != "general.architecture"}
    return _write(target, values | {"tokenizer.chat_template": SLOW_TEMPLATES[0]}, good)


def _write(target: Path, values: dict[str, Any], good: Any) -> Path:
    path = target / "model.gguf"
    tensors = [(name, good.read(name)) for name in good.places]
    write_gguf(path, good.values["general.architecture"], values, tensors, Kind.F16, lambda: None)
    return path


WAYS: dict[Way, int] = {
    file_cut: 10,
    header_spoiled: 25,
    lengths_lie: 25,
    values_lie: 20,
    tokenizer_lies: 20,
    tensors_lie: 25,
    numbers_spoiled: 10,
    endless: 8,
    template_never_ends: 1,
}
