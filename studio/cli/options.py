"""Turns an options dataclass of `config` into command line options."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import Field, fields
from typing import Any

import click

from studio.config import options_from
from studio.option_texts import option_texts

Command = Callable[..., Any]


def options_of(kind: type) -> Callable[[Command], Command]:
    """Give a command one option for each field of `kind`; it receives them as `options`.

    Ranges are checked by `config.validate`, so that every caller of a stage obeys the same ones.
    """
    items = fields(kind)

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def with_options(**values: Any) -> Any:
            chosen = {item.name: values.pop(item.name) for item in items}
            return command(options=options_from(kind, chosen), **values)

        decorated: Command = with_options
        for item in reversed(items):
            decorated = _option(kind, item)(decorated)
        return decorated

    return decorate


def _option(kind: type, item: Field[Any]) -> Callable[[Command], Command]:
    _, explanation = option_texts(kind, item.name)
    return click.option(
        "--" + item.name.replace("_", "-"),
        item.name,
        type=_type(item),
        default=item.default,
        show_default=True,
        help=f"{explanation} {_range(item)}".strip(),
    )


def _type(item: Field[Any]) -> Any:
    if "choices" in item.metadata:
        return click.Choice(item.metadata["choices"])
    return click.INT if isinstance(item.default, int) else click.FLOAT


def _range(item: Field[Any]) -> str:
    if "low" not in item.metadata:
        return ""
    low, high = _number(item.metadata["low"]), _number(item.metadata["high"])
    return f"{'Above' if item.metadata['open'] else 'From'} {low} to {high}."


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"
