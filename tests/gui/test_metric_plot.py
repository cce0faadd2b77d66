from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from studio.gui import theme
from studio.gui.curve import SHOWN_POINTS, Curve, RunCurves
from studio.gui.stage_plots import STAGE_PLOTS, PlotSpec
from studio.gui.widgets.figure_axis import MOST_TICKS, FigureAxis, round_spacing
from studio.gui.widgets.metric_plot import MetricPlot
from studio.gui.widgets.plot_area import PlotArea, line_look
from studio.gui.widgets.plot_board import PlotBoard

SFT = PlotSpec(("heldout_loss", "loss"))


def line(*values: float) -> Curve:
    return Curve(enumerate(values, 1))


def drawn(plot: MetricPlot) -> list[pg.PlotDataItem]:
    """The lines that have points, as they are on the screen."""
    area = plot.findChild(PlotArea)
    items = [i for i in area.getPlotItem().listDataItems() if isinstance(i, pg.PlotDataItem)]
    return [item for item in items if item.xData is not None and len(item.xData)]


@pytest.fixture
def plot(qtbot) -> MetricPlot:
    theme.apply("light")
    made = MetricPlot(SFT, small=False)
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def open_board(qtbot) -> Callable[[str], PlotBoard]:
    theme.apply("light")

    def make(stage: str) -> PlotBoard:
        board = PlotBoard()
        qtbot.addWidget(board)
        board.show_stage(stage)
        board.resize(600, 700)
        board.show()
        qtbot.waitExposed(board)
        board.draw_all()
        return board

    return make


def test_both_metrics_are_drawn_and_named_with_their_last_values(plot: MetricPlot):
    curves = {"heldout_loss": line(3.0, 2.0), "loss": line(2.5, 1.5)}
    plot.set_runs([RunCurves("", curves)])
    plot.redraw()
    assert len(drawn(plot)) == 2
    assert plot.readout() == "Held-out loss 2, Loss 1.50"
    assert "Held-out loss 2" in plot.accessibleName()


def test_lines_are_one_pixel_wide_and_differ_in_colour_and_dash(plot: MetricPlot):
    plot.set_runs([RunCurves("", {"heldout_loss": line(3, 2), "loss": line(2, 1)})])
    plot.redraw()
    pens = [item.opts["pen"] for item in drawn(plot)]
    assert all(pen.width() == 1 for pen in pens)
    assert len({pen.style() for pen in pens}) == 2
    assert len({pen.color().name() for pen in pens}) == 2


def test_an_overlaid_run_is_dashed_in_its_own_colour_and_named(plot: MetricPlot):
    plot.set_runs(
        [
            RunCurves("", {"loss": line(3.0, 2.0)}),
            RunCurves("SFT 1", {"loss": line(4.0, 3.25)}),
        ]
    )
    plot.redraw()
    assert plot.readout() == "Loss 2, SFT 1: Loss 3.25"
    first, second = (item.opts["pen"] for item in drawn(plot))
    assert first.color() != second.color()
    assert second.style() in (Qt.PenStyle.DashLine, Qt.PenStyle.DashDotLine)
    assert {line_look(i, 0)[0] for i in range(5)} == {
        theme.plot_colors()[0],
        *theme.plot_colors()[2:],
    }


def test_not_a_number_is_a_gap_with_a_mark(plot: MetricPlot):
    plot.set_runs([RunCurves("", {"loss": line(3.0, math.nan, 2.0)})])
    plot.redraw()
    [item] = drawn(plot)
    assert np.isnan(item.yData[1])
    assert item.opts["connect"] == "finite"
    area = plot.findChild(PlotArea)
    [marks] = [i for i in area.getPlotItem().items if isinstance(i, pg.ScatterPlotItem)]
    assert [(p.pos().x(), p.pos().y()) for p in marks.points()] == [(2.0, 3.0)]
    plot.point_at(2)
    assert plot.readout() == "At step 2, Loss not a number"


