"""Asks endpoints in a thread of its own, while the job that wants the answers goes on."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future, wait
from typing import Any, TypeVar

import httpx2

from studio.endpoints import Endpoint
from studio.remote.answer import RemoteAnswer, Usage
from studio.remote.asking import AT_ONCE, ask, new_client
from studio.remote.keys import Key

LOOK_EVERY_S = 0.05
Result = TypeVar("Result")


class Remote:
    """To be used in a `with`: at its end whatever is still being asked for is given up.

    `checkpoint` is called again and again while one waits, and may raise.
    """

    def __init__(self, checkpoint: Callable[[], None]) -> None:
        self._checkpoint = checkpoint
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="endpoints", daemon=True)
        self._clients: dict[Endpoint, tuple[httpx2.AsyncClient, asyncio.Semaphore]] = {}
        self.usage: dict[str, Usage] = defaultdict(Usage)  # by the name of the endpoint

    def __enter__(self) -> Remote:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.start(self._give_up())
        self._thread.join()

    def start(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def wait(self, future: Future[Result]) -> Result:
        """What comes of some work; an error of it is raised here."""
        while True:
            self._checkpoint()
            wait([future], timeout=LOOK_EVERY_S)
            if future.done():
                return future.result()

    def answers(
        self, endpoint: Endpoint, key: Key | None, prompts: Sequence[str]
    ) -> Iterator[RemoteAnswer]:
        """An answer to each prompt, in their order; they are asked for at once, from now on."""
        futures = [self.start(self._answer(endpoint, key, prompt)) for prompt in prompts]
        return self._given(endpoint, futures)

    def _given(
        self, endpoint: Endpoint, futures: Sequence[Future[RemoteAnswer]]
    ) -> Iterator[RemoteAnswer]:
        for future in futures:
            answer = self.wait(future)
            self.usage[endpoint.name] += answer.usage
            yield answer

    async def _answer(self, endpoint: Endpoint, key: Key | None, prompt: str) -> RemoteAnswer:
        if endpoint not in self._clients:
            self._clients[endpoint] = (new_client(endpoint), asyncio.Semaphore(AT_ONCE))
        client, places = self._clients[endpoint]
        async with places:
            return await ask(client, endpoint, key, prompt)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()  # does not wait for the look-up of a name that goes on

    async def _give_up(self) -> None:
        current = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not current]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for client, _ in self._clients.values():
            await client.aclose()
        self._loop.stop()
