"""A key in the window while the system's keyring takes its time, or refuses."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.endpoints import Endpoint
from studio.gui import reader, saver
from studio.gui.widgets.endpoint_dialog import EndpointDialog
from studio.remote import keys
from studio.store.endpoints import list_endpoints
from studio.store.project import Project
from tests.remote.fake_endpoint import KEY, FakeEndpoint, lists

PLACE = "https://models.example"
ONE = Endpoint("North", f"{PLACE}/v1", "m")
WAIT_S = 20


class Keyring:
    """Waits before each answer until it may go on, and remembers who asked for what."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.asked: list[tuple[str, threading.Thread]] = []
        self.go_on = threading.Event()
        self.refusing: set[str] = set()

    def get_password(self, service: str, name: str) -> str | None:
        self._answer("get")
        return self.kept.get(name)

    def set_password(self, service: str, name: str, secret: str) -> None:
        self._answer("set")
        self.kept[name] = secret

    def delete_password(self, service: str, name: str) -> None:
        self._answer("delete")
        del self.kept[name]

    def _answer(self, what: str) -> None:
        self.asked.append((what, threading.current_thread()))
        assert self.go_on.wait(WAIT_S)
        if what in self.refusing:
            raise RuntimeError(f"locked, and would hold {KEY}")


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keyring]:
    """The system's. It is slow until `go_on` is set; no call may come from the window's thread."""
    backend = Keyring()
    found = type("keyring", (), {"get_keyring": staticmethod(lambda: backend)})
    monkeypatch.setitem(sys.modules, "keyring", found)
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(reader, "PATIENCE_S", 0.0)
    monkeypatch.setattr(saver, "PATIENCE_S", 0.0)
    yield backend
    backend.go_on.set()
    for _, thread in backend.asked:
        thread.join(WAIT_S)
    assert threading.main_thread() not in [thread for _, thread in backend.asked]


@pytest.fixture
def ask(qtbot, project: Project) -> Callable[..., EndpointDialog]:
    def open_one(before: Endpoint | None = ONE) -> EndpointDialog:
        dialog = EndpointDialog(project, before)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return open_one


def is_settled(dialog: EndpointDialog) -> bool:
    return "Asking" not in dialog.key.words.text()


def enter(dialog: EndpointDialog) -> None:
    QTest.keyClicks(dialog.key.edit, KEY)
    QTest.keyClick(dialog.key.edit, Qt.Key.Key_Return)


def wait_until_asked(qtbot, keyring: Keyring, what: str) -> None:
    qtbot.waitUntil(lambda: what in [asked for asked, _ in keyring.asked], timeout=WAIT_S * 1000)


def test_the_dialog_comes_up_while_the_keyring_is_still_asked(qtbot, ask, keyring: Keyring):
    keyring.kept[PLACE] = KEY
    dialog = ask()
    assert dialog.key.words.text() == "Asking the system's keyring …"
    assert not dialog.key.forget_button.isVisible()
    assert dialog.save_button.isEnabled()
    keyring.go_on.set()
    qtbot.waitUntil(lambda: is_settled(dialog))
    assert dialog.key.edit.placeholderText() == "Kept in the keyring"
    assert dialog.key.forget_button.isVisible()


def test_another_address_is_asked_for_and_the_first_answer_is_dropped(qtbot, ask, keyring):
    keyring.kept[PLACE] = KEY
    dialog = ask()
    dialog.url.setText("https://elsewhere.example/v1")
    dialog.url.editingFinished.emit()
    keyring.go_on.set()
    qtbot.waitUntil(lambda: is_settled(dialog))
    assert dialog.key.edit.placeholderText() == "Only if the endpoint asks for one"
    before = len(keyring.asked)
    dialog.url.editingFinished.emit()  # as when the keyring's own window took the focus
    assert len(keyring.asked) == before


