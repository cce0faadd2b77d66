"""Find out whether an endpoint answers, at no cost where it can list its models."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import httpx2

from studio.endpoints import Endpoint
from studio.errors import RemoteError
from studio.remote.answer import TooLong
from studio.remote.asking import (
    MAX_BYTES,
    MAX_ERROR_BYTES,
    Passing,
    ask,
    headers_for,
    new_client,
    passing_failure,
    read_some,
    refusal,
    told_in,
)
from studio.remote.keys import Key
from studio.remote.service import Remote

LIMIT_S = 20
_NO_LIST = {404, 405, 501}


@dataclass(frozen=True)
class Checked:
    """`models` are those listed; None where the endpoint lists none and has answered instead."""

    models: tuple[str, ...] | None

    def offers(self, model: str) -> bool:
        return self.models is None or model in self.models


def check_connection(
    endpoint: Endpoint, key: Key | None, checkpoint: Callable[[], None]
) -> Checked:
    """Ask for the list of models, else its model for one token. Raises `RemoteError`.

    Where the endpoint's model is "", nothing is asked of any. `checkpoint` is called again and
    again, and may raise to end it.
    """
    asked = replace(endpoint, time_limit=min(LIMIT_S, endpoint.time_limit), max_tokens=1)
    with Remote(checkpoint) as remote:
        return remote.wait(remote.start(_check(asked, key)))


async def _check(endpoint: Endpoint, key: Key | None) -> Checked:
    try:
        async with new_client(endpoint) as client, asyncio.timeout(endpoint.time_limit):
            models = await _models(client, endpoint, key)
            if models is None and endpoint.model:
                await ask(client, endpoint, key, "Hi", tries=1)
            return Checked(models)
    except TimeoutError as error:
        seconds = endpoint.time_limit
        raise RemoteError("endpoint_slow", endpoint=endpoint.name, seconds=seconds) from error
    except Passing as passing:
        raise passing.error from passing.__cause__


async def _models(
    client: httpx2.AsyncClient, endpoint: Endpoint, key: Key | None
) -> tuple[str, ...] | None:
    try:
        url = f"{endpoint.base_url}/models"
        async with client.stream("GET", url, headers=headers_for(key)) as response:
            if response.status_code in _NO_LIST:
                return None
            if response.status_code != 200:
                raw = await read_some(response, MAX_ERROR_BYTES, cut=True)
                raise refusal(endpoint, key, response, told_in(raw))
            listed = json.loads(await read_some(response, MAX_BYTES))
            return tuple(str(one["id"]) for one in listed["data"])
    except TooLong as error:
        raise RemoteError("endpoint_too_long", endpoint=endpoint.name) from error
    except (ValueError, KeyError, TypeError, RecursionError):
        raise RemoteError("endpoint_json", endpoint=endpoint.name) from None
    except (httpx2.HTTPError, httpx2.StreamError) as error:
        raise passing_failure(endpoint, key, error) from error
