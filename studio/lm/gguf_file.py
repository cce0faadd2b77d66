"""GGUF files: metadata and tensors, as llama.cpp keeps a model in one file.

The header is read here and not by the library `gguf`, because that believes what a file says of its
own lengths. Here nothing is read, nor room made for it, that the file is too short to hold. The
library turns quantized blocks into numbers and writes new files. Source: ggml's docs/gguf.md.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import IO, Any

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Kind
from torch import Tensor

from studio.errors import InputError, ModelError

MAGIC, VERSIONS = b"GGUF", (2, 3)
ALIGNMENT = 32
# More than any model has: the largest vocabularies have a quarter of a million tokens.
MOST_VALUES, MOST_TENSORS, MOST_ITEMS = 2**16, 2**16, 2**22
MOST_DIMENSIONS = 4
MOST_STRING = 2**28  # bytes; a tokenizer written out as JSON takes a tenth of this
STRING, ARRAY = 8, 9
NUMBERS = {  # a value's type -> how it is stored
    0: "<u1",
    1: "<i1",
    2: "<u2",
    3: "<i2",
    4: "<u4",
    5: "<i4",
    6: "<f4",
    7: "?",
    10: "<u8",
    11: "<i8",
    12: "<f8",
}
PLAIN = {Kind.F32: "<f4", Kind.F16: "<f2"}
READABLE = (  # the types that models are handed round in
    *(Kind.F32, Kind.F16, Kind.BF16, Kind.Q4_0, Kind.Q4_1, Kind.Q5_0, Kind.Q5_1, Kind.Q8_0),
    *(Kind.Q2_K, Kind.Q3_K, Kind.Q4_K, Kind.Q5_K, Kind.Q6_K),
)


@dataclass(frozen=True)
class Place:
    """Where a tensor is in the file, and how it is stored. `shape` is as torch has it."""

    shape: tuple[int, ...]
    kind: Kind
    offset: int
    size: int  # bytes


@dataclass(frozen=True)
class GgufFile:
    path: Path
    values: Mapping[str, Any]
    places: Mapping[str, Place] = field(default_factory=dict)

    def read(self, name: str) -> Tensor:
        """A tensor, in float32. Raises `ModelError` when the file cannot be read."""
        place = self.places[name]
        try:
            with open(self.path, "rb") as file:
                file.seek(place.offset)
                raw = file.read(place.size)
        except OSError as error:
            raise ModelError("gguf_damaged", path=str(self.path), reason=str(error)) from None
        if len(raw) < place.size:
            raise ModelError("gguf_damaged", path=str(self.path), reason=f"{name} is cut off")
        if place.kind in PLAIN:
            numbers = np.frombuffer(raw, PLAIN[place.kind]).astype(np.float32)
        else:
            blocks = np.frombuffer(raw, np.uint8).reshape(*place.shape[:-1], -1)
            with np.errstate(all="ignore"):  # damaged scales; the numbers are looked at later
                numbers = gguf.quants.dequantize(blocks, place.kind)
        return torch.from_numpy(np.ascontiguousarray(numbers, np.float32)).view(place.shape)


def is_gguf(path: Path) -> bool:
    """Whether a path names a file that is one, or says so."""
    if not path.is_file():
        return False
    with suppress(OSError), open(path, "rb") as file:
        return file.read(4) == MAGIC or path.suffix.lower() == ".gguf"
    return path.suffix.lower() == ".gguf"


def open_gguf(path: Path) -> GgufFile:
    """Read a file's header. Raises `ModelError` for one that is damaged or of a kind not read."""
    try:
        with open(path, "rb") as file:
            return _Header(file, path).read()
    except OSError as error:
        raise ModelError("gguf_damaged", path=str(path), reason=str(error)) from None


