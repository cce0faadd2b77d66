"""SentencePiece's tokenizer in the metadata of a GGUF file, which llama.cpp calls `llama`.

A file has pieces with scores and no merges: of two neighbours, those are joined first whose joint
piece scores highest. As BPE that is every way to make a piece of two, best piece first. What no
piece covers is written out in bytes. Source: Kudo and Richardson 2018 (arXiv:1808.06226), and
llama.cpp's llama-vocab.cpp.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import tokenizers
from tokenizers import decoders, models, normalizers

NORMAL, UNKNOWN, BYTE = 1, 2, 6  # types of tokens
SPACE = "▁"
LONGEST = 256  # characters; SentencePiece's own limit is 16 unless told otherwise
KEPT = re.compile(r"<0x[0-9A-F]{2}>")


def build_sentencepiece(
    tokens: Sequence[str],
    scores: Sequence[float],
    kinds: Sequence[int],
    *,
    unknown: int | None,
    space_first: bool,
) -> tokenizers.Tokenizer:
    """The tokenizer of these pieces, without what is added to a text.

    With `space_first` a text begins as if a space came before it. Raises `ValueError` for pieces
    and scores that are none.
    """
    if not len(tokens) == len(scores) == len(kinds):
        raise ValueError(f"{len(tokens)} tokens, {len(scores)} scores, {len(kinds)} types")
    if not all(isinstance(score, int | float) and not math.isnan(score) for score in scores):
        raise ValueError("scores")
    inner = tokenizers.Tokenizer(
        models.BPE(
            vocab={token: number for number, token in enumerate(tokens)},
            merges=_merges(tokens, scores, kinds),
            unk_token=None if unknown is None else tokens[unknown],
            fuse_unk=True,
            byte_fallback=kinds.count(BYTE) == 256,
        )
    )
    spaces = normalizers.Replace(" ", SPACE)
    first = [normalizers.Prepend(SPACE)] if space_first else []
    inner.normalizer = normalizers.Sequence([*first, spaces])
    steps = [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()]
    inner.decoder = decoders.Sequence([*steps, *([decoders.Strip(" ", 1, 0)] if first else [])])
    return inner


def sentencepiece_values(whole: Mapping[str, Any], rows: int) -> dict[str, Any]:
    """Scores, types and flags of a BPE tokenizer with bytes to fall back on.

    Its first merge that makes a piece says the piece's score.
    """
    model = whole["model"]
    kinds, scores = [NORMAL] * rows, [-1e9] * rows
    made: dict[str, int] = {}
    for rank, merge in enumerate(model["merges"]):
        left, right = merge.split(" ", 1) if isinstance(merge, str) else merge
        made.setdefault(left + right, rank)
    for token, number in model["vocab"].items():
        if token == model.get("unk_token"):
            kinds[number] = UNKNOWN
        elif KEPT.fullmatch(token):
            kinds[number] = BYTE
        scores[number] = float(-made.get(token, len(made)))
    return {
        "tokenizer.ggml.scores": scores,
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.ggml.add_space_prefix": _puts_space_first(whole),
    }


def _merges(
    tokens: Sequence[str], scores: Sequence[float], kinds: Sequence[int]
) -> list[tuple[str, str]]:
    pieces = {token: n for n, token in enumerate(tokens) if kinds[n] == NORMAL}
    merges = []
    for piece, number in pieces.items():
        if len(piece) > LONGEST:
            raise ValueError(f"a piece of {len(piece)} characters")
        for cut in range(1, len(piece)):
            left, right = pieces.get(piece[:cut]), pieces.get(piece[cut:])
            if left is not None and right is not None:
                merges.append((-scores[number], number, left, right))
    return [(tokens[left], tokens[right]) for _, _, left, right in sorted(merges)]


def _puts_space_first(whole: Mapping[str, Any]) -> bool:
    """Whether a `tokenizer.json` begins a text as if a space came before it."""
    found = [whole.get("normalizer"), whole.get("pre_tokenizer")]
    steps: list[Mapping[str, Any]] = []
    for one in filter(None, found):
        steps += one.get("normalizers") or one.get("pretokenizers") or [one]
    return any(
        step["type"] == "Prepend"
        or (step["type"] == "Metaspace" and step.get("prepend_scheme") != "never")
        for step in steps
    )