def test_a_key_is_saved_while_the_window_lives(qtbot, ask, project, keyring: Keyring):
    keyring.go_on.set()
    dialog = ask(None)
    qtbot.waitUntil(lambda: is_settled(dialog))
    keyring.go_on.clear()
    dialog.name.setText("North")
    dialog.url.setText(ONE.base_url)
    dialog.model.setEditText("m")
    enter(dialog)
    wait_until_asked(qtbot, keyring, "set")
    qtbot.waitUntil(dialog.notice.isVisible)
    assert dialog.notice.message() == "Waiting for the system's keyring …"
    assert not dialog.save_button.isEnabled()
    assert not dialog.name.isEnabled()
    assert dialog.cancel_button.text() == "Close"
    assert list_endpoints(project.store) == [ONE]
    assert keys._session[PLACE].reveal() == KEY  # it can be used already
    keyring.go_on.set()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert dialog.result() == EndpointDialog.DialogCode.Accepted
    assert (keyring.kept, keys._session) == ({PLACE: KEY}, {})


def test_nobody_has_to_wait_for_the_keyring(qtbot, ask, keyring: Keyring):
    keyring.go_on.set()
    dialog = ask()
    qtbot.waitUntil(lambda: is_settled(dialog))
    keyring.go_on.clear()
    enter(dialog)
    wait_until_asked(qtbot, keyring, "set")
    qtbot.waitUntil(dialog.notice.isVisible)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.result() == EndpointDialog.DialogCode.Accepted  # the endpoint is saved
    assert keys._session[PLACE].reveal() == KEY
    keyring.go_on.set()
    qtbot.waitUntil(lambda: keys._session == {})
    assert keyring.kept == {PLACE: KEY}


def test_a_keyring_that_refuses_the_key_is_told_and_asked_again(qtbot, ask, project, keyring):
    keyring.go_on.set()
    keyring.refusing = {"set"}
    dialog = ask()
    qtbot.waitUntil(lambda: is_settled(dialog))
    enter(dialog)
    qtbot.waitUntil(dialog.notice.isVisible)
    qtbot.waitUntil(dialog.save_button.isEnabled)
    assert dialog.notice.message() == "The system's keyring did not take the key."
    assert "Unlock the keyring and save again" in dialog.notice.hint()
    assert KEY not in dialog.notice.message() + dialog.notice.hint() + dialog.notice.details()
    assert list_endpoints(project.store) == [ONE]
    assert keys._session[PLACE].reveal() == KEY
    keyring.refusing = set()
    dialog.save_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert keyring.kept == {PLACE: KEY}


def test_a_keyring_that_says_nothing_is_told_of(qtbot, ask, keyring: Keyring):
    keyring.go_on.set()
    keyring.refusing = {"get"}
    dialog = ask()
    qtbot.waitUntil(lambda: is_settled(dialog))
    assert "may be locked" in dialog.key.words.text()
    assert dialog.save_button.isEnabled()


@pytest.mark.parametrize("refusing", [False, True])
def test_a_key_is_forgotten_aside_or_the_refusal_told(qtbot, ask, keyring, refusing: bool):
    keyring.kept[PLACE] = KEY
    keyring.go_on.set()
    dialog = ask()
    qtbot.waitUntil(lambda: is_settled(dialog))
    keyring.refusing = {"delete"} if refusing else set()
    keyring.go_on.clear()
    dialog.key.forget_button.click()
    assert not is_settled(dialog)
    assert not dialog.key.forget_button.isVisible()
    keyring.go_on.set()
    qtbot.waitUntil(lambda: is_settled(dialog))
    assert dialog.key.forget_button.isVisible() == refusing
    assert keyring.kept == ({PLACE: KEY} if refusing else {})
    told = dialog.notice.message() if dialog.notice.isVisible() else ""
    assert told == ("The system's keyring did not remove the key." if refusing else "")


def test_a_test_of_the_connection_is_stopped_while_the_keyring_is_asked(qtbot, ask, keyring):
    with FakeEndpoint(lists("m")) as server:
        dialog = ask(Endpoint("North", server.base_url, "m"))
        before = len(keyring.asked)
        dialog.test_button.click()
        qtbot.waitUntil(lambda: len(keyring.asked) > before)
        with qtbot.waitSignal(dialog.errand.stopped, timeout=WAIT_S * 1000):
            dialog.test_button.click()
        assert dialog.test_button.text() == "Test the connection"
        assert server.asked == []
        dialog.test_button.click()
        qtbot.waitUntil(lambda: len(keyring.asked) > before + 1)
        dialog.reject()  # does not wait for the keyring either
        assert not keyring.go_on.is_set()
        assert not dialog.errand.running
