"""Line icons from resources/icons, in the colours of the scheme.

An icon is tinted when it is painted, so a change of scheme needs no new icons. Style sheets
cannot tint; for them `tinted_file` writes a coloured copy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt, QTemporaryDir
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from studio.config import resource
from studio.gui import theme


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text("utf-8")


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    svg = _source(name).replace("currentColor", color)
    return QSvgRenderer(QByteArray(svg.encode()))


class _TintedEngine(QIconEngine):
    def __init__(self, name: str, token: str, on_token: str) -> None:
        super().__init__()
        self._name = name
        self._token = token
        self._on_token = on_token

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        token = self._on_token if state == QIcon.State.On else self._token
        if mode == QIcon.Mode.Disabled:
            token = "control_line"
        color = getattr(theme.tokens(), token)
        _renderer(self._name, color).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._name, self._token, self._on_token)


@cache
def icon(name: str, token: str = "text", on_token: str = "") -> QIcon:
    """The icon resources/icons/{name}.svg in the colour of a theme token, whatever it is now.

    `on_token` is for a button that is checked; without, it keeps its colour. Each icon is made
    once and kept: an engine that ends while Python collects garbage takes the program with it.
    """
    return QIcon(_TintedEngine(name, token, on_token or token))


@cache
def _folder() -> QTemporaryDir:
    return QTemporaryDir()


@cache
def tinted_file(name: str, color: str) -> str:
    """The path, with forward slashes, of a copy of the icon in a fixed colour."""
    path = Path(_folder().path()) / f"{name}-{color.lstrip('#')}.svg"
    path.write_text(_source(name).replace("currentColor", color), "utf-8")
    return path.as_posix()
