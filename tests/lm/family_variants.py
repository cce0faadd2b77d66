"""Models of every family, as configs of `transformers`: small, and each with what sets it apart."""

from __future__ import annotations

from typing import Any

LIKE_LLAMA = {
    "vocab_size": 320,
    "hidden_size": 32,
    "intermediate_size": 48,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 64,
}
LIKE_GPT2 = {"vocab_size": 320, "n_embd": 32, "n_layer": 3, "n_head": 4, "n_positions": 64}
WINDOW = {"model_type": "mistral", **LIKE_LLAMA, "head_dim": 12}
FULL, LOCAL = "full_attention", "sliding_attention"
LIKE_GEMMA = {**LIKE_LLAMA, "head_dim": 12, "query_pre_attn_scalar": 9, "sliding_window": 5}
SLOWED = {
    "factor": 8.0,
    "low_freq_factor": 0.2,
    "high_freq_factor": 1.0,
    "original_max_position_embeddings": 8,
}
TURNS = {**SLOWED, "rope_theta": 300.0}

VARIANTS: dict[str, dict[str, Any]] = {
    "gpt2": {"model_type": "gpt2", **LIKE_GPT2},
    "gpt2_untied": {"model_type": "gpt2", **LIKE_GPT2, "tie_word_embeddings": False},
    "gpt2_narrow": {"model_type": "gpt2", **LIKE_GPT2, "n_inner": 40, "layer_norm_epsilon": 0.1},
    "gpt2_gelu": {"model_type": "gpt2", **LIKE_GPT2, "activation_function": "gelu"},
    "llama": {"model_type": "llama", **LIKE_LLAMA},
    "llama_biased": {
        "model_type": "llama",
        **LIKE_LLAMA,
        "attention_bias": True,
        "mlp_bias": True,
    },
    "mistral": {**WINDOW, "sliding_window": None},
    "mistral_window": {**WINDOW, "sliding_window": 5},
    "mistral_wide_window": {**WINDOW, "sliding_window": 4096, "tie_word_embeddings": True},
    "smollm2": {
        "model_type": "llama",
        **LIKE_LLAMA,
        "rope_parameters": {"rope_type": "default", "rope_theta": 100_000.0},
        "tie_word_embeddings": True,
        "rms_norm_eps": 1e-5,
    },
    "qwen2": {"model_type": "qwen2", **LIKE_LLAMA},
    "qwen2_tied": {
        "model_type": "qwen2",
        **LIKE_LLAMA,
        "rope_parameters": {"rope_type": "default", "rope_theta": 1e6},
        "tie_word_embeddings": True,
    },
    "qwen3": {"model_type": "qwen3", **LIKE_LLAMA, "head_dim": 12, "tie_word_embeddings": True},
    "qwen3_biased": {"model_type": "qwen3", **LIKE_LLAMA, "head_dim": 8, "attention_bias": True},
    # Positions beyond the 8 that these first learned.
    "llama3_1": {
        "model_type": "llama",
        **LIKE_LLAMA,
        "rope_parameters": {**TURNS, "rope_type": "llama3"},
    },
    "llama3_2_of_old": {
        "model_type": "llama",
        **LIKE_LLAMA,
        "tie_word_embeddings": True,
        "rope_theta": 300.0,
        "rope_scaling": {**SLOWED, "rope_type": "llama3", "factor": 32.0},
    },
    "llama_linear": {
        "model_type": "llama",
        **LIKE_LLAMA,
        "rope_scaling": {"type": "linear", "factor": 2.5},
    },
    "qwen2_yarn": {
        "model_type": "qwen2",
        **LIKE_LLAMA,
        "rope_parameters": {
            "rope_type": "yarn",
            "factor": 4.0,
            "original_max_position_embeddings": 16,
            "rope_theta": 1000.0,
        },
    },
    "qwen3_yarn_told_all": {
        "model_type": "qwen3",
        **LIKE_LLAMA,
        "head_dim": 16,
        "rope_parameters": {
            "rope_type": "yarn",
            "factor": 3.0,
            "original_max_position_embeddings": 16,
            "rope_theta": 100.0,
            "beta_fast": 2.0,
            "beta_slow": 0.5,
            "truncate": False,
            "mscale": 0.8,
            "mscale_all_dim": 0.4,
        },
    },
    "mistral_yarn": {
        **WINDOW,
        "sliding_window": 5,
        "rope_scaling": {"type": "yarn", "factor": 2.0, "attention_factor": 1.3},
    },
    # Windows in some layers.
    "qwen2_upper_windows": {
        "model_type": "qwen2",
        **LIKE_LLAMA,
        "use_sliding_window": True,
        "sliding_window": 5,
        "max_window_layers": 2,
    },
    "qwen3_windows_by_name": {
        "model_type": "qwen3",
        **LIKE_LLAMA,
        "head_dim": 8,
        "use_sliding_window": True,
        "sliding_window": 6,
        "layer_types": [LOCAL, FULL, LOCAL],
    },
    "qwen2_window_switched_off": {
        "model_type": "qwen2",
        **LIKE_LLAMA,
        "use_sliding_window": False,
        "sliding_window": 5,
        "max_window_layers": 0,
    },
    # Layers without positions.
    "smollm3": {"model_type": "smollm3", **LIKE_LLAMA, "num_hidden_layers": 5, "pad_token_id": 0},
    "smollm3_untied": {
        "model_type": "smollm3",
        **LIKE_LLAMA,
        "no_rope_layers": [0, 1, 1],
        "tie_word_embeddings": False,
        "rope_parameters": {"rope_type": "default", "rope_theta": 5e6},
        "pad_token_id": 0,
    },
    "smollm3_windows": {
        "model_type": "smollm3",
        **LIKE_LLAMA,
        "no_rope_layer_interval": 2,
        "use_sliding_window": True,
        "sliding_window": 5,
        "pad_token_id": 0,
    },
    "gemma2": {"model_type": "gemma2", **LIKE_GEMMA},
    "gemma2_untied": {
        "model_type": "gemma2",
        **LIKE_GEMMA,
        "tie_word_embeddings": False,
        "attn_logit_softcapping": None,
        "final_logit_softcapping": None,
        "hidden_activation": "gelu",
        "rope_parameters": {"rope_type": "linear", "factor": 2.0, "rope_theta": 1e4},
    },
    "gemma2_biased": {
        "model_type": "gemma2",
        **LIKE_GEMMA,
        "attention_bias": True,
        "layer_types": [FULL, LOCAL, LOCAL],
        "attn_logit_softcapping": 2.0,
        "final_logit_softcapping": 3.0,
    },
    "gemma3": {"model_type": "gemma3_text", **LIKE_GEMMA, "num_hidden_layers": 7},
    "gemma3_of_old": {
        "model_type": "gemma3_text",
        **LIKE_GEMMA,
        "sliding_window_pattern": 2,
        "rope_theta": 5e5,
        "rope_local_base_freq": 100.0,
        "rope_scaling": {"rope_type": "linear", "factor": 8.0},
    },
    "gemma3_untied": {
        "model_type": "gemma3_text",
        **LIKE_GEMMA,
        "tie_word_embeddings": False,
        "final_logit_softcapping": 4.0,
        "layer_types": [LOCAL, LOCAL, LOCAL],
    },
}
