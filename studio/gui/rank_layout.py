"""Where the parts of the Rank screen stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.gui import theme

if TYPE_CHECKING:
    from studio.gui.screens.rank import RankScreen


def lay_out(screen: RankScreen) -> tuple[QWidget, QWidget]:
    """Put the screen's parts into it; returns its page, and that with the guidelines beside it."""
    head = QHBoxLayout()
    head.setSpacing(theme.GAP)
    head.addWidget(screen.title)
    head.addSpacing(theme.GAP)
    head.addWidget(screen.waiting)
    head.addStretch(1)
    head.addWidget(screen.sample)
    head.addWidget(screen.formatting)
    head.addWidget(screen.guide.button)
    head.addWidget(screen.last_ones)
    head.addWidget(screen.languages)

    foot = QHBoxLayout()
    foot.setSpacing(theme.GAP)
    foot.addWidget(screen.undo_button)
    foot.addWidget(screen.redo_button)
    foot.addWidget(screen.adder.button)
    foot.addWidget(screen.none_acceptable)
    foot.addWidget(screen.state, 1)
    foot.addWidget(screen.done_line)
    foot.addWidget(screen.skip_button)
    foot.addWidget(screen.submit_button)

    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.GAP)
    column.addWidget(screen.prompt)
    column.addWidget(screen.prompt_pages)
    column.addWidget(screen.revision_bar)
    column.addWidget(screen.gold)
    column.addWidget(screen.stack, 1)
    column.addWidget(screen.question)
    column.addWidget(screen.skip_bar)
    column.addWidget(screen.hints)
    column.addLayout(foot)

    work = QWidget()
    middle = QHBoxLayout(work)
    middle.setContentsMargins(0, 0, 0, 0)
    middle.addStretch(1)
    middle.addWidget(page, 1000)
    middle.addWidget(screen.guide.panel)
    middle.addStretch(1)

    whole = QVBoxLayout(screen)
    whole.setContentsMargins(*[theme.SECTION_GAP] * 4)
    whole.setSpacing(theme.WIDE_GAP)
    whole.addLayout(head)
    whole.addWidget(screen.sampling_remark)
    whole.addWidget(screen.notice)
    whole.addWidget(screen.guide.notice)
    whole.addWidget(work, 1)
    whole.addWidget(screen.empty, 1)
    return page, work
