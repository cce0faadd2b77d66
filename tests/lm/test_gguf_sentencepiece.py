"""SentencePiece's tokenizers from GGUF files cut text as SentencePiece and llama.cpp do."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer as Inner
from tokenizers import models, normalizers, trainers

from studio.errors import ModelError
from studio.lm.checkpoint import load_model
from studio.lm.gguf_file import open_gguf, write_gguf
from studio.lm.gguf_model import Kind, save_gguf
from studio.lm.gguf_tokenizer import CUTS, WHOLE, read_tokenizer, tokenizer_values
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.lm.transformer_config import TransformerConfig
from tests.conftest import SENTENCES
from tests.lm.llama_cpp import LlamaCpp
from tests.lm.test_gguf import shipped

SCRIPTS = "Здравствуй мир 月が綺麗ですね 開心 안녕하세요 سلام عليكم नमस्ते 🐸 👩\u200d👧 naïve"
ODD = "aaaa aaa aa ▁ <s> <0x41> 1234 don't $5.00 !?"
WORDS = [*" ".join([*SENTENCES, SCRIPTS, ODD]).split(), "  ", "\n\n", "\t"]
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)), max_size=12).map(" ".join)
NO_HALVES = TEXTS.filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))
EVERY = settings(max_examples=100)
ADDED = ["<unk>", "<s>", "</s>"]
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]


@pytest.fixture(scope="module")
def pieces() -> dict[str, Any]:
    """What a file with a vocabulary of many scripts says of its tokenizer."""
    inner = Inner(models.BPE())
    inner.normalizer = normalizers.Replace(" ", "▁")
    trainer = trainers.BpeTrainer(vocab_size=400, show_progress=False)
    lines = [f" {' '.join(WORDS[:40])}", f" {' '.join(WORDS[20:55])}", " aaaa aa aaa"]
    inner.train_from_iterator(lines, trainer)
    learned = sorted(inner.get_vocab().items(), key=lambda pair: pair[1])
    learned = [(piece, number) for piece, number in learned if piece != "🐸"]  # left to bytes
    tokens = [*ADDED, *BYTES, *(piece for piece, _ in learned)]
    return {
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.scores": [0.0] * 259 + [-float(number) for _, number in learned],
        "tokenizer.ggml.token_type": [2, 3, 3] + [6] * 256 + [1] * len(learned),
        "tokenizer.ggml.unknown_token_id": 0,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.chat_template": "{{ bos_token }}{% for m in messages %}[{{ m.content }}]"
        "{% if m.role == 'assistant' %}{{ eos_token }}{% endif %}{% endfor %}",
    }


def by_the_book(text: str, values: dict[str, Any], space_first: bool) -> list[int]:
    """Join the two neighbours whose joint piece scores highest, leftmost first; bytes for the rest.

    SentencePiece's algorithm in its plainest form.
    """
    tokens, scores = values["tokenizer.ggml.tokens"], values["tokenizer.ggml.scores"]
    kinds = values["tokenizer.ggml.token_type"]
    ids = {token: n for n, token in enumerate(tokens) if kinds[n] == 1}
    if text and space_first:
        text = " " + text
    parts = list(text.replace(" ", "▁"))
    while True:
        joint = [a + b for a, b in pairwise(parts)]
        known = [(-scores[ids[one]], place) for place, one in enumerate(joint) if one in ids]
        if not known:
            break
        _, place = min(known)
        parts[place : place + 2] = [joint[place]]
    cut: list[int] = []
    for part in parts:
        cut += [ids[part]] if part in ids else [3 + byte for byte in part.encode()]
    return cut


@pytest.mark.parametrize("space_first", [True, False])
def test_text_is_cut_by_scores(pieces: dict[str, Any], space_first: bool) -> None:
    values = pieces | {"tokenizer.ggml.add_space_prefix": space_first}
    tokenizer = read_tokenizer(values, Path("m.gguf"))

    @EVERY
    @given(text=NO_HALVES)
    def alike(text: str) -> None:
        ids = tokenizer.encode(text)
        assert ids == by_the_book(text, pieces, space_first)
        if "▁" not in text:
            assert tokenizer.decode(ids) == text

    alike()


def test_what_a_file_leaves_out_is_as_llama_cpp_has_it(pieces: dict[str, Any]) -> None:
    tokenizer = read_tokenizer(pieces, Path("m.gguf"))
    assert tokenizer.encode("moon") == by_the_book("moon", pieces, True)
    assert tokenizer.inner.encode("moon").ids[0] == 1
    assert tokenizer.stop_ids == (2,)
    assert tokenizer.encode("</s>") == by_the_book("</s>", pieces, True)
    assert tokenizer.encode_prompt("moon") == [1, *by_the_book("[moon]", pieces, True)]


def test_tokens_that_a_user_defined_come_first(pieces: dict[str, Any]) -> None:
    frog = pieces["tokenizer.ggml.tokens"].index("frog")
    kinds = list(pieces["tokenizer.ggml.token_type"])
    kinds[frog] = 4
    values = pieces | {
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.ggml.add_space_prefix": False,
    }
    assert read_tokenizer(values, Path("m.gguf")).encode("xfrogx").count(frog) == 1


def test_a_tokenizer_with_pieces_comes_back_from_gguf(pieces: dict[str, Any]) -> None:
    """As it was, and from what llama.cpp reads of it alone."""
    before = read_tokenizer(pieces, Path("m.gguf"))
    values = tokenizer_values(before, before.vocab_size + 5)
    assert values["tokenizer.ggml.model"] == "llama"
    as_it_was = read_tokenizer(values, Path("m.gguf"))
    del values[WHOLE]
    of_pieces = read_tokenizer(values, Path("m.gguf"))

    @EVERY
    @given(text=NO_HALVES)
    def alike(text: str) -> None:
        assert as_it_was.encode(text) == before.encode(text) == of_pieces.encode(text)

    alike()


DAMAGES: list[tuple[str, Any]] = [
    ("scores", [0.0]),
    ("scores", None),
    ("scores", ["high"] * 3),
    ("token_type", [1]),
    ("tokens", ["a" * 300]),
]


@pytest.mark.parametrize(("name", "value"), DAMAGES, ids=str)
def test_damaged_pieces_are_refused(pieces: dict[str, Any], name: str, value: Any) -> None:
    values = pieces | {f"tokenizer.ggml.{name}": value}
    if name == "tokens":
        values |= {"tokenizer.ggml.scores": [0.0], "tokenizer.ggml.token_type": [1]}
    with pytest.raises(ModelError) as caught:
        read_tokenizer(values, Path("m.gguf"))
    assert caught.value.code == "tokenizer_damaged"


def test_a_vocabulary_of_sentencepiece_itself() -> None:
    library = pytest.importorskip("sentencepiece")
    trained = io.BytesIO()
    library.SentencePieceTrainer.train(
        sentence_iterator=iter([*SENTENCES, " ".join(WORDS), "aaaa aa aaa a"] * 3),
        model_writer=trained,
        model_type="bpe",
        vocab_size=480,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        minloglevel=2,
    )
    theirs = library.SentencePieceProcessor(model_proto=trained.getvalue())
    numbers = range(theirs.vocab_size())
    kinds = [
        2 if theirs.is_unknown(n) else 3 if theirs.is_control(n) else 6 if theirs.is_byte(n) else 1
        for n in numbers
    ]
    values = {
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.tokens": [theirs.id_to_piece(n) for n in numbers],
        "tokenizer.ggml.scores": [theirs.get_score(n) for n in numbers],
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.ggml.bos_token_id": theirs.bos_id(),
        "tokenizer.ggml.eos_token_id": theirs.eos_id(),
    }
    ours = read_tokenizer(values, Path("m.gguf"))

    @EVERY
    @given(text=NO_HALVES.filter(lambda text: "\0" not in text))
    def alike(text: str) -> None:
        assert ours.encode(text) == theirs.encode(text)

    alike()


def tiny(rows: int) -> Transformer:
    sizes = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 1}
    heads = {"num_attention_heads": 1, "max_position_embeddings": 64}
    values = {"model_type": "llama", "vocab_size": rows, **sizes, **heads}
    return Transformer(TransformerConfig.from_dict(values))


def check_with_llama_cpp(path: Path, ours: Tokenizer) -> None:
    theirs = LlamaCpp(path)

    @settings(EVERY, max_examples=60)
    @given(text=NO_HALVES.filter(lambda text: "\0" not in text))
    def alike(text: str) -> None:
        assert ours.encode(text) == theirs.tokenize(text)

    alike()


@pytest.mark.parametrize("space_first", [True, False])
def test_llama_cpp_cuts_the_same_pieces(
    pieces: dict[str, Any], tmp_path: Path, space_first: bool
) -> None:
    values = pieces | {"tokenizer.ggml.add_space_prefix": space_first}
    model = tiny(len(values["tokenizer.ggml.tokens"]))
    save_gguf(tmp_path / "m.gguf", model, read_tokenizer(values, Path("m.gguf")), "f16")
    _, ours = load_model(tmp_path / "m.gguf")
    check_with_llama_cpp(tmp_path / "m.gguf", ours)


@pytest.mark.parametrize("cut", CUTS)
def test_llama_cpp_cuts_bytes_alike(tmp_path: Path, cut: str) -> None:
    ours = shipped(tmp_path, cut)
    save_gguf(tmp_path / "m.gguf", tiny(331), ours, "f16")
    check_with_llama_cpp(tmp_path / "m.gguf", ours)


@torch.no_grad()
def test_a_model_with_pieces_is_loaded_from_its_file(
    pieces: dict[str, Any], tmp_path: Path
) -> None:
    """Written as llama.cpp's converter does: no tokenizer but the pieces."""
    tokenizer = read_tokenizer(pieces, Path("m.gguf"))
    model = tiny(len(pieces["tokenizer.ggml.tokens"]))
    save_gguf(tmp_path / "m.gguf", model, tokenizer, "f16")
    file = open_gguf(tmp_path / "m.gguf")
    kept = {n: v for n, v in file.values.items() if n not in (WHOLE, "general.architecture")}
    tensors = [(name, file.read(name)) for name in file.places]
    write_gguf(tmp_path / "n.gguf", "llama", kept, tensors, Kind.F16, lambda: None)
    _, again = load_model(tmp_path / "n.gguf")
    for text in WORDS:
        assert again.encode(text) == tokenizer.encode(text)
        assert again.encode_prompt(text) == tokenizer.encode_prompt(text)
