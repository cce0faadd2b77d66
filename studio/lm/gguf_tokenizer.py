"""A tokenizer in the metadata of a GGUF file: byte-level BPE, which llama.cpp calls `gpt2`.

Such a file names how text is cut before its pieces are merged (`tokenizer.ggml.pre`), and llama.cpp
has the way of cutting in its code: llama-vocab.cpp. The names here are those of the families that
the studio computes. The other kind, SentencePiece's, is told in `gguf_sentencepiece`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import tokenizers
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors

from studio.errors import ModelError
from studio.lm.gguf_sentencepiece import (
    NORMAL,
    UNKNOWN,
    build_sentencepiece,
    sentencepiece_values,
)
from studio.lm.shipped_tokenizer import frame_format, is_studios
from studio.lm.tokenizer import Tokenizer, parse_inner

CONTROL, USER_DEFINED, UNUSED = 3, 4, 5  # types of tokens, as NORMAL and UNKNOWN
Build = Callable[[Mapping[str, Any], list[str], list[int]], tokenizers.Tokenizer]
WHOLE = "tokenizer.huggingface.json"  # a key of the format: the tokenizer as it was before
NAMED = {"bos_token": "bos", "eos_token": "eos", "pad_token": "padding", "unk_token": "unknown"}

_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_CASED = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_UNNAMED = (  # for files from before the names
    r"[\p{P}\$\+<=>\^~\|]+",
    r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)",
    r"\p{N}+",
    r"[0-9][0-9][0-9]",
)
_BYTES = {"type": "ByteLevel", "use_regex": False}
_GPT2 = {"type": "ByteLevel", "use_regex": True}
# Name -> what of a `tokenizer.json` says the same.
CUTS: dict[str, list[dict[str, Any]]] = {
    "gpt-2": [_GPT2],
    "smollm": [{"type": "Digits", "individual_digits": True}, _GPT2],
    "qwen2": [{"type": "Split", "pattern": {"Regex": _WORDS % r"\p{N}"}}, _BYTES],
    "llama-bpe": [{"type": "Split", "pattern": {"Regex": _WORDS % r"\p{N}{1,3}"}}, _BYTES],
    "tekken": [{"type": "Split", "pattern": {"Regex": _CASED}}, _BYTES],
    "default": [*({"type": "Split", "pattern": {"Regex": one}} for one in _UNNAMED), _BYTES],
}
WHOLE_WORDS = ("llama-bpe", "tekken")  # a word that is a token is not made of merges
ALSO_CALLED = {
    "gpt2": "gpt-2",
    "llama3": "llama-bpe",
    "llama-v3": "llama-bpe",
    "starcoder": "smollm",
    "refact": "smollm",
    "command-r": "smollm",
    "deepseek-r1-qwen": "qwen2",
    "pixtral": "llama-bpe",
    "falcon3": "llama-bpe",
    "": "default",
}


def read_tokenizer(values: Mapping[str, Any], path: Path) -> Tokenizer:
    """The tokenizer that a file's metadata tells. Raises `ModelError` for one of another kind."""
    tokens = values.get("tokenizer.ggml.tokens")
    kind = values.get("tokenizer.ggml.model")
    if kind not in ("gpt2", "llama"):
        raise ModelError("gguf_tokenizer", kind=kind)
    if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
        raise _damaged(path, "tokens")
    build = _byte_level if kind == "gpt2" else _sentencepiece
    inner = _whole(values, tokens, path) or _built(build, values, tokens, path)
    template = values.get("tokenizer.chat_template") or None
    if is_studios(inner, template):
        return Tokenizer(inner)
    settings: dict[str, Any] = {
        name: tokens[token]
        for name, key in NAMED.items()
        if (token := _id(values, key)) is not None
    }
    ends = [
        {"eos_token_id": [e for e in (_id(values, "eos"), _id(values, "eot")) if e is not None]}
    ]
    return Tokenizer(inner, frame_format(inner, settings, ends, template, path))


def tokenizer_values(tokenizer: Tokenizer, rows: int) -> dict[str, Any]:
    """Metadata that tells a tokenizer to llama.cpp; the vocabulary is filled up to `rows` tokens.

    Raises `ModelError` for a tokenizer that llama.cpp has no name for.
    """
    whole = json.loads(tokenizer.to_json())
    model = whole["model"]
    if model["type"] != "BPE":
        raise ModelError("gguf_tokenizer", kind=model["type"])
    pieces = sentencepiece_values(whole, rows) if model.get("byte_fallback") else {}
    tokens = [f"[PAD{number}]" for number in range(rows)]
    kinds = [UNUSED] * rows
    for token, number in tokenizer.inner.get_vocab().items():
        tokens[number], kinds[number] = token, NORMAL
    for number, kind in enumerate(pieces.get("tokenizer.ggml.token_type", ())):
        kinds[number] = kind if kinds[number] == NORMAL else kinds[number]
    for added in whole["added_tokens"]:
        if kinds[added["id"]] != UNKNOWN:
            kinds[added["id"]] = CONTROL if added["special"] else USER_DEFINED
    ids = {
        "bos": tokenizer.text_id,
        "eos": tokenizer.end_id,
        "padding": tokenizer.pad_id,
        "eot": tokenizer.stop_ids[1] if len(tokenizer.stop_ids) > 1 else None,
    }
    if not pieces:
        pieces = {
            "tokenizer.ggml.pre": _cut_name(whole["pre_tokenizer"]),
            "tokenizer.ggml.merges": [
                merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"]
            ],
        }
    return {
        "tokenizer.ggml.model": "llama" if "tokenizer.ggml.scores" in pieces else "gpt2",
        "tokenizer.ggml.tokens": tokens,
        **pieces,
        "tokenizer.ggml.token_type": kinds,
        **{f"tokenizer.ggml.{n}_token_id": i for n, i in ids.items() if i is not None},
        # The template writes what begins a dialogue; twice would be wrong.
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.chat_template": tokenizer.chat.settings["chat_template"],
        WHOLE: json.dumps(whole, ensure_ascii=False),
    }


