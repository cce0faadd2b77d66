"""Ways to damage a model's folder. Each takes the sound models, a folder to fill, and a chance."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import torch
from safetensors.torch import load_file, save_file

Way = Callable[[Path, Path, Random], Path]
WEIGHTS, CONFIG, TOKENIZER = "model.safetensors", "config.json", "tokenizer.json"
INDEX = "model.safetensors.index.json"
FOLDERS = ("llama", "qwen3", "gpt2")

STRANGE: list[Any] = [
    *(None, True, False, "", "32", "NaN", [], [32], {}, {"a": 1}, 0, -1, 1, 2, 3, 0.5, -0.0),
    *(2**31, 2**53 + 1, 2**63, 10**30, 1e308, float("inf"), float("nan"), "\ud800", "x" * 9999),
]


class Bomb:
    """What a pickle does to whoever reads it: makes a file that the test looks for."""

    def __reduce__(self) -> Any:
        return os.mkdir, (os.environ.get("DAMAGE_MARK", "damage-mark"),)


def copy(sound: Path, target: Path, *names: str, rng: Random) -> Path:
    folder = target / "model"
    shutil.copytree(sound / rng.choice(names or FOLDERS), folder)
    return folder


def change_json(path: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    values = json.loads(path.read_text("utf-8"))
    changed = change(values)
    text = json.dumps(values if changed is None else changed)
    path.write_text(text.replace("\\ud800", "\\ud800"), "utf-8")


def cut(path: Path, rng: Random) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: rng.randrange(len(content))])


def spoil(path: Path, rng: Random, stop: int | None = None) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(rng.choice((1, 2, 8, 40))):
        content[rng.randrange(stop or len(content))] = rng.randrange(256)
    path.write_bytes(content)


# Headers of safetensors


def read_header(path: Path) -> tuple[dict[str, Any], bytes]:
    content = path.read_bytes()
    [size] = struct.unpack("<Q", content[:8])
    return json.loads(content[8 : 8 + size]), content[8 + size :]


def write_header(path: Path, header: Any, rest: bytes, size: int | None = None) -> None:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text) if size is None else size) + text + rest)


def header_cut(sound: Path, target: Path, rng: Random) -> Path:
    folder = copy(sound, target, rng=rng)
    cut(folder / WEIGHTS, rng)
    return folder


def header_spoiled(sound: Path, target: Path, rng: Random) -> Path:
    folder = copy(sound, target, rng=rng)
    header, _ = read_header(folder / WEIGHTS)
    spoil(folder / WEIGHTS, rng, 8 + len(json.dumps(header)))
    return folder


def header_length_lies(sound: Path, target: Path, rng: Random) -> Path:
    folder = copy(sound, target, rng=rng)
    header, rest = read_header(folder / WEIGHTS)
    true = len(json.dumps(header))
    lies = (
        0,
        1,
        8,
        true - 1,
        true + 1,
        true + len(rest) + 1,
        10**8,
        2**31,
        2**40,
        2**63,
        2**64 - 1,
    )
    write_header(folder / WEIGHTS, header, rest, rng.choice(lies))
    return folder


def header_entry_lies(sound: Path, target: Path, rng: Random) -> Path:
    folder = copy(sound, target, rng=rng)
    header, rest = read_header(folder / WEIGHTS)
    names = [name for name in header if name != "__metadata__"]
    entry = header[rng.choice(names)]
    other = header[rng.choice(names)]
    begin, end = entry["data_offsets"]
    offsets: list[Any] = [
        *([0, 2**63], [2**62, 2**62 + end - begin], [end, begin], [-4, end], [begin], [], None),
        *([str(begin), str(end)], [begin + 0.5, end], [begin, end, end], [begin + 1, end + 1]),
        *(other["data_offsets"], [0, 0], [2**64, 2**65], [0, len(rest)], {"0": begin}),
    ]
    shapes: list[Any] = [
        *([], [0], [-1], [2**62], [2**32, 2**32], [1, *entry["shape"]], ["32"], None, [[32]]),
        *([1] * 4000, entry["shape"][::-1], [0.5], [2**63, 2], "32"),
    ]
    dtypes = ["F64", "F16", "BF16", "I64", "I8", "BOOL", "F8_E4M3", "F8_E5M2", "C64", "U64", "F4"]
    key, choices = rng.choice(
        (
            ("data_offsets", offsets),
            ("shape", shapes),
            ("dtype", [*dtypes, "object", "", None, 7, ["F32"]]),
        )
    )
    if rng.random() < 0.1:
        del entry[key]
    else:
        entry[key] = rng.choice(choices)
    write_header(folder / WEIGHTS, header, rest)
    return folder


def header_is_no_header(sound: Path, target: Path, rng: Random) -> Path:
    folder = copy(sound, target, rng=rng)
    header, rest = read_header(folder / WEIGHTS)
    text = json.dumps(header).encode()
    headers: list[bytes] = [
        *(b"{}", b"[]", b"null", b"7", b'"text"', b"", b" " * 5000, text[:-1], text + b"}"),
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        text.replace(b"{", b'{"__metadata__": 7,', 1),
        text.replace(b"{", b'{"__metadata__": {"format": 7},', 1),
        text.replace(b"{", b'{"__metadata__": {"format": "pt"}, "lm_head.weight": {},', 1),
        json.dumps({name: header[name] for name in reversed(header)}).encode(),
        b"\xff\xfe" + text,
        text + b" " * 10_000,
    ]
    write_header(folder / WEIGHTS, rng.choice(headers), rest)
    return folder


# Weights


def weights_changed(sound: Path, target: Path, rng: Random) -> Path:
    """NaN, infinity, other shapes, other types, missing ones, ones too many."""
    folder = copy(sound, target, rng=rng)
    weights = {name: weight.clone() for name, weight in load_file(folder / WEIGHTS).items()}
    for _ in range(rng.choice((1, 1, 1, 3))):
        name = rng.choice(sorted(weights))
        weights[name] = _changed(weights[name], rng)
    if rng.random() < 0.2:
        del weights[rng.choice(sorted(weights))]
    if rng.random() < 0.2:
        weights[rng.choice(("more.weight", "model.layers.9.x.weight", "../../x", "h.0.a.b"))] = (
            torch.ones(3)
        )
    save_file({name: weight.contiguous() for name, weight in weights.items()}, folder / WEIGHTS)
    return folder


def _changed(weight: torch.Tensor, rng: Random) -> torch.Tensor:
    place = rng.randrange(max(weight.numel(), 1))
    match rng.randrange(8):
        case 0 | 1 if weight.numel() and weight.is_floating_point():
            bad = rng.choice((float("nan"), float("inf"), -float("inf")))
            weight.view(-1)[place] = bad
            return weight
        case 2 if weight.is_floating_point():
            return weight.double() * 1e300  # finite, but not in 32 bits
        case 3:
            return weight.t() if weight.dim() == 2 else weight[:-1]
        case 4:
            return torch.zeros(0, *weight.shape[1:]) if weight.dim() else weight
        case 5:
            return weight.flatten()
        case 6:
            kinds = (torch.float16, torch.bfloat16, torch.int64, torch.bool, torch.uint8)
            return weight.to(rng.choice(kinds))
        case _:
            return weight[None].repeat(2, *[1] * weight.dim())


# Configs


def config_value_lies(sound: Path, target: Path, rng: Random) -> Path:
    folder = copy(sound, target, rng=rng)

    def change(values: dict[str, Any]) -> None:
        asked = ["rope_scaling", "rope_parameters", "head_dim", "layer_types", "sliding_window"]
        for _ in range(rng.choice((1, 1, 2))):
            key = rng.choice(sorted({*values, *asked}))
            values[key] = rng.choice(STRANGE)

    change_json(folder / CONFIG, change)
    return folder


def config_size_lies(sound: Path, target: Path, rng: Random) -> Path:
    """Sizes that a model could have, but not this one."""
    folder = copy(sound, target, rng=rng)

    def change(values: dict[str, Any]) -> None:
        sizes = [key for key, value in values.items() if type(value) is int and value > 1]
        key = rng.choice(sizes)
        big = (values[key] * 2, values[key] + 1, values[key] - 1, 1, 1000, 2**20, 2**24, 2**24 + 1)
        values[key] = rng.choice(big)

    change_json(folder / CONFIG, change)
    return folder


def config_is_no_config(sound: Path, target: Path, rng: Random) -> Path:
    folder = copy(sound, target, rng=rng)
    path = folder / rng.choice((CONFIG, CONFIG, "tokenizer_config.json"))
    if path.name != CONFIG:
        shutil.rmtree(folder)
        folder = copy(sound, target, "shipped", rng=rng)
    text = path.read_text("utf-8")
    texts: list[bytes] = [
        *(b"", b"null", b"[]", b"7", b"{", b"\x00" * 4096, b"\xff\xfe{}", text[:-1].encode()),
        *(text.encode("utf-16"), b"\xef\xbb\xbf" + text.encode(), text.encode() * 2),
        text.replace("{", '{"vocab_size": "many", "vocab_size": 320,', 1).encode(),
        text.rstrip("}\n ").encode() + b', "hidden_size": 31, "model_type": "mamba"}',
        text.replace("{", '{"hidden_size": ' + "9" * 5000 + ",", 1).encode(),
        text.replace("{", '{"hidden_size": 1e999999,', 1).encode(),
        b"[" * 200_000,
        b'{"a":' * 200_000,
        text.replace("{", '{"deep": ' + "[" * 900 + "]" * 900 + ",", 1).encode(),
        b'{"a": "' + b"x" * 3_000_000,
    ]
    path.write_bytes(rng.choice(texts))
    return folder


def config_cut(sound: Path, target: Path, rng: Random) -> Path:
    folder = copy(sound, target, rng=rng)
    (cut if rng.random() < 0.5 else spoil)(folder / CONFIG, rng)
    return folder


# Several files of weights


def shards_damaged(sound: Path, target: Path, rng: Random) -> Path:
    folder = copy(sound, target, "sharded", rng=rng)
    shards = sorted(folder.glob("model-*.safetensors"))
    match rng.randrange(4):
        case 0:
            rng.choice(shards).unlink()
        case 1:
            cut(rng.choice(shards), rng)
        case 2:
            shutil.copyfile(shards[0], shards[1])
        case _:
            spoil(rng.choice(shards), rng, 400)
    return folder


def index_lies(sound: Path, target: Path, rng: Random) -> Path:
    folder = copy(sound, target, "sharded", rng=rng)
    shutil.copyfile(sound / "llama" / WEIGHTS, target / "outside.safetensors")
    path = folder / INDEX
    outside = str(target / "outside.safetensors")
    files: list[Any] = [
        *("../outside.safetensors", outside, "sub/../../outside.safetensors", "..", ".", "", "/"),
        *("..\\outside.safetensors", "C:\\m.safetensors", "m.bin", "pytorch_model.bin", None, 7),
        *(["model-00001-of-00002.safetensors"], "\x00.safetensors", "x" * 5000 + ".safetensors"),
        *("nowhere.safetensors", "http://127.0.0.1:9/m.safetensors", ".safetensors", "/dev/zero"),
    ]
    maps: list[Any] = [None, [], 7, "x", {}, {"x": {}}, {"": ""}]

    def change(values: dict[str, Any]) -> Any:
        if rng.random() < 0.25:
            values["weight_map"] = rng.choice(maps)
        elif rng.random() < 0.2:
            return rng.choice([[], {}, {"weight_map": values["weight_map"] | {"x": 3}}])
        else:
            name = rng.choice(sorted(values["weight_map"]))
            values["weight_map"][name] = rng.choice(files)
        return values

    change_json(path, change)
    if rng.random() < 0.15:
        (cut if rng.random() < 0.5 else spoil)(path, rng)
    return folder


# Tokenizers


def tokenizer_cut(sound: Path, target: Path, rng: Random) -> Path:
    folder = copy(sound, target, "llama", "shipped", rng=rng)
    (cut if rng.random() < 0.4 else spoil)(folder / TOKENIZER, rng)
    return folder


def tokenizer_lies(sound: Path, target: Path, rng: Random) -> Path:
    """Vocabularies, merges and special tokens that disagree with each other or the model."""
    folder = copy(sound, target, "llama", "shipped", rng=rng)

    def change(values: dict[str, Any]) -> None:
        model, added = values["model"], values["added_tokens"]
        token = rng.choice(sorted(model["vocab"]))
        ids = (-1, 2**31, 2**32, 2**33, 319, 320, 0, None, "7", 1.5)
        match rng.randrange(12):
            case 0:
                model["vocab"][token] = rng.choice(ids)
            case 1:
                model["vocab"] = rng.choice(({}, [], None, {"a": 0}, {"a": 2**32 - 1}))
            case 2:
                model["vocab"] |= {f"more{n}": 320 + n for n in range(rng.choice((1, 1000)))}
            case 3:
                model["merges"].append(rng.choice(("no merge here", ["a"], ["qq", "zz"], 7, "a")))
            case 4:
                model["merges"] = rng.choice(([], None, {}, [["", ""]]))
            case 5:
                rng.choice(added)["id"] = rng.choice(ids)
            case 6:
                rng.choice(added)["content"] = rng.choice(("", "x" * 10000, None, "\x00", "e"))
            case 7:
                values["added_tokens"] = rng.choice(([], None, added * 2, added[1:], [7]))
            case 8:
                model["type"] = rng.choice(("WordLevel", "Unigram", "WordPiece", "x", None))
            case 9:
                del values[rng.choice(sorted(values))]
            case 10:
                model[rng.choice(sorted(model))] = rng.choice(STRANGE[:-2])
            case _:
                values[rng.choice(sorted(values))] = rng.choice(STRANGE[:-2])

    change_json(folder / TOKENIZER, change)
    return folder


def tokenizer_steps_lie(sound: Path, target: Path, rng: Random) -> Path:
    """Normalizers, cutters, decoders that are none, or that take for ever."""
    folder = copy(sound, target, "llama", "shipped", rng=rng)
    patterns = (
        "(",
        "(a+)+$",
        "(.|.)*x",
        "(x{1000}){1000}{1000}",
        "\\p{Nonsense}",
        "a{99999999}",
        "",
    )
    splits = [
        {"type": "Split", "pattern": {"Regex": p}, "behavior": "Isolated", "invert": False}
        for p in patterns
    ]
    replaces = [{"type": "Replace", "pattern": {"Regex": p}, "content": "xy"} for p in patterns]
    growth: Any = {"type": "Replace", "pattern": {"String": "e"}, "content": "e" * 1000}
    normalizers: list[Any] = [
        *replaces,
        {"type": "Sequence", "normalizers": [growth]},
        {"type": "Precompiled", "precompiled_charsmap": "AAAA"},
        {"type": "Precompiled", "precompiled_charsmap": "/////w" + "A" * 400},
        {"type": "Prepend", "prepend": "\u0000"},
    ]
    nested: Any = {"type": "Sequence", "pretokenizers": []}
    for _ in range(150):
        nested = {"type": "Sequence", "pretokenizers": [nested]}
    processors: list[Any] = [
        {"type": "TemplateProcessing", "single": [], "pair": [], "special_tokens": {}},
        {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<none>", "type_id": 0}}],
            "pair": [],
            "special_tokens": {},
        },
        {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "x", "type_id": 0}}],
            "pair": [],
            "special_tokens": {"x": {"id": "x", "ids": [2**32 - 1] * 10, "tokens": ["x"]}},
        },
        {"type": "BertProcessing", "sep": ["x", 99999], "cls": ["y", 99999]},
    ]

    def change(values: dict[str, Any]) -> None:
        key, choices = rng.choice(
            (
                ("pre_tokenizer", [*splits, nested, {"type": "Digits"}, {"type": "Nothing"}]),
                ("normalizer", normalizers),
                ("decoder", [{"type": "Nothing"}, {"type": "Fuse"}, *replaces[:3], 7]),
                ("post_processor", processors),
            )
        )
        values[key] = rng.choice(choices)

    change_json(folder / TOKENIZER, change)
    return folder


def settings_lie(sound: Path, target: Path, rng: Random) -> Path:
    """tokenizer_config.json and generation_config.json of other types than they should be."""
    folder = copy(sound, target, "shipped", rng=rng)
    keys = ("eos_token", "bos_token", "pad_token", "unk_token", "chat_template", "auto_map")

    def change(values: dict[str, Any]) -> None:
        values[rng.choice(keys)] = rng.choice([*STRANGE, {"content": 7}, {"content": ["x"]}])

    change_json(folder / "tokenizer_config.json", change)
    if rng.random() < 0.5:
        ends = {"eos_token_id": rng.choice([*STRANGE, [2, "3"], [[2]], [99999], [2] * 100_000])}
        (folder / "generation_config.json").write_text(json.dumps(ends))
    return folder


# What only claims to be a model


def renamed(sound: Path, target: Path, rng: Random) -> Path:
    """Pickles, archives and other files under a model's names."""
    folder = copy(sound, target, rng=rng)
    archive = target / "archive.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("data.pkl", pickle.dumps(Bomb()))
        zipped.writestr("zeros", bytes(3_000_000))
    torch.save({"model.norm.weight": torch.ones(2)}, target / "torch.bin")
    contents = (
        pickle.dumps(Bomb()),
        archive.read_bytes(),
        (target / "torch.bin").read_bytes(),
        b"",
        b"\x00" * 100_000,
        b"#!/bin/sh\nmkdir damage-mark\n",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 123\n",
        b"<!DOCTYPE html><html>404</html>",
        (sound / "file.gguf").read_bytes(),
        b"\x7fELF" + bytes(200),
    )
    name = rng.choice((WEIGHTS, WEIGHTS, WEIGHTS, CONFIG, TOKENIZER))
    (folder / name).write_bytes(rng.choice(contents))
    return folder


