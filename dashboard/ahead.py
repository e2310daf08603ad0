"""Work that is made ready ahead, in processes of its own, and handed over in order.

A worker ends by itself when its parent is gone, however that went (see :mod:`connectors.apart`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from connectors.apart import process

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 2
"""Tasks that each worker holds: the one that it works on or has done, and the next."""


class WorkerGoneError(Exception):
    """A worker ended before its work was done: killed, or out of memory."""


def in_order(
    work: Callable[[Task], Result], tasks: Iterable[Task], workers: int
) -> Iterator[Result]:
    """What ``work`` makes of each task, in their order.

    With no workers it is done in this process. ``work``, tasks and results must be picklable;
    tasks should be small, for a pipe has little room. What ``work`` raises is raised here.

    Raises:
        WorkerGoneError: a worker ended.
    """
    if workers < 1:
        yield from map(work, tasks)
        return
    team = [process([work.__module__]) for _ in range(workers)]
    try:
        yield from _in_turn(work, tasks, [pipe for _, pipe in team])
    finally:
        for worker, pipe in team:
            pipe.close()
            worker.kill()
            worker.wait()


def _in_turn(
    work: Callable[[Any], Any], tasks: Iterable[Any], pipes: list[Connection[Any, Any]]
) -> Iterator[Any]:
    held: deque[Connection[Any, Any]] = deque()
    try:
        for task, pipe in zip(tasks, cycle(pipes), strict=False):
            pipe.send((work, (task,), {}))
            held.append(pipe)
            if len(held) >= AHEAD * len(pipes):
                yield _result(held.popleft())
        while held:
            yield _result(held.popleft())
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise WorkerGoneError("A process that prepared the work has ended.") from None


def _result(pipe: Connection[Any, Any]) -> Any:
    result, error = pipe.recv()
    if error is not None:
        raise error
    return result
