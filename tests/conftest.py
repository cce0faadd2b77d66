"""What tests of several packages share: a tokenizer and a model small enough to use everywhere.

Torch is imported inside the fixtures, so that tests which need no model start without it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from studio.lm.tokenizer import Tokenizer
    from studio.lm.transformer import Transformer
    from studio.lm.transformer_config import TransformerConfig
    from tests.fake_hub import FakeHub

# One thread: sums in the same order on every machine, and no barriers between tiny products.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The same examples in every run, however slow the machine.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

SENTENCES = (
    "The frog sat on a leaf and sang to the moon.",
    "Tell a short story about a frog and the moon.",
    "Rockets took people to the moon a long time ago.",
    "Der Frosch saß auf einem Blatt und sang für den Mond.",
    "Erzähle eine kurze Geschichte über einen Frosch.",
    "Explain the moon landing to a 6 year old.",
)


@pytest.fixture(scope="session")
def tiny_tokenizer() -> Tokenizer:
    """A byte-level tokenizer of 320 ids, trained on `SENTENCES`."""
    from studio.lm.tokenizer import Tokenizer

    return Tokenizer.train(SENTENCES, vocab_size=320)


@pytest.fixture(scope="session")
def tiny_config(tiny_tokenizer: Tokenizer) -> TransformerConfig:
    """Two layers of 32 features, four heads over two key/value heads, 128 positions."""
    from studio.lm.transformer_config import TransformerConfig

    return TransformerConfig(
        vocab_size=tiny_tokenizer.vocab_size,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=8,
        max_position_embeddings=128,
    )


@pytest.fixture
def tiny_model(tiny_config: TransformerConfig) -> Transformer:
    """A fresh model of `tiny_config` with the same random weights each time."""
    import torch

    from studio.lm.transformer import Transformer, init_weights

    model = Transformer(tiny_config)
    init_weights(model, torch.Generator().manual_seed(0))
    return model


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run the command line here; (exit code, standard output, standard error)."""
    from studio.cli import main

    def run_here(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit_:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return int(exit_.value.code or 0), out, err

    return run_here


@pytest.fixture
def stocked(
    tmp_path: Path,
    tiny_model: Transformer,
    tiny_tokenizer: Tokenizer,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[FakeHub]:
    """A Hub on this machine with a model, GGUF files and adapters."""
    from tests.fake_hub import stocked_hub

    with stocked_hub(tmp_path, tiny_model, tiny_tokenizer, monkeypatch) as hub:
        yield hub