def only_pickles(sound: Path, target: Path, rng: Random) -> Path:
    """A folder as older models are handed round: its weights are a program."""
    folder = copy(sound, target, rng=rng)
    (folder / WEIGHTS).unlink()
    for name in ("pytorch_model.bin", "model.pt", "modeling_llama.py"):
        (folder / name).write_bytes(pickle.dumps(Bomb()))
    if rng.random() < 0.5:
        index = {"weight_map": {"model.norm.weight": "pytorch_model.bin"}}
        (folder / INDEX).write_text(json.dumps(index))
    map_ = {"AutoModelForCausalLM": "modeling_llama.Bomb"}
    change_json(folder / CONFIG, lambda values: values.update(auto_map=map_))
    return folder


def not_a_file(sound: Path, target: Path, rng: Random) -> Path:
    """Files that are links, folders, pipes, devices, or endless."""
    folder = copy(sound, target, rng=rng)
    path = folder / rng.choice((WEIGHTS, CONFIG, TOKENIZER))
    path.unlink()
    match rng.randrange(8):
        case 0:
            path.symlink_to("/dev/zero")
        case 1:
            path.symlink_to(path.name)  # to itself
        case 2:
            path.symlink_to("/nowhere/at/all")
        case 3:
            path.mkdir()
        case 4:
            os.mkfifo(path)
        case 5:
            path.symlink_to("/proc/self/mem")
        case _:  # 200 GB that take no room on the disk
            with open(path, "wb") as file:
                file.write(b"{" if path.suffix == ".json" else struct.pack("<Q", 2))
                file.truncate(200 * 2**30)
    return folder


