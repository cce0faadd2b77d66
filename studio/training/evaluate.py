"""How good is a checkpoint: win rates on held-out prompts, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch

from studio.config import EvaluateOptions, LabelerOptions, SamplingOptions
from studio.jobs.control import RunControl
from studio.jobs.events import Emit, Progress, SampleSeen
from studio.lm.generate import Generated, PromptIds, generate, prompt_room
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.training.data import PromptText
from studio.training.labeler import SyntheticLabeler

RESAMPLES = 2000
PROMPTS_A_CHUNK = 16


def win_rate(
    policy: tuple[Transformer, Tokenizer],
    against: tuple[Transformer, Tokenizer],
    prompts: Sequence[PromptText],
    options: EvaluateOptions,
    *,
    emit: Emit,
    control: RunControl,
) -> dict[str, Any]:
    """How often the synthetic labeler, without noise, prefers `policy`'s answer; a tie is half.

    Both answer each prompt `samples_per_prompt` times, and answers are compared in pairs. The 95 %
    interval is a bootstrap over prompts, since answers to one prompt are not independent.
    """
    labeler = SyntheticLabeler(replace(LabelerOptions(), noise=0.0))
    pairs = options.samples_per_prompt
    wins: list[float] = []
    for start in range(0, len(prompts), PROMPTS_A_CHUNK):
        some = prompts[start : start + PROMPTS_A_CHUNK]
        ours = answers(*policy, some, options, "ours", control)
        theirs = answers(*against, some, options, "theirs", control)
        for i, prompt in enumerate(some):
            won = 0.0
            for pair in range(pairs):
                a, b = ours[i * pairs + pair], theirs[i * pairs + pair]
                judged = [
                    labeler.judge(prompt.text, text, ended, prompt.language).score
                    for text, ended in (a, b)
                ]
                won += (judged[0] > judged[1]) + 0.5 * (judged[0] == judged[1])
            wins.append(won)
            emit(SampleSeen(start + i, prompt.text, ours[i * pairs][0]))
        emit(Progress(min(start + len(some), len(prompts)), len(prompts)))
    rate, low, high = bootstrap_interval(wins, [float(pairs)] * len(wins))
    return {
        "win_rate": rate,
        "low": low,
        "high": high,
        "prompts": len(prompts),
        "samples_per_prompt": pairs,
        "judge": "synthetic",
    }


def answers(
    model: Transformer,
    tokenizer: Tokenizer,
    prompts: Sequence[PromptText],
    options: EvaluateOptions,
    side: str,
    control: RunControl,
) -> list[tuple[str, bool]]:
    """(text, ended) of each sample; the two sides of a comparison draw independently."""
    room = prompt_room(model, options.max_tokens)
    ids = [PromptIds(tokenizer.encode_prompt(p.text, room), f"{side}:{p.text}") for p in prompts]
    sampling = SamplingOptions(
        temperature=options.temperature, max_tokens=options.max_tokens, seed=options.seed
    )
    drawn: list[Generated] = generate(
        model,
        ids,
        sampling,
        tokenizer.stop_ids,
        k=options.samples_per_prompt,
        between_tokens=control.checkpoint,
    )
    return [(tokenizer.decode_response(g.ids), g.finished) for g in drawn]


def bootstrap_interval(
    hits: Sequence[float], counts: Sequence[float], *, level: float = 0.95, seed: int = 0
) -> tuple[float, float, float]:
    """sum(hits) / sum(counts) with its bootstrap interval over the entries.

    Entries are the independent units: prompts, whose responses are alike. The weights of the
    entries are drawn at random (Rubin 1981, the Bayesian bootstrap); an imagined hit and an
    imagined miss stand beside them, without which one entry, or entries that agree, would seem
    certain.
    """
    if not hits or sum(counts) == 0:
        return 0.5, 0.0, 1.0
    hit, count = torch.tensor(hits).double(), torch.tensor(counts).double()
    rate, usual = float(hit.sum() / count.sum()), float(count.mean())
    hit = torch.cat((hit, hit.new_tensor([usual, 0.0])))
    count = torch.cat((count, count.new_tensor([usual, usual])))
    generator = torch.Generator().manual_seed(seed)
    weights = -(1 - torch.rand(RESAMPLES, len(hit), generator=generator).double()).log()
    rates = (weights @ hit) / (weights @ count)
    tails = rates.new_tensor([(1 - level) / 2, (1 + level) / 2])
    low, high = rates.quantile(tails).tolist()
    return rate, min(low, rate), max(high, rate)
