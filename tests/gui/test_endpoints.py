"""Endpoints in the window: entered, tried, asked for answers, and their keys kept out of sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from studio.endpoints import Endpoint
from studio.gui.bridge import Job
from studio.gui.context import Context
from studio.gui.screens.settings import SettingsScreen
from studio.gui.widgets.endpoint_dialog import EndpointDialog
from studio.gui.widgets.sample_control import SampleControl
from studio.jobs.events import Finished, Notice
from studio.jobs.requests import FillQueue, Sample
from studio.remote import keys
from studio.store.endpoints import list_endpoints, save_endpoint
from studio.store.project import Project
from tests.remote import fake_endpoint as fake
from tests.remote.fake_endpoint import KEY, FakeEndpoint, lists, status

ONE = Endpoint("North", "http://localhost:1/v1", "m")


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_session", {})
    monkeypatch.setattr(keys, "_keyring", lambda: None)


@pytest.fixture
def server() -> Iterator[FakeEndpoint]:
    with FakeEndpoint(lists("m", "other")) as found:
        yield found


@pytest.fixture
def ask(qtbot, project: Project) -> Iterator[Callable[..., EndpointDialog]]:
    opened: list[EndpointDialog] = []

    def open_one(before: Endpoint | None = None, **typed: str) -> EndpointDialog:
        dialog = EndpointDialog(project, before)
        qtbot.addWidget(dialog)
        dialog.show()
        for name, text in typed.items():
            field = dialog.key.edit if name == "key" else getattr(dialog, name)
            (field.setEditText if name == "model" else field.setText)(text)
        opened.append(dialog)
        return dialog

    yield open_one
    for dialog in opened:
        dialog.reject()


def test_an_endpoint_is_entered_and_its_key_is_not_in_the_project(
    qtbot, ask, project: Project, tmp_path: Path
):
    dialog = ask(url="https://models.example/v1/", model="m")
    QTest.keyClicks(dialog.name, "North")
    QTest.keyClicks(dialog.key.edit, KEY)
    dialog.temperature.set_value(0.3)
    assert dialog.key.edit.echoMode() == QLineEdit.EchoMode.Password
    with qtbot.waitSignal(dialog.accepted):
        QTest.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    [kept] = list_endpoints(project.store)
    assert kept == Endpoint("North", "https://models.example/v1", "m", temperature=0.3)
    assert keys.find_key(kept).reveal() == KEY
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert [path for path in written if KEY.encode() in path.read_bytes()] == []


def test_what_cannot_be_used_is_said_and_the_dialog_stays(ask, project: Project):
    dialog = ask(name="North", url="ftp://models.example", model="m")
    dialog.save_button.click()
    assert "not the address of an endpoint" in dialog.notice.message()
    dialog.url.setText("https://models.example/v1")
    dialog.key.edit.setText("two words\u2028")
    dialog.save_button.click()
    assert "key cannot be sent" in dialog.notice.message()
    assert dialog.isVisible()
    assert list_endpoints(project.store) == []


def test_plain_http_elsewhere_is_warned_about(ask):
    dialog = ask(url="http://192.168.0.7:8000/v1")
    assert "not encrypted" in dialog.sent.text()
    dialog.url.setText("http://localhost:8000/v1")
    assert "localhost:8000" in dialog.sent.text()
    assert "not encrypted" not in dialog.sent.text()


def test_the_connection_is_tried_only_when_asked(qtbot, ask, server: FakeEndpoint):
    dialog = ask(name="Fake", url=server.base_url, model="x", key=KEY)
    assert server.asked == []
    dialog.test_button.click()
    qtbot.waitUntil(dialog.notice.isVisible, timeout=20_000)
    assert "does not list this model" in dialog.notice.message()
    assert [dialog.model.itemText(n) for n in range(2)] == ["m", "other"]
    assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    dialog.model.setCurrentText("m")
    dialog.test_button.click()
    qtbot.waitUntil(dialog.notice.isVisible, timeout=20_000)
    assert dialog.notice.message() == "The endpoint answers."


def test_a_test_finds_the_models_before_one_is_named(qtbot, ask, server: FakeEndpoint):
    dialog = ask(url=server.base_url)
    dialog.test_button.click()
    qtbot.waitUntil(dialog.notice.isVisible, timeout=20_000)
    assert dialog.notice.message() == "The endpoint answers."
    assert "Choose a model" in dialog.notice.hint()
    assert [dialog.model.itemText(n) for n in range(2)] == ["m", "other"]
    assert dialog.model.currentText() == ""
    server.behave = fake.lists("only")
    dialog.test_button.click()
    qtbot.waitUntil(lambda: dialog.model.currentText() == "only", timeout=20_000)


def test_an_endpoint_that_lists_no_models_is_asked_for_nothing_before_one_is_named(
    qtbot, ask, server: FakeEndpoint
):
    server.behave = status(404)
    dialog = ask(url=server.base_url)
    dialog.test_button.click()
    qtbot.waitUntil(dialog.notice.isVisible, timeout=20_000)
    assert "lists no models" in dialog.notice.message()
    assert [asked.method for asked in server.asked] == ["GET"]


def test_a_failed_test_says_why_without_the_key(qtbot, ask, server: FakeEndpoint):
    server.behave = status(401, f"wrong key {KEY}")
    dialog = ask(name="Fake", url=server.base_url, model="m", key=KEY)
    dialog.test_button.click()
    qtbot.waitUntil(dialog.notice.isVisible, timeout=20_000)
    assert "does not accept the key" in dialog.notice.message()
    assert KEY not in dialog.notice.message() + dialog.notice.hint() + dialog.notice.details()


def test_a_test_can_be_stopped(qtbot, ask, server: FakeEndpoint):
    server.behave = fake.says_nothing
    dialog = ask(name="Fake", url=server.base_url, model="m")
    dialog.test_button.click()
    assert dialog.test_button.text() == "Stop the test"
    qtbot.waitUntil(lambda: bool(server.asked), timeout=20_000)
    with qtbot.waitSignal(dialog.errand.stopped, timeout=5_000):
        dialog.test_button.click()
    assert dialog.test_button.text() == "Test the connection"


def test_a_kept_key_can_be_forgotten(ask):
    keys.keep_key(ONE, KEY)
    dialog = ask(ONE)
    assert KEY not in dialog.key.edit.text() + dialog.key.edit.placeholderText()
    dialog.key.forget_button.click()
    assert keys.find_key(ONE) is None
    assert not dialog.key.forget_button.isVisible()


def test_the_environment_variable_is_named(ask, monkeypatch: pytest.MonkeyPatch):
    assert "RLHF_STUDIO_HTTP_KEY_LOCALHOST___1" in ask(ONE).key.words.text()
    monkeypatch.setenv("RLHF_STUDIO_HTTP_KEY_LOCALHOST___1", KEY)
    assert ask(ONE).key.words.text().startswith("The key is taken from RLHF_STUDIO_HTTP_KEY")


@pytest.fixture
def screen(qtbot, context: Context) -> SettingsScreen:
    save_endpoint(context.project.store, ONE)
    screen = SettingsScreen(context)
    qtbot.addWidget(screen)
    screen.show()
    screen.refresh()
    return screen


def test_endpoints_are_removed_and_that_is_taken_back(screen: SettingsScreen, project: Project):
    card = screen.endpoints
    assert list(card.rows) == ["North"]
    card.rows["North"].remove_button.click()
    assert list(card.rows) == []
    assert list_endpoints(project.store) == []
    card.done_line.button.click()
    assert list_endpoints(project.store) == [ONE]
    assert list(card.rows) == ["North"]


def test_the_card_opens_the_dialog(qtbot, screen: SettingsScreen, context: Context):
    card = screen.endpoints
    card.rows["North"].change_button.click()
    [dialog] = card.window().findChildren(EndpointDialog)
    assert dialog.url.text() == ONE.base_url
    dialog.model.setEditText("other")
    with qtbot.waitSignal(context.data_changed):
        dialog.save_button.click()
    assert "other" in card.rows["North"].about.text()


@pytest.fixture
def control(qtbot, context: Context, worker) -> SampleControl:
    for name in ("North", "South"):
        save_endpoint(context.project.store, Endpoint(name, ONE.base_url, "m"))
    control = SampleControl(context)
    qtbot.addWidget(control)
    control.show()
    control.refresh()
    return control


@pytest.fixture
def end(qtbot, worker) -> Callable[[Job], None]:
    """Has a job end."""

    def end_one(job: Job) -> None:
        worker.tell(Finished(0, {"sets": 1}))
        qtbot.waitUntil(lambda: job.ended, timeout=20_000)

    return end_one


def choose(control: SampleControl, name: str) -> None:
    control.menu._by_name[name].trigger()


def test_chosen_endpoints_are_asked_and_not_the_newest_policy(control, context, end):
    assert control.menu._newest.isChecked()
    assert not control.possible()
    choose(control, "North")
    choose(control, "South")
    assert control.possible()
    assert not control.menu._newest.isChecked()
    control.button.click()
    [job] = context.bridge.jobs
    assert isinstance(job.request, Sample)
    assert job.request.endpoints == ("North", "South")
    assert job.request.checkpoint_ids == ()
    control.stop()
    end(job)


def test_nothing_is_asked_ahead_before_the_button_was_pressed(control, context, end):
    choose(control, "North")
    control.filler.tell_waiting(0)
    assert context.bridge.jobs == []
    control.button.click()
    ahead, asked = context.bridge.jobs
    assert isinstance(asked.request, Sample)
    assert isinstance(ahead.request, FillQueue)  # gives way at once
    assert ahead.request.sampling.endpoints == ("North",)
    end(ahead)
    end(asked)


def test_what_was_counted_is_told(qtbot, control, context, worker, end):
    choose(control, "North")
    control.button.click()
    [job] = context.bridge.jobs
    with qtbot.waitSignal(context.message) as told:
        worker.tell(Notice("info", "endpoint_cost", {"endpoint": "North", "cost": "0.25"}))
    assert told.args == ["North reports a cost of 0.25."]
    end(job)


def test_the_menu_leads_to_the_endpoints(qtbot, control, context):
    with qtbot.waitSignal(context.go_to) as gone:
        control.menu.menu().actions()[-1].trigger()
    assert gone.args == ["settings", "endpoints"]


def test_the_dialog_grows_with_what_it_says_and_cuts_nothing_off(qtbot, ask):
    dialog = ask(name="North", url="http://192.168.0.7:8000/v1", model="m")

    def nothing_is_cut_off() -> bool:
        labels = (dialog.sent, dialog.key.words)
        return all(label.height() >= label.heightForWidth(label.width()) for label in labels)

    qtbot.waitUntil(nothing_is_cut_off)
    low = dialog.height()
    dialog.key.edit.setText("two words")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.height() > low and nothing_is_cut_off())
    dialog.notice.dismiss()
    qtbot.waitUntil(lambda: dialog.height() == low and nothing_is_cut_off())