def endless_weights(sound: Path, target: Path, rng: Random) -> Path:
    """A sound file with a tensor more, which takes 200 GB but none of the disk."""
    folder = copy(sound, target, rng=rng)
    header, rest = read_header(folder / WEIGHTS)
    size = 200 * 2**30
    name = rng.choice(("more.weight", "transformer.h.0.attn.bias"))
    offsets = [len(rest), len(rest) + size]
    header[name] = {"dtype": "U8", "shape": [size], "data_offsets": offsets}
    write_header(folder / WEIGHTS, header, rest)
    os.truncate(folder / WEIGHTS, (folder / WEIGHTS).stat().st_size + size)
    return folder


# Chat templates

TEMPLATES = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ self.__init__.__globals__['os'].mkdir('damage-mark') }}",
    "{{ cycler.__init__.__globals__.os.mkdir('damage-mark') }}",
    "{{ messages.append }}{{ lipsum.__globals__ }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{{ 'x' * 10**12 }}",
    "{{ range(10**9) | list }}",
    "{{ '%0999999999d' % 1 }}",
    "{{ 2 ** 99999999 }}",
    "{% for m in messages %}{{ m",
    "{{ undefined.thing }}",
    "{{ raise_exception('no') }}",
    "{{ messages[0].content * 2 }}",
    "nothing",
    "",
    "{{ messages[0].content }}{{ '\ud800' }}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{{ messages[0]['content'].format(messages[0]) }}" * 3,
    "{% set ns = namespace() %}{% set ns.__class__ = 1 %}",
    "{{ messages | map(attribute='__class__') | list }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{% if " + "(" * 5000 + "1" + ")" * 5000 + " %}{% endif %}",
)
SLOW_TEMPLATES = (
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% for a in range(99999) %}{{ 'x' * 99999 }}{% endfor %}",
)


