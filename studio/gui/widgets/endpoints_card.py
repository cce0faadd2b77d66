"""The endpoints that may answer the open project's prompts: entered, changed, removed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from studio.endpoints import Endpoint, host_of
from studio.errors import StudioError
from studio.gui import theme
from studio.gui.context import Context
from studio.gui.icons import icon
from studio.gui.widgets.basic import Caption, Card, Heading, QuietButton
from studio.gui.widgets.done_line import DoneLine
from studio.gui.widgets.endpoint_dialog import EndpointDialog
from studio.gui.widgets.notice import Notice
from studio.store.endpoints import list_endpoints, remove_endpoint, save_endpoint
from studio.store.engine import Store


class EndpointRow(QWidget):
    """One endpoint: its name, what it is, and what can be done with it."""

    change, remove = Signal(object), Signal(object)  # Endpoint

    def __init__(self, endpoint: Endpoint, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = QLabel(endpoint.name)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.about = Caption(f"{endpoint.model}, {host_of(endpoint.base_url)}")
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.change_button = QuietButton()
        self.change_button.set_text(
            self.tr("Change …"), self.tr("Change {name}").format(name=endpoint.name)
        )
        self.change_button.clicked.connect(lambda: self.change.emit(endpoint))
        self.remove_button = QuietButton()
        self.remove_button.set_text(
            self.tr("Remove"), self.tr("Remove {name}").format(name=endpoint.name)
        )
        self.remove_button.clicked.connect(lambda: self.remove.emit(endpoint))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.about, 1, 0)
        grid.addWidget(self.change_button, 0, 1, 2, 1)
        grid.addWidget(self.remove_button, 0, 2, 2, 1)


class EndpointsCard(Card):
    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.title, self.about = Heading(), Caption()
        self.rows: dict[str, EndpointRow] = {}
        self._list = QWidget()
        self._grid = QGridLayout(self._list)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(12)
        self.add_button = QPushButton()
        self.add_button.setIcon(icon("plus"))
        self.add_button.clicked.connect(lambda: self.edit(None))
        self.done_line = DoneLine()
        self.notice = Notice()
        self.body.setSpacing(theme.GAP)
        for widget in (self.title, self.about, self._list):
            self.body.addWidget(widget)
        self.body.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.done_line, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.notice)
        self.done_line.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Endpoints"))
        self.about.setText(
            self.tr(
                "Models elsewhere that may answer prompts: any OpenAI-compatible server, such as "
                "vLLM, LM Studio, Ollama or a paid service. Nothing is sent before you sample "
                "answers from one, or test it."
            )
        )
        self.add_button.setText(self.tr("Enter an endpoint …"))
        self.add_button.setAccessibleName(self.tr("Enter an endpoint"))
        self.add_button.setToolTip(self.tr("Enter an endpoint"))
        self.refresh()

    def refresh(self) -> None:
        """Read the project's endpoints again."""
        project = self._context.project
        if project is None:
            return
        try:
            self._show(list_endpoints(project.store))
        except StudioError as error:
            self.notice.tell_error(error)

    def _show(self, endpoints: list[Endpoint]) -> None:
        for row in self.rows.values():
            row.hide()
            row.deleteLater()
        self.rows = {one.name: EndpointRow(one) for one in endpoints}
        for place, row in enumerate(self.rows.values()):
            row.change.connect(self.edit)
            row.remove.connect(self.remove)
            self._grid.addWidget(row, place, 0)
        self._list.setVisible(bool(endpoints))

    def edit(self, endpoint: Endpoint | None) -> None:
        """Ask for an endpoint, or for changes of one."""
        if self._context.project is None:
            return
        dialog = EndpointDialog(self._context.project, endpoint, self.window())
        dialog.accepted.connect(self._take_change)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def remove(self, endpoint: Endpoint) -> None:
        """Forget an endpoint; taking that back enters it again."""
        self._act(
            lambda store: remove_endpoint(store, endpoint.name),
            self.tr("{name} is removed.").format(name=endpoint.name),
            lambda: self._act(lambda store: save_endpoint(store, endpoint)),
        )

    def _act(
        self,
        action: Callable[[Store], object],
        words: str = "",
        undo: Callable[[], None] | None = None,
    ) -> None:
        project = self._context.project
        if project is None:
            return
        try:
            action(project.store)
        except StudioError as error:
            self.notice.tell_error(error)
            return
        self._take_change()
        if undo is not None:
            self.done_line.show()
            self.done_line.say_undoable(words, undo)

    def _take_change(self) -> None:
        self.notice.hide()
        self.done_line.hide()
        self.refresh()
        self._context.data_changed.emit("endpoints")