def test_a_curve_of_nothing_but_gaps_draws_no_line(plot: MetricPlot):
    plot.set_runs([RunCurves("", {"loss": line(math.nan, math.nan)})])
    plot.redraw()
    assert drawn(plot) == []


def test_a_long_curve_shows_few_points(plot: MetricPlot):
    plot.set_runs([RunCurves("", {"loss": Curve((i, float(i % 7)) for i in range(20_000))})])
    plot.redraw()
    [item] = drawn(plot)
    assert len(item.xData) <= SHOWN_POINTS


def test_smoothing_adds_a_line_over_the_faint_values(plot: MetricPlot):
    plot.set_runs([RunCurves("", {"loss": line(0.0, 1.0, 0.0, 1.0)})])
    plot.set_smoothing(0.9)
    plot.redraw()
    values, smooth = drawn(plot)
    assert values.opts["pen"].color().alpha() < smooth.opts["pen"].color().alpha()
    assert np.ptp(smooth.yData) < np.ptp(values.yData)
    plot.set_smoothing(0.0)
    plot.redraw()
    assert len(drawn(plot)) == 1


def test_the_mouse_reads_values_off(plot: MetricPlot, qtbot):
    plot.set_runs([RunCurves("", {"loss": line(3.0, 2.0, 1.0)})])
    plot.redraw()
    area = plot.findChild(PlotArea)
    plot.grab()  # the view takes its range when it is painted
    place = area.getPlotItem().vb.mapViewToScene(QPointF(2.2, 2.0))
    qtbot.mouseMove(area.viewport(), area.mapFromScene(place))
    qtbot.waitUntil(lambda: plot.readout() == "At step 2, Loss 2")


def test_the_arrow_keys_read_values_off(plot: MetricPlot, qtbot):
    plot.set_runs([RunCurves("", {"loss": line(3.0, 2.0, 1.0)})])
    plot.redraw()
    for key, step, value in (
        (Qt.Key.Key_Left, 2, "2"),
        (Qt.Key.Key_Home, 1, "3"),
        (Qt.Key.Key_Left, 1, "3"),
        (Qt.Key.Key_Right, 2, "2"),
        (Qt.Key.Key_End, 3, "1"),
    ):
        qtbot.keyClick(plot, key)
        assert plot.readout() == f"At step {step}, Loss {value}"
    qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert plot.readout() == "Loss 1"


def test_the_cursor_visits_the_steps_of_every_curve(plot: MetricPlot, qtbot):
    curves = {"heldout_loss": Curve([(0, 3.0), (4, 2.0)]), "loss": line(3.5, 3.0, 2.5, 2.0)}
    plot.set_runs([RunCurves("", curves)])
    plot.redraw()
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert plot.readout() == "At step 3, Held-out loss 3, Loss 2.50"


def test_an_interval_is_told_beside_its_rate(qtbot):
    [spec] = [s for s in STAGE_PLOTS["reward"] if s.band]
    plot = MetricPlot(spec, small=False)
    qtbot.addWidget(plot)
    curves = {
        "heldout_accuracy": line(0.7),
        "heldout_accuracy_low": line(0.6),
        "heldout_accuracy_high": line(0.8),
    }
    plot.set_runs([RunCurves("", curves)])
    plot.redraw()
    assert plot.readout() == "Held-out accuracy 70 % ± 10"


def test_without_values_it_says_so(plot: MetricPlot):
    plot.redraw()
    assert plot.readout() == "No values yet"


def test_it_takes_the_colours_of_another_scheme(plot: MetricPlot):
    plot.set_runs([RunCurves("", {"loss": line(3.0, 2.0)})])
    plot.redraw()
    theme.apply("dark")
    area = plot.findChild(PlotArea)
    assert area.backgroundBrush().color() == QColor(theme.background())
    [item] = drawn(plot)
    assert item.opts["pen"].color().name() == line_look(0, 1)[0]


