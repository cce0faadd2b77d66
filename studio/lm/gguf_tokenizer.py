"""A tokenizer in the metadata of a GGUF file: byte-level BPE, as llama.cpp calls `gpt2`.

Such a file names how text is cut before its pieces are merged (`tokenizer.ggml.pre`), and llama.cpp
has the way of cutting in its code: llama-vocab.cpp. The names here are those of the families that
the studio computes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tokenizers
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors

from studio.errors import ModelError
from studio.lm.shipped_tokenizer import frame_format
from studio.lm.tokenizer import SPECIAL_TOKENS, Tokenizer, parse_inner

NORMAL, CONTROL, USER_DEFINED, UNUSED = 1, 3, 4, 5  # types of tokens
WHOLE = "tokenizer.huggingface.json"  # a key of the format: the tokenizer as it was before
NAMED = {"bos_token": "bos", "eos_token": "eos", "pad_token": "padding", "unk_token": "unknown"}

_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_BYTES = {"type": "ByteLevel", "use_regex": False}
_GPT2 = {"type": "ByteLevel", "use_regex": True}
# Name -> what of a `tokenizer.json` says the same.
CUTS: dict[str, list[dict[str, Any]]] = {
    "gpt-2": [_GPT2],
    "smollm": [{"type": "Digits", "individual_digits": True}, _GPT2],
    "qwen2": [{"type": "Split", "pattern": {"Regex": _WORDS % r"\p{N}"}}, _BYTES],
    "llama-bpe": [{"type": "Split", "pattern": {"Regex": _WORDS % r"\p{N}{1,3}"}}, _BYTES],
}
ALSO_CALLED = {
    "gpt2": "gpt-2",
    "llama3": "llama-bpe",
    "llama-v3": "llama-bpe",
    "starcoder": "smollm",
    "refact": "smollm",
    "command-r": "smollm",
    "deepseek-r1-qwen": "qwen2",
}


def read_tokenizer(values: Mapping[str, Any], path: Path) -> Tokenizer:
    """The tokenizer that a file's metadata tells. Raises `ModelError` for one of another kind."""
    tokens = values.get("tokenizer.ggml.tokens")
    kind = values.get("tokenizer.ggml.model")
    if kind != "gpt2":
        raise ModelError("gguf_tokenizer", kind=kind)
    if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
        raise _damaged(path, "tokens")
    inner = _whole(values, tokens, path) or _built(values, tokens, path)
    if all(inner.token_to_id(token) is not None for token in SPECIAL_TOKENS):
        return Tokenizer(inner)
    settings: dict[str, Any] = {
        name: tokens[token]
        for name, key in NAMED.items()
        if (token := _id(values, key)) is not None
    }
    template = values.get("tokenizer.chat_template")
    ends = [
        {"eos_token_id": [e for e in (_id(values, "eos"), _id(values, "eot")) if e is not None]}
    ]
    return Tokenizer(inner, frame_format(inner, settings, ends, template or None, path))


def tokenizer_values(tokenizer: Tokenizer, rows: int) -> dict[str, Any]:
    """Metadata that tells a tokenizer to llama.cpp; the vocabulary is filled up to `rows` tokens.

    Raises `ModelError` for a tokenizer that llama.cpp has no name for.
    """
    whole = json.loads(tokenizer.to_json())
    model = whole["model"]
    if model["type"] != "BPE" or model.get("byte_fallback"):
        raise ModelError("gguf_tokenizer", kind=model["type"])
    tokens = [f"[PAD{number}]" for number in range(rows)]
    kinds = [UNUSED] * rows
    for token, number in tokenizer.inner.get_vocab().items():
        tokens[number], kinds[number] = token, NORMAL
    for added in whole["added_tokens"]:
        kinds[added["id"]] = CONTROL if added["special"] else USER_DEFINED
    ids = {
        "bos": tokenizer.text_id,
        "eos": tokenizer.end_id,
        "padding": tokenizer.pad_id,
        "eot": tokenizer.stop_ids[1] if len(tokenizer.stop_ids) > 1 else None,
    }
    return {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": _cut_name(whole["pre_tokenizer"]),
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.ggml.merges": [
            merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"]
        ],
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


def _built(values: Mapping[str, Any], tokens: list[str], path: Path) -> tokenizers.Tokenizer:
    kinds = values.get("tokenizer.ggml.token_type") or [NORMAL] * len(tokens)
    merges = values.get("tokenizer.ggml.merges") or []
    named = str(values.get("tokenizer.ggml.pre", ""))
    cut = ALSO_CALLED.get(named, named)
    if cut not in CUTS:
        raise ModelError("gguf_tokenizer", kind=f"gpt2/{named}")
    if len(kinds) != len(tokens):
        raise _damaged(path, "token_type")
    if not all(isinstance(merge, str) for merge in merges):
        raise _damaged(path, "merges")
    used = {token: n for n, token in enumerate(tokens) if kinds[n] != UNUSED}
    pairs = [tuple(merge.split(" ", 1)) for merge in merges]
    try:
        model = models.BPE(vocab=used, merges=pairs, ignore_merges=cut == "llama-bpe")
    except Exception as error:  # the library raises bare Exception
        raise _damaged(path, str(error)) from None
    inner = tokenizers.Tokenizer(model)
    if cut == "qwen2":
        inner.normalizer = normalizers.NFC()
    inner.pre_tokenizer = pre_tokenizers.Sequence([_cutter(step) for step in CUTS[cut]])
    inner.decoder = decoders.ByteLevel()
    for kind, special in ((CONTROL, True), (USER_DEFINED, False)):
        added = [
            tokenizers.AddedToken(token, special=special, normalized=False)
            for token, its in zip(tokens, kinds, strict=True)
            if its == kind
        ]
        (inner.add_special_tokens if special else inner.add_tokens)(added)
    begin = _id(values, "bos")
    if begin is not None and values.get("tokenizer.ggml.add_bos_token"):
        named_begin = [(tokens[begin], begin)]
        inner.post_processor = processors.TemplateProcessing(
            single=[tokens[begin], "$A"], special_tokens=named_begin
        )
    return inner


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
