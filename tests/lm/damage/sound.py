"""The sound models that are damaged: a folder of each kind, and a GGUF file."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import tokenizers
import torch
from safetensors.torch import load_file, save_file
from tokenizers import decoders, models, pre_tokenizers, trainers

from studio.lm.checkpoint import save_model
from studio.lm.gguf_model import save_gguf
from studio.lm.shipped_tokenizer import load_tokenizer
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.lm.transformer_config import TransformerConfig
from tests.conftest import SENTENCES

CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] "
    "+ '<|im_end|>' + '\n' }}{% endfor %}{% if add_generation_prompt %}"
    "{{ '<|im_start|>assistant\n' }}{% endif %}"
)
CONFIG = TransformerConfig(
    vocab_size=320,
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    head_dim=8,
    max_position_embeddings=128,
)
PARTS = {
    "llama": {},
    "qwen3": {"family": "qwen3", "query_key_norm": True, "tie_word_embeddings": False},
    "gpt2": {
        "family": "gpt2",
        "num_key_value_heads": 4,
        "activation": "gelu_new",
        "gated_mlp": False,
        "mlp_bias": True,
        "qkv_bias": True,
        "output_bias": True,
        "layer_norm": True,
        "learned_positions": True,
    },
}


def make_sound_models(root: Path) -> None:
    """Write `llama`, `qwen3`, `gpt2`, `sharded`, `shipped` (with a chat template), `file.gguf`."""
    own = Tokenizer.train(SENTENCES, vocab_size=CONFIG.vocab_size)
    config = replace(CONFIG, vocab_size=own.vocab_size)
    for name, parts in PARTS.items():
        save_model(root / name, random_model(replace(config, **parts)), own)
    shard(root / "llama", root / "sharded")
    ship(root / "llama", root / "shipped")
    save_gguf(root / "file.gguf", random_model(config), own, "f16")
    save_gguf(root / "small.gguf", random_model(config), own, "q8_0")
    shipped = load_tokenizer(root / "shipped")
    save_gguf(root / "shipped.gguf", random_model(config), shipped, "f16")


def random_model(config: TransformerConfig) -> Transformer:
    model = Transformer(config)
    generator = torch.Generator().manual_seed(5)
    for weight in model.parameters():
        torch.nn.init.normal_(weight, std=0.3, generator=generator)
    return model.eval()


def shard(source: Path, folder: Path) -> None:
    """The same model, its weights in two files and an index."""
    shutil.copytree(source, folder)
    weights = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    names = sorted(weights)
    places = {}
    for number, part in enumerate((names[::2], names[1::2]), 1):
        file = f"model-{number:05}-of-00002.safetensors"
        save_file({name: weights[name] for name in part}, folder / file, {"format": "pt"})
        places |= dict.fromkeys(part, file)
    index = {"metadata": {"total_size": 1}, "weight_map": places}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))


def ship(source: Path, folder: Path) -> None:
    """The same model under a tokenizer from elsewhere, with a chat template."""
    shutil.copytree(source, folder)
    inner = tokenizers.Tokenizer(models.BPE())
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=special, initial_alphabet=alphabet, show_progress=False
    )
    inner.train_from_iterator(SENTENCES, trainer)
    inner.save(str(folder / "tokenizer.json"))
    settings = {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>", "chat_template": CHATML}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
