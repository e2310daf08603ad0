"""Child processes of the bench: our own command, servers, and how they are ended."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

from dashboard.bench.figure import CannotMeasureError

BUILD = Path("build")
RUNDOWN = str(Path(sys.executable).with_name("rundown"))


def environment(**settings: str) -> dict[str, str]:
    """This process's environment without Rundown's settings in it, and with ``settings``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RUNDOWN_")}
    return {**kept, **settings}


def run(command: list[str], env: Mapping[str, str]) -> tuple[str, float]:
    """Standard output of a finished command, and the seconds that its whole process took.

    Raises:
        CannotMeasureError: it failed; the message ends with what it said last.
    """
    start = perf_counter()
    try:
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    except OSError as error:
        raise CannotMeasureError(f"{command[0]} does not start: {error}") from error
    seconds = perf_counter() - start
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-3:]
        raise CannotMeasureError(f"{Path(command[0]).name} {command[1]} failed: {' '.join(said)}")
    return done.stdout, seconds


def run_json(command: list[str], env: Mapping[str, str]) -> tuple[Any, float]:
    """The same for a command that prints one JSON value."""
    out, seconds = run(command, env)
    try:
        return json.loads(out), seconds
    except ValueError as error:
        raise CannotMeasureError(f"{command[1]} printed no JSON: {out[:200]!r}") from error


def resident_mb(pid: int) -> float:
    """The memory that a process holds now, megabytes.

    Raises:
        CannotMeasureError: this system has no ``/proc``, or the process is gone.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError as error:
        raise CannotMeasureError(f"the memory of a process is not told here: {error}") from error
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server(
    command: list[str], port: int, env: Mapping[str, str], *, patience_s: float = 60
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends.

    Raises:
        CannotMeasureError: it ended, or did not listen on ``port`` in time.
    """
    log = BUILD / f"bench-server-{port}.log"
    with log.open("w") as out, subprocess.Popen(command, env=env, stdout=out, stderr=out) as child:
        try:
            _await_port(child, port, patience_s, log)
            yield child
        finally:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
    log.unlink()


def _await_port(child: subprocess.Popen[bytes], port: int, patience_s: float, log: Path) -> None:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if child.poll() is not None:
            said = " ".join(log.read_text().strip().splitlines()[-3:])
            raise CannotMeasureError(f"a server ended before it listened: {said}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise CannotMeasureError(f"nothing listens on port {port} after {patience_s:.0f} s")