def _whole(values: Mapping[str, Any], tokens: list[str], path: Path) -> tokenizers.Tokenizer | None:
    """The tokenizer as it was before, if the file has it and it agrees with the rest."""
    text = values.get(WHOLE)
    if not isinstance(text, str):
        return None
    inner = parse_inner(text, path)
    agrees = all(
        number < len(tokens) and tokens[number] == token
        for token, number in inner.get_vocab().items()
    )
    return inner if agrees else None


def _built(
    build: Build, values: Mapping[str, Any], tokens: list[str], path: Path
) -> tokenizers.Tokenizer:
    kinds = values.get("tokenizer.ggml.token_type") or [NORMAL] * len(tokens)
    if len(kinds) != len(tokens):
        raise _damaged(path, "token_type")
    try:
        inner = build(values, tokens, kinds)
    except ModelError:
        raise
    except Exception as error:  # the library raises bare Exception
        raise _damaged(path, str(error)) from None
    for kind, special in ((CONTROL, True), (UNKNOWN, True), (USER_DEFINED, False)):
        added = [
            tokenizers.AddedToken(token, special=special, normalized=False)
            for token, its in zip(tokens, kinds, strict=True)
            if its == kind
        ]
        (inner.add_special_tokens if special else inner.add_tokens)(added)
    begin = _id(values, "bos")
    usual = values.get("tokenizer.ggml.model") == "llama"
    if begin is not None and values.get("tokenizer.ggml.add_bos_token", usual):
        named_begin = [(tokens[begin], begin)]
        inner.post_processor = processors.TemplateProcessing(
            single=[tokens[begin], "$A"], special_tokens=named_begin
        )
    return inner


def _byte_level(
    values: Mapping[str, Any], tokens: list[str], kinds: list[int]
) -> tokenizers.Tokenizer:
    merges = values.get("tokenizer.ggml.merges") or []
    named = str(values.get("tokenizer.ggml.pre", ""))
    cut = ALSO_CALLED.get(named, named)
    if cut not in CUTS:
        raise ModelError("gguf_tokenizer", kind=f"gpt2/{named}")
    used = {token: n for n, token in enumerate(tokens) if kinds[n] != UNUSED}
    pairs = [tuple(merge.split(" ", 1)) for merge in merges]
    inner = tokenizers.Tokenizer(
        models.BPE(vocab=used, merges=pairs, ignore_merges=cut in WHOLE_WORDS)
    )
    if cut == "qwen2":
        inner.normalizer = normalizers.NFC()
    inner.pre_tokenizer = pre_tokenizers.Sequence([_cutter(step) for step in CUTS[cut]])
    inner.decoder = decoders.ByteLevel()
    return inner


def _sentencepiece(
    values: Mapping[str, Any], tokens: list[str], kinds: list[int]
) -> tokenizers.Tokenizer:
    unknown = _id(values, "unknown")
    return build_sentencepiece(
        tokens,
        values.get("tokenizer.ggml.scores") or [],
        kinds,
        unknown=kinds.index(UNKNOWN) if unknown is None and UNKNOWN in kinds else unknown,
        space_first=bool(values.get("tokenizer.ggml.add_space_prefix", True)),
    )


def _cutter(step: Mapping[str, Any]) -> Any:
    if step["type"] == "Digits":
        return pre_tokenizers.Digits(individual_digits=True)
    if step["type"] == "Split":
        return pre_tokenizers.Split(tokenizers.Regex(step["pattern"]["Regex"]), "isolated")
    return pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=step["use_regex"])


def _cut_name(pre_tokenizer: Mapping[str, Any] | None) -> str:
    """What llama.cpp calls the way of cutting that a `tokenizer.json` describes."""
    given = pre_tokenizer or {}
    steps = given["pretokenizers"] if given.get("type") == "Sequence" else [given]
    for name, cuts in CUTS.items():
        if len(cuts) == len(steps) and all(
            cut.items() <= step.items() for cut, step in zip(cuts, steps, strict=True)
        ):
            return name
    raise ModelError("gguf_tokenizer", kind=str(given.get("type")))


def _id(values: Mapping[str, Any], name: str) -> int | None:
    """The number of a token with a part to play; none where it is no token."""
    found = values.get(f"tokenizer.ggml.{name}_token_id")
    count = len(values["tokenizer.ggml.tokens"])
    is_token = isinstance(found, int) and not isinstance(found, bool) and 0 <= found < count
    return found if is_token else None


def _damaged(path: Path, reason: str) -> ModelError:
    return ModelError("tokenizer_damaged", path=str(path), reason=reason)
