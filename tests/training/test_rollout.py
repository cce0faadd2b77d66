"""A rollout: what is sampled is what is scored, and each number stands where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from studio.config import PPOOptions
from studio.jobs.control import RunControl, StopRequested
from studio.lm.generate import Generated
from studio.lm.heads import ScalarModel, frozen_copy
from studio.lm.tokenizer import Example
from studio.lm.transformer import Transformer
from studio.training import micro_batches
from studio.training import rollout as rollout_file
from studio.training.data import PromptText
from studio.training.ppo import copy_of
from studio.training.rollout import Models, Rollout, read_responses, sample_rollout
from tests.training.toy import PROMPTS, IdTokenizer, KnownReward, toy_model

END = 7
MISSING = -1.5
OPTIONS = PPOOptions(temperature=1.0, max_response_tokens=6, gae_lambda=0.9, kl_coefficient=0.3)


def count(row: list[int]) -> float:
    """A known reward: how many ids the response has, tenfold."""
    return 10.0 * (len(row) - 1)


def make_models(rule: Callable[[list[int]], float] = count) -> Models:
    policy = toy_model()
    reward = KnownReward(policy, rule)
    return Models(policy, frozen_copy(policy), reward, copy_of(reward))


def sample(
    models: Models,
    options: PPOOptions = OPTIONS,
    *,
    prompts: Sequence[PromptText] = PROMPTS * 3,
    control: RunControl | None = None,
    stop_ids: tuple[int, ...] = (END,),
    seed: int = 0,
) -> Rollout:
    return sample_rollout(
        models,
        IdTokenizer(*stop_ids),
        prompts,
        options,
        MISSING,
        seed,
        False,
        control or RunControl(),
    )


def drift(model: Transformer) -> None:
    """Move a policy away from its reference."""
    model.lm_head.weight.data += 0.3 * toy_model(seed=9).lm_head.weight.data


@pytest.mark.parametrize("temperature", [1.0, 0.7, 1.6])
def test_a6_a7_sampling_and_scoring_give_a_token_the_same_probability(temperature: float) -> None:
    models = make_models()
    found = sample(models, replace(OPTIONS, temperature=temperature))
    assert found.sampling_gap < 1e-5
    for row, example in enumerate(found.examples):
        logits = models.policy(torch.tensor([example.ids]))[0, len(example.prompt) - 1 : -1]
        expected = (logits / temperature).log_softmax(-1)
        places = torch.arange(len(example.response))
        torch.testing.assert_close(
            found.logprobs[row, : len(places)],
            expected[places, torch.tensor(example.response)],
            atol=1e-5,
            rtol=0,
        )


def test_a6_no_token_is_cut_off() -> None:
    """Pure sampling: over many rows even unlikely first tokens come, as often as they should."""
    models = make_models()
    options = replace(OPTIONS, max_response_tokens=1)
    found = sample(models, options, prompts=PROMPTS[:1] * 4000)
    drawn = torch.tensor([e.response[0] for e in found.examples]).bincount(minlength=8) / 4000
    expected = models.policy(torch.tensor([[0]]))[0, -1].softmax(-1).detach()
    assert float((drawn - expected).abs().sum() / 2) < 0.03


def test_a8_any_of_several_stop_ids_ends_a_response() -> None:
    found = sample(make_models(), stop_ids=(5, 6, END), prompts=PROMPTS * 8)
    last = {e.response[-1] for e, done in zip(found.examples, found.finished, strict=True) if done}
    assert last == {5, 6, END}
    for example in found.examples:
        assert not {5, 6, END} & set(example.response[:-1])


def test_a9_the_end_token_is_an_action_and_nothing_comes_after_it() -> None:
    found = sample(make_models())
    assert found.finished.any()
    assert not found.finished.all()
    lengths = torch.tensor([len(e.response) for e in found.examples])
    assert torch.equal(found.mask.sum(1), lengths)
    for row in found.finished.nonzero()[:, 0].tolist():
        assert found.examples[row].response[-1] == END
        assert found.mask[row, lengths[row] - 1]


def test_d2_an_answer_that_did_not_end_scores_the_penalty_others_what_they_earn() -> None:
    found = sample(make_models(lambda row: 0.5 * row[1]))
    for example, done, score in zip(
        found.examples, found.finished.tolist(), found.scores.tolist(), strict=True
    ):
        assert score == (0.5 * example.response[0] if done else MISSING)


def test_c17_scores_are_clipped_the_penalty_is_not() -> None:
    found = sample(make_models(count), replace(OPTIONS, reward_clip=0.25))
    assert set(found.scores.tolist()) == {0.25, MISSING}


def test_c4_the_reward_model_is_read_at_the_last_token_alone() -> None:
    models = make_models()
    reward = copy_of(models.reward)
    found = sample(replace_reward(models, reward))
    for row in found.finished.nonzero()[:, 0].tolist():
        everywhere = reward(torch.tensor([found.examples[row].ids]))[0]
        torch.testing.assert_close(found.scores[row], everywhere[-1], atol=1e-5, rtol=0)


def replace_reward(models: Models, reward: ScalarModel) -> Models:
    return Models(models.policy, models.reference, reward, models.value)


def test_d3_what_stands_after_the_end_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Padding does not depend on neighbours: a short row alone and beside a long one."""
    models = make_models()
    short, long = Example([0], [3, END]), Example([1], [2, 2, 4, 1, 2, END])
    alone = read_responses(models, [short], 1.0, False, RunControl())
    beside = read_responses(models, [short, long], 1.0, False, RunControl())
    for name in ("logprobs", "reference_logprobs", "values", "entropies"):
        one, other = getattr(alone, name), getattr(beside, name)[:2]
        torch.testing.assert_close(one, other, atol=1e-5, rtol=0)
    torch.testing.assert_close(alone.head_scores, beside.head_scores[:, :1])


