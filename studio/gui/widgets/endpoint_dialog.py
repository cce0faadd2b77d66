"""The dialog that asks for an endpoint, tries it, and hands its key to the system's keyring."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.endpoints import (
    KINDS,
    MAX_MODEL_CHARACTERS,
    MAX_NAME_CHARACTERS,
    MAX_URL_CHARACTERS,
    Endpoint,
    check_endpoint,
    host_of,
    is_exposed,
)
from studio.errors import InputError, StudioError
from studio.gui import theme
from studio.gui.errand import Errand
from studio.gui.saver import Saver
from studio.gui.widgets.basic import Caption, PrimaryButton
from studio.gui.widgets.fitted_dialog import FittedDialog
from studio.gui.widgets.key_field import KeyField
from studio.gui.widgets.notice import Notice
from studio.gui.widgets.number_edit import NumberEdit
from studio.jobs.control import StopRequested
from studio.remote.keys import check_key, wait_for_key
from studio.store.endpoints import save_endpoint
from studio.store.project import Project
from studio.translatable import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from studio.remote.checking import Checked

WIDTH = 520  # px at 100 %
NUMBER_WIDTH = 80  # px at 100 %
KIND_WORDS = {
    "chat": QT_TRANSLATE_NOOP("EndpointDialog", "Messages (chat)"),
    "completions": QT_TRANSLATE_NOOP("EndpointDialog", "A text to go on with (completions)"),
}
NEW = Endpoint("", "", "")


class EndpointDialog(FittedDialog):
    """`before` is the endpoint that is changed; None is for a new one.

    Nothing is sent anywhere but by the button that tries the connection.
    """

    def __init__(
        self, project: Project, before: Endpoint | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._project, self._before = project, before
        self._saved = False  # the endpoint is, whatever becomes of its key
        self._saver = Saver(self)
        shown = before or NEW
        changing = before is not None
        self.setWindowTitle(self.tr("Change the endpoint") if changing else self.tr("New endpoint"))
        self.name, self.url = QLineEdit(shown.name), QLineEdit(shown.base_url)
        self.name.setMaxLength(MAX_NAME_CHARACTERS)
        self.url.setMaxLength(MAX_URL_CHARACTERS)
        self.url.setPlaceholderText("https://models.example.org/v1")
        self.model = QComboBox(editable=True)
        typed = QLineEdit()
        typed.setMaxLength(MAX_MODEL_CHARACTERS)
        self.model.setLineEdit(typed)
        self.model.setEditText(shown.model)
        self.kind = QComboBox()
        for code in KINDS:
            self.kind.addItem(QCoreApplication.translate("EndpointDialog", KIND_WORDS[code]), code)
        self.kind.setCurrentIndex(self.kind.findData(shown.kind))
        self.temperature = NumberEdit(shown.temperature, 0.0, 2.0)
        self.max_tokens = NumberEdit(shown.max_tokens, 1, 32_768)
        self.time_limit = NumberEdit(shown.time_limit, 1, 3600)
        self.key = KeyField()
        self.key.kept.connect(self._take_kept)
        self.key.failed.connect(self._tell_refusal)
        self.sent, self.state = Caption(), Caption()
        self.notice = Notice()
        self.errand = Errand(self)
        self.errand.done.connect(self._tell_answer)
        self.errand.failed.connect(self._tell_failure)
        self.errand.stopped.connect(self._end_test)
        self.test_button = QPushButton()
        self.test_button.setAutoDefault(False)
        self.test_button.clicked.connect(self.test)
        self.save_button = PrimaryButton(self.tr("Save"))
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self._lay_out()
        self._end_test()
        self.url.textChanged.connect(self._tell_sent)
        self.url.editingFinished.connect(self._take_place)
        self._tell_sent()
        self.key.ask(self._place())
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self.fields = QWidget()
        form = QGridLayout(self.fields)  # a form layout cuts off what wraps
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(4)
        rows = count()
        for words, field, shown, more in (
            (self.tr("&Name"), self.name, self.name, None),
            (self.tr("&Address"), self.url, self.url, self.sent),
            (self.tr("&Model"), self.model, self.model, None),
            (self.tr("Asked &for"), self.kind, self.kind, None),
            (self.tr("&Key"), self.key.edit, self.key, self.key.words),
        ):
            label = QLabel(words)
            label.setBuddy(field)
            field.setAccessibleName(words.replace("&", ""))
            row = next(rows)
            form.addWidget(label, row, 0)
            form.addWidget(shown, row, 1)
            if more is not None:
                form.addWidget(more, next(rows), 1)
            form.setRowMinimumHeight(next(rows), 4)
        numbers = QHBoxLayout()
        numbers.setSpacing(theme.WIDE_GAP)
        for words, field in (
            (self.tr("&Temperature"), self.temperature),
            (self.tr("&Longest answer (tokens)"), self.max_tokens),
            (self.tr("Time l&imit (s)"), self.time_limit),
        ):
            label = QLabel(words)
            label.setContentsMargins(0, 0, 2, 0)  # Qt measures too little where a key is underlined
            label.setBuddy(field)
            field.setFixedWidth(theme.px(NUMBER_WIDTH))
            field.setAccessibleName(words.replace("&", ""))
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(label)
            column.addWidget(field)
            numbers.addLayout(column)
        numbers.addStretch(1)
        form.addLayout(numbers, next(rows), 0, 1, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GAP)
        buttons.addWidget(self.test_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SECTION_GAP] * 4)
        column.setSpacing(theme.WIDE_GAP)
        column.addWidget(self.fields)
        column.addWidget(self.state)
        column.addWidget(self.notice)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(theme.px(WIDTH))

    def endpoint(self) -> Endpoint:
        """What has been entered. Raises `InputError` for what cannot be used."""
        return check_endpoint(self._shown())

    def _shown(self) -> Endpoint:
        names = ("temperature", "max_tokens", "time_limit")
        numbers = {name: getattr(self, name).value() for name in names}
        return Endpoint(
            self.name.text(),
            self.url.text(),
            self.model.currentText(),
            self.kind.currentData(),
            **numbers,
        )

    def _tried(self) -> Endpoint:
        """The same for a test, which finds out what models there are: it needs no name, no model.

        Where no model is entered, none is asked to answer. Raises `InputError`.
        """
        shown = self._shown()
        name, model = shown.name.strip(), shown.model.strip()
        tried = check_endpoint(replace(shown, name=name or "-", model=model or "-"))
        return replace(tried, name=name or host_of(tried.base_url), model=model)

    def save(self) -> None:
        """Keep the endpoint, and then its key where one was typed."""
        try:
            endpoint, typed = self.endpoint(), self.key.typed()
            if typed:
                check_key(typed)
        except StudioError as error:
            self._tell_refusal(error)
            return
        store, name = self._project.store, self._before.name if self._before else None
        self._hold(True)
        self._saver.save(
            lambda: save_endpoint(store, endpoint, name), self._take_saved, self._tell_refusal
        )

    def _take_saved(self, endpoint: Endpoint) -> None:
        self._before, self._saved = endpoint, True
        self.cancel_button.setText(self.tr("Close"))
        if not self.key.typed():
            self.accept()
        elif not self.key.keep(endpoint):
            self.notice.tell(
                self.tr("Waiting for the system's keyring …"),
                self.tr(
                    "It may be asking for its password in a window of its own. The endpoint is "
                    "saved and its key can be used already, so you need not wait."
                ),
                level="info",
            )

    def _take_kept(self, where: str) -> None:
        if where != "refused":
            self.accept()
            return
        self._hold(False)
        self.notice.tell(
            self.tr("The system's keyring did not take the key."),
            self.tr(
                "The endpoint is saved, and its key can be used until the program ends. Unlock the "
                "keyring and save again to have it kept."
            ),
        )

    def _tell_refusal(self, error: StudioError) -> None:
        self._hold(False)
        self.notice.tell_error(error)

    def _hold(self, held: bool) -> None:
        """Let nothing be changed while it is being saved."""
        self.fields.setDisabled(held)
        for button in (self.save_button, self.test_button):
            button.setDisabled(held)

    def test(self) -> None:
        """Try the connection; while that goes on, stop it."""
        if self.errand.running:
            self.errand.stop()
            return
        try:
            endpoint, typed = self._tried(), self.key.typed()
            key = check_key(typed) if typed else None
        except StudioError as error:
            self.notice.tell_error(error)
            return

        def work(errand: Errand) -> object:
            from studio.remote.checking import check_connection

            def checkpoint() -> None:
                if errand.stopping():
                    raise StopRequested

            return check_connection(endpoint, key or wait_for_key(endpoint, checkpoint), checkpoint)

        self.notice.hide()
        words = self.tr("Asking {host} for its models …").format(host=host_of(endpoint.base_url))
        self.state.setText(words)
        self.state.show()
        self.test_button.setText(self.tr("Stop the test"))
        self.errand.start(work)

    def done(self, result: int) -> None:
        self.errand.stop()
        self.errand.abandon()  # it only reads, and ends by itself
        self.key.leave()
        accepted = QDialog.DialogCode.Accepted  # whoever closes it has saved it none the less
        super().done(accepted if self._saved else result)

    def _end_test(self) -> None:
        self.state.hide()
        self.test_button.setText(self.tr("Test the connection"))
        self.test_button.setToolTip(self.tr("Ask the endpoint which models it has"))

    def _tell_answer(self, found: Checked) -> None:
        self._end_test()
        wanted, models = self.model.currentText().strip(), sorted(found.models or ())
        if models:
            self.model.clear()
            self.model.addItems(models)
            self.model.setCurrentIndex(-1)  # so that the first is next
            self.model.setEditText(wanted)
        answers = self.tr("The endpoint answers.")
        choose = self.tr("Choose a model from the list beside Model.")
        if wanted and found.offers(wanted):
            self.notice.tell(answers, level="info")
            return
        if wanted:
            words = self.tr("The endpoint answers, but does not list this model.")
            self.notice.tell(words, choose if models else "")
        elif not models:
            self.notice.tell(
                self.tr("The endpoint answers, but lists no models."),
                self.tr("Enter the name of the model that shall answer."),
            )
        elif len(models) == 1:
            self.model.setEditText(models[0])
            words = self.tr("Its only model is entered beside Model.")
            self.notice.tell(answers, words, level="info")
        else:
            self.notice.tell(answers, choose, level="info")
        self.model.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_failure(self, error: Exception) -> None:
        self._end_test()
        if not isinstance(error, StudioError):
            error = StudioError("unexpected", reason=type(error).__name__)
        self.notice.tell_error(error)

    def _place(self) -> Endpoint | None:
        """An endpoint of the address entered, whatever else is missing; None without one."""
        try:
            return check_endpoint(Endpoint("-", self.url.text(), "-"))
        except InputError:
            return None

    def _take_place(self) -> None:
        """Only another one is asked for: the keyring's own window may take the focus away."""
        if (place := self._place()) != self.key.place:
            self.key.ask(place)

    def _tell_sent(self) -> None:
        """What goes where, and that it can be read on the way where it can."""
        place = self._place()
        if place is None:
            words = self.tr("The address up to /chat/completions; it mostly ends with /v1.")
        else:
            words = self.tr(
                "When you sample answers from it, the prompts go to {host}; nothing else of the "
                "project does."
            ).format(host=host_of(place.base_url))
        exposed = place is not None and is_exposed(place.base_url)
        if exposed:
            words += " " + self.tr(
                "It is not encrypted: whoever is on the way can read prompts, answers and the key."
            )
        self.sent.setText(words)
        self.sent.setProperty("invalid", exposed)
        self.sent.style().unpolish(self.sent)
        self.sent.style().polish(self.sent)
