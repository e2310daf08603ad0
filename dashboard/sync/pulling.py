"""Calling a connector and turning all that may come of it into values for the writing thread."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from connectors.contract import Batch, ConnectorError, Follower, RetryLater, SourceSpec
from connectors.environment import Environment
from connectors.registry import build
from dashboard.store.model import Source

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pulled:
    """A batch of a source; ``last`` when the pull is over."""

    source: Source
    batch: Batch
    last: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """A pull that ended early."""

    source: Source
    error: str
    advice: str
    after_s: float | None
    needs_person: bool
    at: datetime


def pull(source: Source, env: Environment, *, in_part: bool = False) -> Iterator[Pulled | Failed]:
    """Everything that comes of pulling a source: batches, then perhaps one failure.

    ``in_part``: only what other sources' items ask of it, where its connector can do that alone.
    """
    try:
        connector = build(SourceSpec(source.kind, source.url, source.name), env)
        begin = connector.pull
        if in_part and isinstance(connector, Follower):
            begin = connector.follow
        for batch, last in mark_last(begin(source.checkpoint)):
            yield Pulled(source, batch, last)
    except ConnectorError as error:
        after = error.after_s if isinstance(error, RetryLater) else None
        yield Failed(
            source,
            error.sentence,
            error.advice,
            after,
            needs_person=not isinstance(error, RetryLater),
            at=env.clock(),
        )
    except Exception as error:
        log.exception("pulling source %s (%s)", source.id, source.kind)
        yield our_fault(source, error, env.clock())


def our_fault(source: Source, error: Exception, at: datetime) -> Failed:
    """A failure that is Rundown's own: told like any other, so that it stops no other source."""
    return Failed(
        source,
        f"Rundown itself failed on this source ({type(error).__name__}).",
        "What was there before is kept. Please report it with the log of the worker.",
        None,
        needs_person=False,
        at=at,
    )


def mark_last(batches: Iterable[Batch]) -> Iterator[tuple[Batch, bool]]:
    """Each batch, and whether it is the last one.

    A batch that was already yielded before an error is handed on before the error is.
    """
    held: Batch | None = None
    try:
        for batch in batches:
            if held is not None:
                yield held, False
            held = batch
    except Exception:
        if held is not None:
            yield held, False
        raise
    yield (held or Batch()), True
