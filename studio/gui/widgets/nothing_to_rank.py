"""What the screen for ranking says when no answers wait."""

from __future__ import annotations

from studio.gui.widgets.notice import EmptyState


class NothingToRank(EmptyState):
    def tell(self, *, sampling: bool, possible: bool) -> None:
        """`sampling` says that a model answers now, `possible` that one could."""
        if sampling:
            self.set_texts(
                self.tr("The model is answering"),
                self.tr("Each prompt's answers appear here as soon as they are there."),
            )
        elif possible:
            self.set_texts(
                self.tr("No answers wait to be ranked"),
                self.tr(
                    "Here you put a model's answers into order, from the best to the worst. "
                    "Let the newest model answer some prompts to begin."
                ),
                self.tr("Sample answers"),
            )
        else:
            self.set_texts(
                self.tr("There is no policy yet that could answer"),
                self.tr(
                    "Here you put a model's answers into order, from the best to the worst. "
                    "Train a first policy on the demonstrations, then let it answer some prompts."
                ),
                self.tr("Train a policy (SFT)"),
            )
