from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pytest
from PySide6.QtCore import QLocale, Qt

from studio.config import (
    EvaluateOptions,
    LabelerOptions,
    PPOOptions,
    RewardOptions,
    SamplingOptions,
    SFTOptions,
    replace,
)
from studio.gui.language import apply_language
from studio.gui.screens.train import LEFT
from studio.gui.widgets.number_edit import NumberEdit, plain_number
from studio.gui.widgets.options_form import OptionsForm
from studio.metric_texts import METRIC_TEXTS
from studio.option_texts import option_texts

KINDS = (SFTOptions, RewardOptions, PPOOptions, SamplingOptions, EvaluateOptions, LabelerOptions)


@pytest.fixture(autouse=True)
def _english(qapp: object) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def form(qtbot) -> OptionsForm:
    made = OptionsForm(PPOOptions)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_an_untouched_form_gives_the_defaults(qtbot, kind):
    form = OptionsForm(kind)
    qtbot.addWidget(form)
    assert form.options() == kind()
    assert not form.reset_button.isEnabled()


def test_usual_options_are_in_sight_and_advanced_ones_unfold(form: OptionsForm):
    usual = {f.name for f in fields(PPOOptions) if f.metadata["usual"]}
    assert {name for name, row in form.rows.items() if row.isVisible()} == usual
    form.fold.click()
    assert all(row.isVisible() for row in form.rows.values())


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", [SFTOptions, RewardOptions, PPOOptions])
def test_long_names_leave_the_column_its_width(qtbot, kind, language):
    apply_language(language)
    form = OptionsForm(kind)
    qtbot.addWidget(form)
    form.fold.click()
    apply_language("en")
    card_and_scroll_bar = 56
    assert form.minimumSizeHint().width() <= LEFT - card_and_scroll_bar


def test_typed_values_build_the_options(form: OptionsForm):
    form.rows["learning_rate"].edit.setText("3e-5")
    form.rows["episodes"].edit.setText("512")
    form.rows["kl_coefficient"].edit.setText("0,1")
    expected = replace(PPOOptions(), learning_rate=3e-5, episodes=512, kl_coefficient=0.1)
    assert form.options() == expected
    assert form.reset_button.isEnabled()
    form.reset()
    assert form.options() == PPOOptions()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("episodes", "0"),
        ("episodes", "1.5"),
        ("episodes", ""),
        ("learning_rate", "2"),
        ("learning_rate", "nan"),
        ("learning_rate", "fast"),
        ("clip_range", "0"),  # must be more than its low end
    ],
)
def test_a_value_out_of_range_is_marked_and_gives_no_options(form, name, typed):
    row = form.rows[name]
    row.edit.setText(typed)
    assert form.options() is None
    assert row.edit.property("invalid") is True
    row.reset()
    assert form.options() == PPOOptions()
    assert row.edit.property("invalid") is False


def test_saved_options_are_filled_in_and_the_rest_reset(form: OptionsForm):
    form.rows["gamma"].edit.setText("0.5")
    form.set_options({"episodes": 64, "an_option_of_another_version": 1})
    assert form.options() == replace(PPOOptions(), episodes=64)


def test_changes_are_told(form: OptionsForm, qtbot):
    with qtbot.waitSignal(form.changed):
        form.rows["seed"].edit.setText("7")


@pytest.mark.parametrize(
    ("value", "up", "then"),
    [
        (0.001, True, 0.002),
        (0.001, False, 0.0009),
        (0.05, True, 0.06),
        (0.0, True, 0.01),
        (1.0, True, 1.0),
    ],
)
def test_arrow_keys_step_in_the_first_digit(qtbot, value, up, then):
    edit = NumberEdit(value, 0.0, 1.0)
    qtbot.addWidget(edit)
    qtbot.keyClick(edit, Qt.Key.Key_Up if up else Qt.Key.Key_Down)
    assert edit.value() == pytest.approx(then)


def test_whole_numbers_step_by_one_and_stay_in_range(qtbot):
    edit = NumberEdit(2, 1, 3)
    qtbot.addWidget(edit)
    for _ in range(3):
        qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.value() == 3
    for _ in range(5):
        qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert edit.value() == 1


def test_numbers_are_written_with_the_language_s_decimal_mark(qtbot):
    QLocale.setDefault(QLocale("de_DE"))
    assert plain_number(0.0003) == "0,0003"
    edit = NumberEdit(0.25, 0.0, 1.0)
    qtbot.addWidget(edit)
    assert edit.text() == "0,25"
    assert edit.value() == 0.25


@pytest.mark.parametrize("kind", KINDS)
def test_every_option_has_a_name_and_an_explanation(kind):
    for item in fields(kind):
        name, explanation = option_texts(kind, item.name)
        assert name
        assert explanation.endswith(".")


def test_every_plotted_metric_has_a_title_and_an_explanation():
    from studio.gui.stage_plots import STAGE_PLOTS

    for specs in STAGE_PLOTS.values():
        for spec in specs:
            for metric in (*spec.metrics, *(spec.band or ())):
                title, explanation = METRIC_TEXTS[metric]
                assert title
                assert explanation.endswith(".")
