"""PPO-ptx: demonstrations learned beside PPO's own loss, so that the policy forgets less."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from studio.config import PPOOptions
from studio.errors import TrainingError
from studio.jobs.control import RunControl
from studio.jobs.events import Emit
from studio.lm.generate import stable_seed
from studio.lm.tokenizer import Example, Tokenizer
from studio.lm.transformer import Transformer
from studio.training.data import PPOData
from studio.training.loop import endless
from studio.training.sft import add_gradients, encode


class Ptx:
    """Adds coefficient x (mean negative log-likelihood of some demonstrations' tokens) to a step.

    The tokens are those of the responses, their ends included, at temperature 1. The order is drawn
    by a generator of its own, so that rollouts and minibatches are the same with and without;
    none comes twice before all came once. Source: Ouyang et al. 2022 (arXiv:2203.02155), eq. 2 and
    appendix C.4, with coefficient 27.8 on pretraining text. That number is no guide here: it
    belongs to their sums over tokens and their eight such texts for each episode. Here losses are
    means over tokens, and there is one demonstration for each episode.
    """

    def __init__(self, examples: Sequence[Example], coefficient: float, seed: int) -> None:
        self.coefficient, self.drawn = coefficient, 0
        self._order = endless(examples, stable_seed(seed, "ptx"))

    def go_on_after(self, drawn: int) -> None:
        """Go on with what comes after the first `drawn` demonstrations."""
        self._take(drawn - self.drawn)

    def add_gradients(
        self, policy: Transformer, count: int, bf16: bool, control: RunControl
    ) -> float:
        """Add the gradient of the next `count` demonstrations; returns their loss, unweighted."""
        examples = self._take(count)
        return add_gradients(policy, examples, bf16, control, weight=self.coefficient)

    def _take(self, count: int) -> list[Example]:
        self.drawn += count
        return list(islice(self._order, count))


def ptx_of(
    policy: Transformer, tokenizer: Tokenizer, data: PPOData, options: PPOOptions, emit: Emit
) -> Ptx | None:
    """What a PPO run mixes in, if anything. A demonstration is no longer than an episode may be.

    Raises `TrainingError` when every response is longer.
    """
    if data.demonstrations is None or options.pretraining_coefficient == 0:
        return None
    longest = options.max_prompt_tokens + options.max_response_tokens
    limit = min(longest, policy.config.max_position_embeddings)
    examples = encode(tokenizer, data.demonstrations, limit, emit)
    if not examples:
        raise TrainingError("no_usable_examples", limit=limit)
    return Ptx(examples, options.pretraining_coefficient, options.seed)