class _Header:
    """Reads what stands before the tensors, never past the end of the file."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file, self._path = file, path
        self._left = self._size = os.fstat(file.fileno()).st_size

    def read(self) -> GgufFile:
        if self._left < 4 or self._bytes(4) != MAGIC:
            raise ModelError("gguf_foreign", path=str(self._path))
        version = self._number("<I")
        if version not in VERSIONS:
            self._refuse(f"version {version}")
        tensors = self._count("<Q", MOST_TENSORS)
        values = {}
        for _ in range(self._count("<Q", MOST_VALUES)):
            name = self._string()
            values[name] = self._value(self._number("<I"))
        infos = [(self._string(), *self._tensor_info()) for _ in range(tensors)]
        alignment = values.get("general.alignment", ALIGNMENT)
        if not isinstance(alignment, int) or not 1 <= alignment <= 2**20:
            self._refuse(f"alignment {alignment}")
        begin = -(-(self._size - self._left) // alignment) * alignment
        places = {
            name: self._place(name, shape, kind, begin + offset)
            for name, shape, kind, offset in infos
        }
        if len(places) < len(infos):
            self._refuse("two tensors of one name")
        return GgufFile(self._path, values, places)

    def _place(self, name: str, shape: tuple[int, ...], kind: int, offset: int) -> Place:
        try:
            known = Kind(kind)
        except ValueError:
            raise ModelError("gguf_type", name=name, type=str(kind)) from None
        if known not in READABLE:
            raise ModelError("gguf_type", name=name, type=known.name)
        block, block_bytes = gguf.GGML_QUANT_SIZES[known]
        if not shape or shape[-1] % block:
            self._refuse(f"{name} is of the shape {shape}")
        size = prod(shape) // block * block_bytes
        if offset + size > self._size:
            self._refuse(f"{name} is cut off")
        return Place(shape, known, offset, size)

    def _tensor_info(self) -> tuple[tuple[int, ...], int, int]:
        dimensions = self._count("<I", MOST_DIMENSIONS)
        sizes = [self._number("<Q") for _ in range(dimensions)]
        return tuple(reversed(sizes)), self._number("<I"), self._number("<Q")

    def _value(self, kind: int) -> Any:
        if kind == STRING:
            return self._string()
        if kind == ARRAY:
            inner, length = self._number("<I"), self._count("<Q", MOST_ITEMS)
            if inner == STRING:
                return [self._string() for _ in range(length)]
            return self._numbers(inner, length)
        return self._numbers(kind, 1)[0]

    def _numbers(self, kind: int, length: int) -> list[Any]:
        if kind not in NUMBERS:
            self._refuse(f"a value of the type {kind}")
        dtype = np.dtype(NUMBERS[kind])
        found: list[Any] = np.frombuffer(self._bytes(length * dtype.itemsize), dtype).tolist()
        return found

    def _string(self) -> str:
        return self._bytes(self._count("<Q", MOST_STRING)).decode("utf-8", errors="replace")

    def _count(self, layout: str, most: int) -> int:
        count = self._number(layout)
        if count > most:
            self._refuse(f"a length of {count}")
        return count

    def _number(self, layout: str) -> int:
        number: int = struct.unpack(layout, self._bytes(struct.calcsize(layout)))[0]
        return number

    def _bytes(self, count: int) -> bytes:
        if count > self._left:
            self._refuse("it is cut off")
        self._left -= count
        return self._file.read(count)

    def _refuse(self, reason: str) -> None:
        raise ModelError("gguf_damaged", path=str(self._path), reason=reason)


def write_gguf(
    path: Path,
    architecture: str,
    values: Mapping[str, Any],
    tensors: Iterable[tuple[str, Tensor]],
    kind: Kind,
    each: Callable[[], None],
) -> None:
    """Write a file, all of it or nothing. Vectors stay in float32, matrices become `kind`.

    `each` is called before each tensor, and what it raises ends the writing. Raises `InputError`
    when the file cannot be written, `ModelError` for numbers that `kind` cannot hold.
    """
    draft = path.with_name(f".{path.name}.new")
    writer = gguf.GGUFWriter(draft, architecture)
    for name, value in values.items():
        _add_value(writer, name, value)
    for name, tensor in tensors:
        each()
        _add_tensor(writer, name, tensor, kind)
    try:
        with _told_unwritable(path):
            writer.write_header_to_file()
            writer.write_kv_data_to_file()
            writer.write_tensors_to_file()
            writer.close()
            each()
            os.replace(draft, path)
    finally:
        writer.close()
        with suppress(OSError):
            draft.unlink(missing_ok=True)


@contextmanager
def _told_unwritable(path: Path) -> Any:
    try:
        yield
    except OSError as error:
        raise InputError("folder_unwritable", path=str(path), reason=str(error)) from None


def _add_value(writer: gguf.GGUFWriter, name: str, value: Any) -> None:
    match value:
        case bool():
            writer.add_bool(name, value)
        case int():
            writer.add_uint32(name, value)
        case float():
            writer.add_float32(name, value)
        case str():
            writer.add_string(name, value)
        case list():
            writer.add_array(name, value)


def _add_tensor(writer: gguf.GGUFWriter, name: str, tensor: Tensor, kind: Kind) -> None:
    numbers = tensor.detach().cpu().float().contiguous().numpy()
    block, _ = gguf.GGML_QUANT_SIZES[kind]
    if numbers.ndim == 1:
        kind = Kind.F32
    elif numbers.shape[-1] % block:
        kind = Kind.F16
    with np.errstate(over="ignore"):
        stored = gguf.quants.quantize(numbers, kind)
    if kind == Kind.F16 and not np.isfinite(stored).all():
        raise ModelError("gguf_range", name=name, type=kind.name)
    writer.add_tensor(name, stored, raw_dtype=kind)
