"""The processes beside the web process: started with it, restarted if they fall, ended with it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType

log = logging.getLogger("rundown.serve")

RESTART_S = 5.0
"""How long a fallen process is left before it is started again, seconds."""
STOP_S = 5.0
"""How long a process may take to stop before it is killed (the store stands that), seconds."""


COMPANION = "RUNDOWN_COMPANION"
"""Set in the environment of a companion: its standard input ends when its parent does."""


def when_parent_ends(stop: Callable[[], None]) -> None:
    """In a companion: call ``stop`` once the parent process is gone, however it went.

    In a process that was started by a person nothing happens.
    """
    if not os.environ.get(COMPANION):
        return

    def wait() -> None:
        # Below Python's buffer, whose lock the interpreter wants when it ends.
        while os.read(sys.stdin.fileno(), 1):
            pass
        stop()

    threading.Thread(target=wait, name="parent", daemon=True).start()


def python_module(module: str, *arguments: str) -> list[str]:
    """The command line that runs a module with this Python."""
    return [sys.executable, "-m", module, *arguments]


class Companion:
    """A child process that is kept running for the length of a ``with`` block."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self._name = name
        self._command = list(command)
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = threading.Thread(target=self._keep_running, name=name, daemon=True)

    def __enter__(self) -> Companion:
        self._process = self._start()
        self._guard.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
        self._guard.join(STOP_S)

    def _start(self) -> subprocess.Popen[bytes]:
        environment = os.environ | {COMPANION: "1"}
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, env=environment)

    def _keep_running(self) -> None:
        while self._process is not None:
            code = self._process.wait()
            if self._stopping.is_set():
                return
            log.warning("%s ended (exit code %s); starting it again", self._name, code)
            if self._stopping.wait(RESTART_S):
                return
            self._process = self._start()
