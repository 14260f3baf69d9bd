"""The one path to every language model: instructor over a provider's client.

instructor prepares the request from the response model and validates the
answer. It is given one attempt: transport retries belong to
:mod:`summarizer.models._transport`, re-asking belongs to the pipeline. What
completions and errors mean is told by :mod:`summarizer.models._meaning`.
"""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from functools import lru_cache, partial
from typing import Any

from instructor import response_schema
from tenacity import AsyncRetrying, Retrying

from summarizer.domain import Usage
from summarizer.drafts import Answer, bounded
from summarizer.models._ask import Ask, Reply
from summarizer.models._clients import LoopClients
from summarizer.models._meaning import completion_of, explain, logprobs_of, text_of, tokens_of
from summarizer.models._pace import Pace
from summarizer.models._prices import Price, half
from summarizer.models._streaming import ListenerError, listening
from summarizer.models._transport import retry_after, retry_policy, status_of

# It logs every failed attempt as an error; failures are ours to report.
logging.getLogger("instructor").addHandler(logging.NullHandler())

#: Has an OpenAI-compatible server tell the probability of every token.
LOGPROBS = {"logprobs": True, "top_logprobs": 1}

ClientFactory = Callable[[bool], Any]


class InstructorModel:
    """A provider's model behind instructor; safe to share between threads.

    Args:
        name: how the run record names it.
        model: the provider's name of it.
        connect: makes an instructor client, asynchronous if its argument is true.
        identity: tells it from others of the same name (a weights file, an address).
        context: tokens of its window; longer articles are read in pieces.
        default_prompt: the prompt that suits the model.
        options: sent with every request (temperature, seed …).
        logprobs: whether to ask for the probability of every token, which not every server tells.
        limit_key: what the provider calls the token limit of an answer.
        session: entered around every request (the embedded engine counts them).
        pace: says how long to wait before a request; by default only what refusals teach.
        price: of tokens in US dollars, where it is known.
        key_name: the environment variable that holds the key, where there is one.
    """

    def __init__(
        self,
        name: str,
        model: str,
        connect: ClientFactory,
        *,
        context: int,
        identity: str | None = None,
        default_prompt: str = "brief",
        options: dict[str, Any] | None = None,
        logprobs: bool = False,
        limit_key: str = "max_tokens",
        session: Callable[[], AbstractContextManager[Any]] = nullcontext,
        pace: Pace | None = None,
        price: Price | None = None,
        key_name: str = "",
    ) -> None:
        self.name = name
        self.context = context
        self.default_prompt = default_prompt
        self.identity = f"{identity or name} {json.dumps(options or {}, sort_keys=True)}"
        self._model = model
        self._connect = connect
        self._options = options or {}
        # No part of the identity: the answer is the same.
        self._for_logprobs = LOGPROBS if logprobs else {}
        self._limit_key = limit_key
        self._session = session
        self._pace = pace or Pace()
        self.price = price
        self._key_name = key_name
        self._sync: Any = None
        self._async = LoopClients(partial(connect, True))
        self._lock = threading.Lock()

    def connect(self) -> Any:
        """Make the client now, so that a missing key is found before any work."""
        with self._lock:
            if self._sync is None:
                self._sync = self._connect(False)
            return self._sync

    def through(self, create: Callable[..., Any]) -> InstructorModel:
        """The same model, its requests (in OpenAI's form) handed to ``create`` instead.

        They wait for nobody, and cost half: this is how a provider's batches are made.
        """
        from summarizer.models._streaming import from_create

        other = copy.copy(self)
        other._sync = from_create(create, self._model)
        other._pace = Pace()
        other.price = half(self.price) if self.price is not None else None
        return other

    def ask(self, ask: Ask) -> Reply:
        """Send one question; see :class:`~summarizer.models.LanguageModel`."""
        client = self.connect()
        sent, started = 0, time.perf_counter()
        size = sum(len(message.content) for message in ask.messages)
        try:
            for attempt in Retrying(**retry_policy(ask.attempts)):
                with attempt:
                    pause, booked = self._pace.wait(size)
                    if pause > 0:
                        time.sleep(pause)
                    sent += 1
                    with self._noticing(booked) as answered:
                        with self._session(), bounded(ask.bounds), listening(ask.listener):
                            answer = client.create(**self._request(ask))
                        answered(answer)
                    return self._reply(answer, sent, started)
        except ListenerError as failed:
            raise failed.error from None
        except Exception as error:
            raise self._explain(error, sent, started) from error
        raise AssertionError("tenacity returned without a result")

    async def aask(self, ask: Ask) -> Reply:
        """The same without blocking the event loop."""
        sent, started = 0, time.perf_counter()
        size = sum(len(message.content) for message in ask.messages)
        try:
            async for attempt in AsyncRetrying(**retry_policy(ask.attempts)):
                with attempt:
                    pause, booked = self._pace.wait(size)
                    if pause > 0:
                        await asyncio.sleep(pause)
                    sent += 1
                    with self._noticing(booked) as answered:
                        async with self._entered():
                            # Not before: it needs the engine's address, which the session
                            # has by now; to start the engine here would stop the loop.
                            client = self._async.get()
                            with bounded(ask.bounds), listening(ask.listener):
                                answer = await client.create(**self._request(ask))
                        answered(answer)
                    return self._reply(answer, sent, started)
        except ListenerError as failed:
            raise failed.error from None
        except Exception as error:
            raise self._explain(error, sent, started) from error
        raise AssertionError("tenacity returned without a result")

    async def aclose(self) -> None:
        """Close the connections of the running event loop, before it ends."""
        await self._async.aclose()

    def close(self) -> None:
        """Close the synchronous connection pool; running event loops close theirs soon after."""
        with self._lock:
            client, self._sync = self._sync, None
        self._async.close()
        close = getattr(getattr(client, "client", None), "close", None)
        if close is not None:
            close()

    @contextmanager
    def _noticing(self, booked: float) -> Generator[Callable[[Any], None]]:
        """Tells the pace how a request went: answered, or refused for being one too many."""

        def answered(answer: Any) -> None:
            tokens, _, out = tokens_of(getattr(answer, "_raw_response", None))
            self._pace.answered(booked, tokens, out)

        try:
            yield answered
        except Exception as error:
            if status_of(error) == 429:
                self._pace.refused(retry_after(error))
            elif (completion := completion_of(error)) is not None:
                # An answer of no use was one all the same, and often the longest.
                tokens, _, out = tokens_of(completion)
                self._pace.answered(booked, tokens, out)
            raise

    @asynccontextmanager
    async def _entered(self) -> AsyncGenerator[None]:
        """The session, entered beside the event loop.

        An engine that starts anew waits for the requests under way, which are on this loop.
        """
        session = self._session()
        if isinstance(session, nullcontext):
            yield
            return
        entry = _Entry(session)
        try:
            await asyncio.to_thread(entry.enter)
        except asyncio.CancelledError:
            entry.give_up()
            raise
        try:
            yield
        finally:
            session.__exit__(None, None, None)

    def _request(self, ask: Ask) -> dict[str, Any]:
        request: dict[str, Any] = {
            "response_model": _wrapped(ask.answer),
            "messages": [message.as_dict() for message in ask.messages],
            "max_retries": 0,
            self._limit_key: ask.max_tokens,
            **self._options,
            **self._for_logprobs,
        }
        return request

    def _reply(self, answer: Any, sent: int, started: float) -> Reply:
        completion = getattr(answer, "_raw_response", None)
        return Reply(
            answer=answer,
            # Of a provider whose completions we cannot read the valid answer says it again.
            raw=text_of(completion) or answer.model_dump_json(),
            usage=self._usage(completion, sent, started),
            logprobs=logprobs_of(completion),
        )

    def _usage(self, completion: Any, sent: int, started: float, refused: bool = False) -> Usage:
        tokens, cached, out = tokens_of(completion)
        # What the server refused costs nothing; of an answer that was lost nothing is known.
        known = self.price is not None and (completion is not None or refused)
        return Usage(
            attempts=sent,
            input_tokens=tokens,
            output_tokens=out,
            cost_usd=self.price(tokens, cached, out) if known and self.price else None,
            seconds=round(time.perf_counter() - started, 3),
        )

    def _explain(self, error: Exception, sent: int, started: float) -> Exception:
        refused = status_of(error) is not None
        usage_of = partial(self._usage, sent=sent, started=started, refused=refused)
        return explain(error, self.name, usage_of, self._key_name)


class _Entry:
    """A session that a thread enters, and leaves again if nobody waits for it by then.

    A cancelled event loop forgets its threads, which go on.
    """

    def __init__(self, session: AbstractContextManager[Any]) -> None:
        self._session = session
        self._lock = threading.Lock()
        self._entered = self._given_up = False

    def enter(self) -> None:
        self._session.__enter__()
        with self._lock:
            self._entered = not self._given_up
        if not self._entered:
            self._session.__exit__(None, None, None)

    def give_up(self) -> None:
        with self._lock:
            self._given_up = True
        if self._entered:
            self._session.__exit__(None, None, None)


@lru_cache(maxsize=256)
def _wrapped(answer: type[Answer]) -> type[Answer]:
    """The response model as instructor wraps it, which it would otherwise do at every call."""
    return response_schema(answer)
