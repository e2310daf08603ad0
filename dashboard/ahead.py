"""Work that is made ready ahead, in processes of its own, and handed over in order.

A worker ends by itself when its parent is gone, however that went: the pipe between them closes.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 2
"""Tasks that each worker holds: the one that it works on or has done, and the next."""

_SPAWN = get_context("spawn")  # a forked process would share open databases


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
    team = [_start(work) for _ in range(workers)]
    try:
        yield from _in_turn(tasks, [pipe for _, pipe in team])
    finally:
        for process, pipe in team:
            pipe.close()
            process.terminate()
            process.join()


def _in_turn(tasks: Iterable[Any], pipes: list[Connection]) -> Iterator[Any]:
    waiting = iter(tasks)
    turns = cycle(pipes)
    held: deque[Connection] = deque()
    try:
        for task, pipe in zip(waiting, turns, strict=False):
            pipe.send(task)
            held.append(pipe)
            if len(held) >= AHEAD * len(pipes):
                yield _result(held.popleft())
        while held:
            yield _result(held.popleft())
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise WorkerGoneError("A process that prepared the work has ended.") from None


def _result(pipe: Connection) -> Any:
    error, result = pipe.recv()
    if error is not None:
        raise error
    return result


def _start(work: Callable[[Any], Any]) -> tuple[Any, Connection]:
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_serve, args=(work, theirs), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _serve(work: Callable[[Any], Any], pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and closes the pipe
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            task = pipe.recv()
            answer: tuple[Exception | None, Any]
            try:
                answer = None, work(task)
            except Exception as error:  # noqa: BLE001  (it is raised where the result is wanted)
                answer = error, None
            pipe.send(answer)
