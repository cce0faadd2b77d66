"""Commands for endpoints: other people's servers, or one's own, that answer a project's prompts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from studio.cli.running import InOrder, folder_argument, opened, stop_on_interrupt
from studio.endpoints import KINDS, Endpoint, is_exposed, key_variable
from studio.jobs.control import RunControl, StopRequested
from studio.wording import NOTICES


@click.group(cls=InOrder)
def endpoints() -> None:
    """Enter OpenAI-compatible endpoints whose models may answer the prompts of a project.

    Nothing is sent to them before `sample --endpoint` or `endpoints test` asks for it. What is
    sent then: the prompt, the model's name, temperature and the limit of tokens, and the key.
    """


@endpoints.command("list")
@folder_argument
def list_them(folder: Path) -> None:
    """List the endpoints of the project in DIR."""
    from studio.remote.keys import where_key
    from studio.store.endpoints import list_endpoints

    with opened(folder) as project:
        for one in list_endpoints(project.store):
            click.echo(
                f"{one.name}: {one.model} at {one.base_url}, {one.kind}, "
                f"temperature {one.temperature:g}, max tokens {one.max_tokens}, "
                f"time limit {one.time_limit} s, key {where_key(one) or 'none'}"
            )


@endpoints.command()
@folder_argument
@click.argument("name")
@click.option("--url", help="The address up to /chat/completions; it mostly ends with /v1.")
@click.option("--model", help="The model's name, as the endpoint lists it.")
@click.option("--kind", type=click.Choice(KINDS), help="Messages, or a text to go on with.")
@click.option("--temperature", type=float, help="How freely tokens are drawn. 0 is greedy.")
@click.option("--max-tokens", type=int, help="The most tokens of an answer.")
@click.option("--time-limit", type=int, help="Seconds that an answer may take.")
def add(
    folder: Path, name: str, url: str | None, model: str | None, **rest: str | float | None
) -> None:
    """Enter an endpoint under NAME, or change what is given of the one so called."""
    from studio.store.endpoints import list_endpoints, save_endpoint

    asked = {"base_url": url, "model": model, **rest}
    changes = {key: value for key, value in asked.items() if value is not None}
    with opened(folder) as project:
        known = {one.name: one for one in list_endpoints(project.store)}
        before = known.get(name, Endpoint(name, "", ""))
        changed = replace(before, **changes)  # type: ignore[arg-type]
        kept = save_endpoint(project.store, changed, name)
    _tell_exposed(kept)
    click.echo(f"{kept.name}: {kept.model} at {kept.base_url}")
    click.echo(f"Its key, if it needs one: `endpoints key`, or {key_variable(kept.base_url)}.")


@endpoints.command()
@folder_argument
@click.argument("name")
@click.option("--forget", is_flag=True, help="Remove the key from the keyring.")
def key(folder: Path, name: str, forget: bool) -> None:
    """Ask for the key of NAME and keep it in the system's keyring.

    It is never written to the project, a log or an export.
    """
    from studio.errors import InputError
    from studio.remote.keys import forget_key, has_keyring, keep_key

    endpoint = _find(folder, name)
    variable = key_variable(endpoint.base_url)
    if forget:
        if not forget_key(endpoint):
            raise InputError("endpoint_key_stays")
        return
    if not has_keyring():
        raise InputError("endpoint_no_keyring", variable=variable)
    if keep_key(endpoint, click.prompt("Key", hide_input=True)) != "keyring":
        raise InputError("endpoint_key_not_kept", variable=variable)


@endpoints.command()
@folder_argument
@click.argument("name")
def remove(folder: Path, name: str) -> None:
    """Forget the endpoint NAME. Its key stays in the keyring: `endpoints key --forget` first."""
    from studio.store.endpoints import find_endpoint, remove_endpoint

    with opened(folder) as project:
        find_endpoint(project.store, name)
        remove_endpoint(project.store, name)


@endpoints.command()
@folder_argument
@click.argument("name")
def test(folder: Path, name: str) -> None:
    """Ask NAME for its list of models, or for one token where it has none."""
    from studio.remote.checking import check_connection
    from studio.remote.keys import wait_for_key

    endpoint = _find(folder, name)
    _tell_exposed(endpoint)
    control = RunControl()
    with stop_on_interrupt(control):
        try:
            found = check_connection(
                endpoint, wait_for_key(endpoint, control.checkpoint), control.checkpoint
            )
        except StopRequested as error:
            raise click.Abort from error
    offered = "" if found.offers(endpoint.model) else f", but does not list {endpoint.model}"
    click.echo(f"{endpoint.name} answers{offered}.")


def ask_for_keys(folder: Path, names: Sequence[str]) -> None:
    """Have a person type the keys that are to be known until this command ends."""
    from studio.remote.keys import keep_for_session

    for endpoint in [_find(folder, name) for name in names]:
        keep_for_session(endpoint, click.prompt(f"Key for {endpoint.name}", hide_input=True))


def _find(folder: Path, name: str) -> Endpoint:
    from studio.store.endpoints import find_endpoint

    with opened(folder) as project:
        return find_endpoint(project.store, name)


def _tell_exposed(endpoint: Endpoint) -> None:
    if is_exposed(endpoint.base_url):
        words = NOTICES["endpoint_exposed"].format(endpoint=endpoint.name)
        click.echo(f"warning: {words}", err=True)
