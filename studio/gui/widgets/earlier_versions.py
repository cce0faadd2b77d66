"""What was submitted before in place of a label: when, by whom, and what it said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from studio.gui import theme
from studio.gui.widgets.basic import Caption
from studio.store.revisions import Revision

MOST_HEIGHT = 180  # px at 100 %; more versions scroll


class EarlierVersions(QWidget):
    """A list that scrolls; `words_of` says a label's content in words."""

    def __init__(self, words_of: Callable[[Any], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words_of = words_of
        self._versions: Sequence[Revision] = ()
        self.scroller = QScrollArea()
        self.scroller.setWidgetResizable(True)
        self.scroller.setFrameShape(QFrame.Shape.NoFrame)
        self.scroller.viewport().setAutoFillBackground(False)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.GAP, theme.GAP)
        column.addWidget(self.scroller)
        theme.changed.connect(self._fit)
        self.hide()
        self.retranslate()

    def tell(self, versions: Sequence[Revision]) -> None:
        """Take these versions, newest first."""
        self._versions = versions
        self.retranslate()

    def lines(self) -> list[tuple[str, str]]:
        """(when, who and what became of it; what it said) of each version shown."""
        return [(self._about(one), self._words_of(one.label)) for one in self._versions]

    def _about(self, version: Revision) -> str:
        about = self.tr("{time}, {labeler}").format(
            time=_time(version.label.created_at), labeler=version.labeler.name
        )
        if version.withdrawn_at is None:
            return about
        return self.tr("{version}, withdrawn {time}").format(
            version=about, time=_time(version.withdrawn_at)
        )

    def retranslate(self) -> None:
        self.scroller.setAccessibleName(self.tr("Earlier versions"))
        page = QWidget()
        column = self._column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        for about, words in self.lines():
            said = QLabel(words)
            said.setTextFormat(Qt.TextFormat.PlainText)
            said.setWordWrap(True)
            said.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            said.setAccessibleName(f"{about}: {words}")
            column.addWidget(Caption(about))
            column.addWidget(said)
        column.addStretch(1)
        self.scroller.setWidget(page)
        page.setAutoFillBackground(False)  # the card's own colour is behind it
        self._fit()

    def _fit(self) -> None:
        """As tall as the wrapped texts need, up to a limit."""
        needed = self._column.heightForWidth(self.scroller.viewport().width())
        self.scroller.setFixedHeight(min(max(needed, 0), theme.px(MOST_HEIGHT)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _time(moment: datetime) -> str:
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    return QLocale().toString(local, QLocale.FormatType.ShortFormat)