def template_tries_more(sound: Path, target: Path, rng: Random) -> Path:
    return _with_template(sound, target, rng, rng.choice(TEMPLATES))


def template_never_ends(sound: Path, target: Path, rng: Random) -> Path:
    return _with_template(sound, target, rng, rng.choice(SLOW_TEMPLATES))


def _with_template(sound: Path, target: Path, rng: Random, template: str) -> Path:
    folder = copy(sound, target, "shipped", rng=rng)
    if rng.random() < 0.5:
        (folder / "chat_template.jinja").write_bytes(template.encode(errors="surrogatepass"))
    else:
        change = {"chat_template": template}
        change_json(folder / "tokenizer_config.json", lambda values: values.update(change))
    return folder


# How many of each
WAYS: dict[Way, int] = {
    header_cut: 20,
    header_spoiled: 25,
    header_length_lies: 15,
    header_entry_lies: 45,
    header_is_no_header: 20,
    weights_changed: 45,
    config_value_lies: 50,
    config_size_lies: 30,
    config_is_no_config: 20,
    config_cut: 15,
    shards_damaged: 15,
    index_lies: 30,
    tokenizer_cut: 15,
    tokenizer_lies: 40,
    tokenizer_steps_lie: 20,
    settings_lie: 15,
    renamed: 20,
    only_pickles: 4,
    not_a_file: 16,
    endless_weights: 4,
    template_tries_more: 16,
    template_never_ends: 2,
}
