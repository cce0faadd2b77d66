"""The order that the choices between pairs have led to, to be looked at before it is submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import Caption, Heading
from studio.gui.widgets.folded_text import FoldedText
from studio.gui.widgets.held_widget import replace_widget

LINES = 3  # of each answer
COLUMN_WIDTH = 880  # px at 100 %


class OrderFound(QScrollArea):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._groups: Sequence[Sequence[int]] = ()
        self._letters: Mapping[int, str] = {}
        self._texts: Mapping[int, str] = {}

    def retranslate(self) -> None:
        if self._groups:
            self.show_order(self._groups, self._letters, self._texts)

    def show_order(
        self, groups: Sequence[Sequence[int]], letters: Mapping[int, str], texts: Mapping[int, str]
    ) -> None:
        self._groups, self._letters, self._texts = groups, letters, texts
        held = QWidget()
        held.setMaximumWidth(theme.px(COLUMN_WIDTH))
        page = QVBoxLayout(held)
        page.setSpacing(theme.WIDE_GAP)
        page.addWidget(Heading(self.tr("This order follows from your choices")))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.WIDE_GAP)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(2, 1)
        ranked = [(rank, id) for rank, group in enumerate(groups, start=1) for id in group]
        top = Qt.AlignmentFlag.AlignTop
        for row, (rank, id) in enumerate(ranked):
            is_first = groups[rank - 1][0] == id
            grid.addWidget(Heading(str(rank) if is_first else "="), row, 0, top)
            grid.addWidget(Caption(letters[id]), row, 1, top)
            grid.addWidget(FoldedText(texts[id], LINES), row, 2)
        page.addLayout(grid)
        page.addStretch(1)
        replace_widget(self, held)
        self.setAccessibleName(self.words())

    def words(self) -> str:
        """The order in one sentence."""
        ranks = [" = ".join(self._letters[id] for id in group) for group in self._groups]
        return self.tr("The order is: {order}.").format(order=", ".join(ranks))
