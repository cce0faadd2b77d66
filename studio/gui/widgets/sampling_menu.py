"""How many answers each prompt gets, how many sets are kept ready, and who gives them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from studio.endpoints import Endpoint
from studio.gui.context import Context
from studio.gui.widgets.checkpoint_box import checkpoint_text
from studio.store.records import Checkpoint

DEPTHS = (0, 5, 10, 20, 50, 100)
FEWEST, MOST = 2, 9  # answers to a prompt that can be ranked
MOST_POLICIES = 12  # the newest ones; a menu is no list


class SamplingMenu(QPushButton):
    """The numbers are settings; the choice of who answers lasts as long as the project is open.

    Without a choice the newest policy answers, also when a newer one takes its place.
    """

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._policies: tuple[Checkpoint, ...] = ()
        self._chosen: set[int] = set()
        self._endpoints: tuple[Endpoint, ...] = ()
        self._asked: set[str] = set()  # names of endpoints
        self.setProperty("role", "menu")
        self.setMenu(QMenu(self))
        self.menu().installEventFilter(self)
        self._depths = QActionGroup(self)
        self.counts = QActionGroup(self)
        context.project_changed.connect(self._chosen.clear)
        context.project_changed.connect(self._asked.clear)
        self.retranslate()

    @property
    def checkpoint_ids(self) -> tuple[int, ...]:
        """Those chosen that there still are, newest first; empty stands for the newest policy."""
        return tuple(one.id for one in self._policies if one.id in self._chosen)

    @property
    def endpoint_names(self) -> tuple[str, ...]:
        """Those chosen that there still are; with any, only chosen policies answer beside them."""
        return tuple(one.name for one in self._endpoints if one.name in self._asked)

    @property
    def answers(self) -> int:
        """To each prompt."""
        return min(max(self._context.settings.answers_per_prompt, FEWEST), MOST)

    def show_policies(self, policies: Sequence[Checkpoint]) -> None:
        """Offer these, newest first."""
        if tuple(policies) != self._policies:
            self._policies = tuple(policies)
            self._fill()

    def show_endpoints(self, endpoints: Sequence[Endpoint]) -> None:
        if tuple(endpoints) != self._endpoints:
            self._endpoints = tuple(endpoints)
            self._fill()

    def retranslate(self) -> None:
        self._fill()

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        counts = menu.addMenu(self.tr("Answers to each prompt"))
        for count in range(FEWEST, MOST + 1):
            action = QAction(str(count), counts, checkable=True, checked=count == self.answers)
            action.triggered.connect(lambda _=False, count=count: self._choose_count(count))
            self.counts.addAction(action)
            counts.addAction(action)
        menu.addSeparator()
        depth = self._context.settings.queue_depth
        menu.addAction(self.tr("Sets kept ready while you rank")).setEnabled(False)
        for size in sorted({*DEPTHS, depth}):
            words = self.tr("%Ln sets", "kept ready", size) if size else self.tr("None")
            action = QAction(words, menu, checkable=True, checked=size == depth)
            action.triggered.connect(lambda _=False, size=size: self._choose_depth(size))
            self._depths.addAction(action)
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(self.tr("Answers by")).setEnabled(False)
        self._newest = QAction(self.tr("The newest policy"), menu, checkable=True)
        self._newest.triggered.connect(self._choose_newest)
        menu.addAction(self._newest)
        self._by_id: dict[int, QAction] = {}
        for policy in self._policies[:MOST_POLICIES]:
            action = QAction(checkpoint_text(policy).replace("&", "&&"), menu, checkable=True)
            action.triggered.connect(lambda on, one=policy.id: self._choose_policy(one, on))
            menu.addAction(action)
            self._by_id[policy.id] = action
        self._by_name: dict[str, QAction] = {}
        for one in self._endpoints:
            words = self.tr("{name} (endpoint)").format(name=one.name).replace("&", "&&")
            action = QAction(words, menu, checkable=True)
            action.triggered.connect(lambda on, name=one.name: self._choose_endpoint(name, on))
            menu.addAction(action)
            self._by_name[one.name] = action
        more = menu.addAction(self.tr("Endpoints …"))
        more.triggered.connect(lambda: self._context.go_to.emit("settings", "endpoints"))
        self._show_choice()

    def _choose_count(self, count: int) -> None:
        self._context.change_settings(answers_per_prompt=count)
        self._show_choice()

    def _choose_depth(self, size: int) -> None:
        self._context.change_settings(queue_depth=size)
        self._show_choice()
        self.changed.emit()

    def _choose_newest(self) -> None:
        self._chosen.clear()
        self._asked.clear()
        self._show_choice()
        self.changed.emit()

    def _choose_policy(self, checkpoint_id: int, on: bool) -> None:
        (self._chosen.add if on else self._chosen.discard)(checkpoint_id)
        self._show_choice()
        self.changed.emit()

    def _choose_endpoint(self, name: str, on: bool) -> None:
        (self._asked.add if on else self._asked.discard)(name)
        self._show_choice()
        self.changed.emit()

    def _show_choice(self) -> None:
        with QSignalBlocker(self.menu()):
            self._newest.setChecked(not self.checkpoint_ids and not self.endpoint_names)
            for one, action in self._by_id.items():
                action.setChecked(one in self._chosen)
            for name, action in self._by_name.items():
                action.setChecked(name in self._asked)
        self.setText(self.tr("Queue"))
        self.setAccessibleName(self.tr("Queue: answers to each prompt, sets kept ready, policies"))
        now = self.tr("Answers to each prompt: {answers}. Sets kept ready: {depth}.")
        depth = self._context.settings.queue_depth
        self.setToolTip(now.format(answers=self.answers, depth=depth))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The menu stays open while one chooses several policies."""
        menu = self.menu()
        clicked = isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease
        pressed = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space
        if clicked or (pressed and event.type() == QEvent.Type.KeyPress):
            action = menu.activeAction()
            choices = (self._newest, *self._by_id.values(), *self._by_name.values())
            if action is not None and action in choices:
                action.trigger()
                return True
        return super().eventFilter(watched, event)
