"""Work in a process of its own; above all reading, so that fetching and storing need not wait.

Python runs one thread at a time, and reading (parsing, cleaning, telling times) is half of the
work of a first sync. :class:`Apart` does it beside, in a process that is given functions by name
with what they need, and answers with what they return. It ends with the process that started it,
however that ends, since their connection does.

``python -m connectors.apart FD MODULE…`` is the process itself; it loads the modules first.
"""

from __future__ import annotations

import importlib
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from threading import Condition, Lock
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)


def process(modules: Sequence[str] = ()) -> tuple[subprocess.Popen[bytes], Connection[Any, Any]]:
    """A process that calls functions, and the connection to it.

    It is sent a function of a module, its arguments and its keywords, and sends back what came of
    it and ``None``, or nothing and what was raised. It finds modules where this process does.
    """
    ours, theirs = Pipe()
    with theirs:
        command = [sys.executable, "-P", "-m", __name__, str(theirs.fileno()), *modules]
        path = os.pathsep.join(folder for folder in sys.path if folder)
        environment = os.environ | {"PYTHONPATH": path}
        return subprocess.Popen(command, pass_fds=[theirs.fileno()], env=environment), ours


class ReadingEnded(Exception):
    """The reading process ended in the middle of a document, which may be why it ended."""


class Apart:
    """Calls functions of modules: in this thread, or between ``start`` and ``close`` in a process.

    They must depend on their arguments only. The process reads for all threads, one document
    after the other.
    """

    def __init__(self) -> None:
        """No process yet."""
        self._sending, self._turn = Lock(), Condition()
        self._connection: Connection[Any, Any] | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._sent = self._answered = 0

    def start(self, modules: Sequence[str] = ()) -> None:
        """Start the process, which gets ready by loading ``modules`` meanwhile; once is enough."""
        with self._sending:
            if self._connection is None:
                self._end()
                self._child, self._connection = process(modules)

    def __call__(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns.

        Raises:
            ReadingEnded: the process ended meanwhile; what comes next is read in the thread.
            Exception: whatever the function raises.
        """
        if self._connection is None:
            return read(*args, **kwargs)
        job = ForkingPickler.dumps((read, args, kwargs))
        with self._sending:
            connection, number = self._connection, self._sent
            if connection is not None:
                self._sent += 1
                self._send(connection, job)
        if connection is None:
            return read(*args, **kwargs)
        answer: T = self._answer(connection, number)
        return answer

    def close(self) -> None:
        """End the process, if there is one, once it has answered."""
        with self._sending, self._turn:
            self._turn.wait_for(lambda: self._answered == self._sent)
            self._end()

    def _send(self, connection: Connection[Any, Any], job: memoryview) -> None:
        """Hand over a job while the one before may still be read: nobody waits for nothing."""
        try:
            connection.send_bytes(job)
        except OSError:  # it has ended, which whoever waits for its answer is told
            log.warning("the process that reads documents has ended")

    def _answer(self, connection: Connection[Any, Any], number: int) -> Any:
        """The answer to the job of this number: they come in the order of the jobs."""
        with self._turn:
            self._turn.wait_for(lambda: self._answered == number)
        try:
            answer, error = connection.recv()
        except (OSError, EOFError) as fault:
            self._connection = None
            connection.close()
            raise ReadingEnded("The process that reads documents ended.") from fault
        finally:
            with self._turn:
                self._answered += 1
                self._turn.notify_all()
        if error is not None:
            raise error
        return answer

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._child is not None:
            self._child.wait()
        self._connection = self._child = None


def main(descriptor: str, *modules: str) -> None:
    """Read what is asked for until nobody is there to ask."""
    for number in (signal.SIGINT, signal.SIGTERM):  # meant for all: it ends with its parent
        signal.signal(number, signal.SIG_IGN)
    for module in modules:
        importlib.import_module(module)
    with Connection(int(descriptor)) as connection, suppress(EOFError, ConnectionError):
        while True:  # until there is nobody to ask, or to be answered
            read, args, kwargs = connection.recv()
            connection.send(_answer(read, args, kwargs))


def _answer(
    read: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
) -> tuple[Any, Exception | None]:
    try:
        return read(*args, **kwargs), None
    except Exception as error:  # noqa: BLE001  (it is raised again where it was asked for)
        return None, error


if __name__ == "__main__":
    main(*sys.argv[1:])