def test_d5_every_rows_undiscounted_return_is_its_score_less_its_kl_to_come() -> None:
    models = make_models(lambda row: 0.1 * row[1])
    drift(models.policy)
    found = sample(models, replace(OPTIONS, gae_lambda=1.0, gamma=1.0))
    log_ratio = (found.logprobs - found.reference_logprobs) * found.mask
    to_come = log_ratio.flip(1).cumsum(1).flip(1)
    expected = (found.scores[:, None] - 0.3 * to_come) * found.mask
    torch.testing.assert_close(found.returns, expected, atol=1e-4, rtol=1e-4)
    assert {int(n) for n in found.mask.sum(1)} > {6}  # short rows and full ones


def test_d8_advantages_are_whitened_over_the_rollout() -> None:
    found = sample(make_models())
    kept = found.advantages[found.mask]
    assert kept.mean().item() == pytest.approx(0.0, abs=1e-5)
    assert kept.var(correction=0).item() == pytest.approx(1.0, abs=1e-3)
    assert found.advantages[~found.mask].eq(0).all()


def test_d9_the_kl_of_the_first_rollout_is_exactly_zero() -> None:
    found = sample(make_models(), replace(OPTIONS, temperature=0.7))
    assert torch.equal(found.logprobs, found.reference_logprobs)
    assert found.kl == 0.0


def test_the_kl_is_summed_over_a_response_and_averaged_over_responses() -> None:
    models = make_models()
    drift(models.policy)
    found = sample(models, prompts=PROMPTS * 150)
    by_row = [
        (found.logprobs - found.reference_logprobs)[row, : len(e.response)].sum().item()
        for row, e in enumerate(found.examples)
    ]
    assert found.kl == pytest.approx(sum(by_row) / 600, rel=1e-4)
    assert found.kl > 0.05  # a KL is positive, up to the noise of 600 samples


def test_d11_the_reference_reads_each_response_once() -> None:
    models = make_models()
    read: dict[str, list[int]] = {"reference": [], "policy": []}
    for name, model in (("reference", models.reference), ("policy", models.policy)):
        model.model.register_forward_hook(
            lambda module, args, out, name=name: read[name].append(args[0].numel())
        )
    found = sample(models)
    responses = sum(len(e.response) for e in found.examples)
    prompts = {tuple(e.prompt) for e in found.examples}
    assert len(read["reference"]) == 1  # a single part, in which each prompt is read once, too
    assert read["reference"] == [responses + sum(map(len, prompts))]
    assert len(read["policy"]) > len(read["reference"])


def test_d14_micro_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    models = make_models()
    drift(models.policy)
    whole = sample(models)
    monkeypatch.setattr(micro_batches, "MICRO_WORK", 1)
    parts = sample(models)
    assert whole.examples == parts.examples
    for name in ("scores", "logprobs", "reference_logprobs", "values", "advantages", "returns"):
        torch.testing.assert_close(getattr(whole, name), getattr(parts, name), atol=1e-4, rtol=1e-4)
    assert whole.entropy == pytest.approx(parts.entropy, rel=1e-5)


def test_f2_rows_of_one_prompt_differ_and_a_seed_repeats_them() -> None:
    models = make_models()
    first, again, other = sample(models), sample(models), sample(models, seed=1)
    assert first.examples == again.examples
    assert first.examples != other.examples
    same_prompt = {tuple(e.response) for e in first.examples[::4]}
    assert len(same_prompt) == 3


def test_e13_entropy_is_averaged_over_response_tokens() -> None:
    models = make_models()
    found = sample(models)
    by_token: list[Tensor] = []
    for example in found.examples:
        logits = models.policy(torch.tensor([example.ids]))[0, len(example.prompt) - 1 : -1]
        by_token.append(torch.distributions.Categorical(logits=logits).entropy().detach())
    assert found.entropy == pytest.approx(torch.cat(by_token).mean().item(), rel=1e-4)


def test_flat_gives_rows_in_the_order_of_their_batch() -> None:
    found = sample(make_models())
    picked = found.flat(found.logprobs, [5, 0])
    expected = [found.logprobs[row, : len(found.examples[row].response)] for row in (5, 0)]
    assert torch.equal(picked, torch.cat(expected))


def test_a12_a_long_prompt_leaves_room_for_the_response() -> None:
    """32 positions, 6 of them for the response: 26 are left for the prompt."""
    models = make_models()
    long = replace(PROMPTS[0], text=" ".join("1234" * 10))
    found = sample(models, prompts=[long])
    assert len(found.examples[0].prompt) == 26
    found = sample(models, replace(OPTIONS, max_prompt_tokens=8), prompts=[long])
    assert found.examples[0].prompt == [1, 2, 3, 4, 1, 2, 3, 4]


def test_a_gap_between_sampling_and_scoring_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    generate = rollout_file.generate

    def sloppy(*args: object, **kwargs: object) -> list[Generated]:
        """Reports probabilities of another temperature than it scored by."""
        drawn = generate(*args, **kwargs)
        return [replace(g, logprobs=[p / 0.9 for p in g.logprobs]) for g in drawn]

    monkeypatch.setattr(rollout_file, "generate", sloppy)
    assert sample(make_models()).sampling_gap > 0.01


def test_a_stop_is_answered_between_tokens() -> None:
    control = RunControl()
    control.stop()
    with pytest.raises(StopRequested):
        sample(make_models(), control=control)
