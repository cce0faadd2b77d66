"""A labeler's progress, habits and agreement in the window's language."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QLocale

from studio.gui.figures import fixed, number, percent, percent_interval
from studio.gui.widgets.fact_card import Fact
from studio.intervals import Interval
from studio.labeler_habits import PositionHabit
from studio.labeling_progress import Agreement, OwnProgress
from studio.throughput import StageQueue

translate = QCoreApplication.translate
NONE = "–"


def sitting_facts(own: OwnProgress) -> list[Fact]:
    here = own.sitting
    pace = NONE
    if here.per_hour is not None:
        pace = translate("Progress", "{number} an hour").format(number=number(here.per_hour, 2))
    done = [
        translate("Progress", "{stage}: {count}").format(
            stage=stage_word(queue.stage), count=QLocale().toString(queue.done_now)
        )
        for queue in own.queues
    ]
    return [
        (
            translate("Progress", "Items"),
            QLocale().toString(here.items),
            "   ·   ".join(done),
        ),
        (
            translate("Progress", "Pace"),
            pace,
            translate("Progress", "By the time of attention, {time} so far.").format(
                time=time_words(here.seconds)
            ),
        ),
    ]


def queue_facts(own: OwnProgress) -> list[Fact]:
    return [
        (
            stage_word(queue.stage),
            translate("Progress", "{count} waiting").format(
                count=QLocale().toString(queue.waiting)
            ),
            _left_words(queue),
        )
        for queue in own.queues
    ]


def _left_words(queue: StageQueue) -> str:
    if not queue.waiting:
        return translate("Progress", "Nothing is left to do.")
    if queue.seconds_left is None or queue.seconds_an_item is None:
        return translate("Progress", "How long it takes shows after your first one.")
    return translate("Progress", "About {time} left, at your usual {each} each.").format(
        time=time_words(queue.seconds_left), each=time_words(queue.seconds_an_item)
    )


def habit_facts(own: OwnProgress) -> list[Fact]:
    """Position, length and speed: the figure, and in plain words what it says.

    The side, where pairs were compared, and the pace of grades, where some were given.
    """
    facts = [
        _place_fact(
            translate("Progress", "First rank for the answer shown first"),
            own.position,
            own.position.judgement,
        ),
        (
            translate("Progress", "Rank and length"),
            correlation_words(own.length.correlation),
            _judgement("length_" + own.length.judgement),
        ),
        (
            translate("Progress", "Time a ranking"),
            median_words(own.speed.seconds),
            _judgement("speed_" + own.speed.judgement),
        ),
        (
            translate("Progress", "Faster than one can read"),
            share_words(own.speed.hasty),
            translate("Progress", "Such labels are marked, and kept."),
        ),
    ]
    if own.side is not None:
        name = translate("Progress", "The left answer preferred")
        facts.insert(1, _place_fact(name, own.side, "side_" + own.side.judgement))
    if own.grading is not None:
        facts.append(
            (
                translate("Progress", "Grades faster than one can read"),
                share_words(own.grading.hasty),
                translate("Progress", "{time} each.").format(
                    time=median_words(own.grading.seconds)
                ),
            )
        )
    return facts


def _place_fact(name: str, habit: PositionHabit, judgement: str) -> Fact:
    by_chance = ""
    if habit.chance:
        said = translate("Progress", "By chance it is {chance}.")
        by_chance = " " + said.format(chance=percent(habit.chance[0]))
    return (
        name,
        share_words(habit.rates[0] if habit.rates else None),
        _judgement(judgement) + by_chance,
    )


def agreement_facts(own: OwnProgress) -> list[Fact]:
    facts = [
        (
            translate("Progress", "With yourself"),
            agreement_words(own.with_self),
            translate("Progress", "Rankings that came to you a second time, in another order."),
        ),
        (
            translate("Progress", "With known orders"),
            agreement_words(own.with_gold),
            translate("Progress", "Rankings whose right order was agreed on before (gold)."),
        ),
    ]
    if own.grades.same is not None:
        near = translate("Progress", "At most one grade apart: {share}. Answers that came twice.")
        facts.append(
            (
                translate("Progress", "Your grades, with yourself"),
                share_words(own.grades.same),
                near.format(share=share_words(own.grades.near)),
            )
        )
    return facts


def _judgement(code: str) -> str:
    return {
        "too_few": translate("Progress", "Too few rankings yet to say."),
        "even": translate("Progress", "No sign that the place on the screen sways you."),
        "first_favoured": translate(
            "Progress",
            "The answer on top wins more often than by chance. Read all before you move one.",
        ),
        "first_avoided": translate(
            "Progress",
            "The answer on top wins less often than by chance. Read it as fairly as the others.",
        ),
        "side_too_few": translate("Progress", "Too few rankings yet to say."),
        "side_even": translate("Progress", "No sign that the side sways you."),
        "side_first_favoured": translate(
            "Progress",
            "The left answer wins more often than by chance. Read both before you choose.",
        ),
        "side_first_avoided": translate(
            "Progress",
            "The right answer wins more often than by chance. Read both before you choose.",
        ),
        "length_too_few": translate("Progress", "Too few rankings yet to say."),
        "length_even": translate("Progress", "No sign that length sways you."),
        "length_longer_favoured": translate(
            "Progress", "Longer answers tend to rank higher with you. Is it for what they say?"
        ),
        "length_shorter_favoured": translate(
            "Progress", "Shorter answers tend to rank higher with you. Is it for what they say?"
        ),
        "speed_too_few": translate("Progress", "Too few rankings yet to say."),
        "speed_steady": translate("Progress", "Your pace leaves time to read."),
        "speed_hasty": translate(
            "Progress", "Several rankings were faster than their texts can be read. Take your time."
        ),
    }[code]


def stage_word(stage: str) -> str:
    return {
        "write": translate("commands", "Write"),
        "rank": translate("commands", "Rank"),
    }[stage]


def share_words(share: Interval | None) -> str:
    """A rate with half its interval's width."""
    return NONE if share is None else percent_interval(share.value, share.low, share.high)


def correlation_words(found: Interval | None) -> str:
    if found is None:
        return NONE
    return translate("Progress", "τ {value} ({low} to {high})").format(
        value=fixed(found.value), low=fixed(found.low), high=fixed(found.high)
    )


def agreement_words(agreed: Agreement) -> str:
    """Pairwise agreement, tau-b and how many rankings they rest on."""
    if agreed.pairwise is None:
        return NONE
    parts = [share_words(agreed.pairwise)]
    if agreed.tau_b is not None:
        parts.append(correlation_words(agreed.tau_b))
    count = agreed.pairwise.count
    if count == 1:
        parts.append(translate("Progress", "1 ranking"))
    else:
        parts.append(translate("Progress", "{count} rankings").format(count=count))
    return "\n".join(parts)


def median_words(seconds: Interval | None) -> str:
    if seconds is None:
        return NONE
    return translate("Progress", "{value} s ({low} to {high})").format(
        value=number(seconds.value), low=number(seconds.low), high=number(seconds.high)
    )


def time_words(seconds: float) -> str:
    """12 s, 5 min, 2 h 10 min."""
    if seconds < 90:
        return translate("Progress", "{seconds} s").format(seconds=round(seconds))
    minutes = math.ceil(seconds / 60)
    if minutes < 60:
        return translate("Progress", "{minutes} min").format(minutes=minutes)
    return translate("Progress", "{hours} h {minutes} min").format(
        hours=minutes // 60, minutes=minutes % 60
    )