@pytest.mark.parametrize("stage", STAGE_PLOTS)
def test_a_stage_has_one_large_plot_and_the_others_small(open_board, stage):
    board = open_board(stage)
    specs = STAGE_PLOTS[stage]
    assert board.large.spec == specs[0]
    assert [plot.spec for plot in board.small] == list(specs[1:])
    assert all(plot.isVisible() for plot in board.plots())


def test_a_small_plot_is_enlarged_by_a_click_and_by_enter(open_board, qtbot):
    board = open_board("ppo")
    first = board.small[0]
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton, pos=first.rect().center())
    assert board.large.spec.key == "kl"
    assert first.spec.key == "reward"
    qtbot.keyClick(board.small[2], Qt.Key.Key_Return)
    assert board.large.spec.key == "clip_fraction"
    assert sorted(plot.spec.key for plot in board.plots()) == sorted(
        spec.key for spec in STAGE_PLOTS["ppo"]
    )


def test_pointing_at_one_plot_tells_the_values_of_all(open_board, qtbot):
    board = open_board("ppo")
    curves = {"reward": line(0.0, 1.0), "kl": line(2.0, 4.0)}
    board.show_runs([RunCurves("", curves)])
    board.draw_all()
    assert board.small[0].readout() == "4"
    qtbot.keyClick(board.large, Qt.Key.Key_Home)
    assert board.small[0].readout() == "2"
    qtbot.keyClick(board.large, Qt.Key.Key_Escape)
    assert board.small[0].readout() == "4"


def test_each_beat_draws_one_plot_and_the_large_one_every_other(open_board, monkeypatch):
    board = open_board("ppo")
    board._beat.stop()
    drawn_keys: list[str] = []
    monkeypatch.setattr(MetricPlot, "redraw", lambda plot: drawn_keys.append(plot.spec.key))
    metrics = [spec.key for spec in STAGE_PLOTS["ppo"]]
    for _ in range(14):
        board.touch(metrics)
        board.draw_next()
    assert drawn_keys.count("reward") == 7
    assert set(drawn_keys) == set(metrics)


def test_only_plots_whose_metrics_changed_are_drawn(open_board, monkeypatch):
    board = open_board("ppo")
    while board._beat.isActive():
        board.draw_next()
    drawn_keys: list[str] = []
    monkeypatch.setattr(MetricPlot, "redraw", lambda plot: drawn_keys.append(plot.spec.key))
    board.touch(["entropy"])
    board.draw_next()
    board.draw_next()
    assert drawn_keys == ["entropy"]
    assert not board._beat.isActive()


def test_a_hidden_board_draws_nothing(open_board, monkeypatch):
    board = open_board("ppo")
    board.hide()
    monkeypatch.setattr(MetricPlot, "redraw", lambda plot: pytest.fail("drawn while hidden"))
    board.touch(["reward"])
    assert not board._beat.isActive()
    board.draw_next()


@pytest.mark.parametrize(("low", "high"), [(-1.2, 9.1), (0.0, 1e-4), (1.5, 3.6), (0.48, 0.84)])
@pytest.mark.parametrize("wanted", [2.0, 5.0, float(MOST_TICKS)])
def test_ticks_are_few_but_at_least_two(low, high, wanted):
    spacing = round_spacing(low, high, wanted)
    ticks = math.floor(high / spacing) - math.ceil(low / spacing) + 1
    assert 2 <= ticks <= max(wanted, 2) * 2.5 + 1
    mantissa = spacing / 10 ** math.floor(math.log10(spacing) + 1e-9)
    assert round(mantissa, 6) in (1, 2, 5)


def test_axes_write_percents_and_decimals(qapp):
    axis = FigureAxis("left")
    assert axis.tickStrings([0.5, 1.0], 1, 0.5) == ["0.5", "1.0"]
    assert axis.tickStrings([0.0, 20.0], 1, 20) == ["0", "20"]
    axis.percents = True
    assert axis.tickStrings([0.5, 1.0], 1, 0.5) == ["50 %", "100 %"]
