"""Which plots a stage has, the one that matters most first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlotSpec:
    """What one plot shows. The first metric names it."""

    metrics: tuple[str, ...]
    band: tuple[str, str] | None = None  # metrics of an interval's ends
    level: float | None = None  # a value to compare with
    level_name: str = ""  # chance, demonstrations or budget
    level_in_view: bool = False  # also when the curves are far from it

    @property
    def key(self) -> str:
        return self.metrics[0]


STAGE_PLOTS: dict[str, tuple[PlotSpec, ...]] = {
    "sft": (
        PlotSpec(("heldout_loss", "loss")),
        PlotSpec(("learning_rate",)),
        PlotSpec(("gradient_norm",)),
    ),
    "reward": (
        PlotSpec(
            ("heldout_accuracy",),
            band=("heldout_accuracy_low", "heldout_accuracy_high"),
            level=0.5,
            level_name="chance",
            level_in_view=True,
        ),
        PlotSpec(("heldout_loss", "loss")),
        PlotSpec(("margin", "head_disagreement")),
    ),
    "ppo": (
        PlotSpec(("reward",), level=0.0, level_name="demonstrations", level_in_view=True),
        PlotSpec(("kl",), level_name="budget"),
        PlotSpec(("entropy",)),
        PlotSpec(("clip_fraction",)),
        PlotSpec(("value_loss", "ptx_loss")),
        PlotSpec(("explained_variance", "head_disagreement")),
        PlotSpec(("response_length",)),
        PlotSpec(("ended_share", "distinct_share")),
    ),
}
