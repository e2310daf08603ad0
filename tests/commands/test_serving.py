"""``rundown serve``: pages, API and worker come up together and go together."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.conftest import Rundown, surroundings

pytestmark = pytest.mark.slow

START_S, STOP_S = 60.0, 20.0
"""Far more than it takes, so that a busy machine fails no test."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str) -> tuple[int, str, bytes]:
    """Status, media type and body."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read()


def children(pid: int) -> set[int]:
    """The living processes that this process started, from whichever of its threads."""
    listed = (task.read_text().split() for task in Path(f"/proc/{pid}/task").glob("*/children"))
    return {int(child) for found in listed for child in found if alive(int(child))}


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until_it_answers(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        try:
            if get(port, "/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("it did not come up")


@pytest.fixture
def served(newsroom: Rundown) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The synced demo outlet, served; and its port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", "serve", "--port", str(port)],
        cwd=newsroom.folder,
        env=surroundings(newsroom.env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until_it_answers(process, port)
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_pages_and_api_answer_and_leave_nothing_behind(
    served: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = served
    status, media_type, body = get(port, "/api/items?limit=5&kind=video")
    assert (status, media_type) == (200, "application/json")
    answer = json.loads(body)
    assert answer.keys() >= {"items", "next"}
    assert [item["kind"] for item in answer["items"]] == ["video"] * 5
    following = json.loads(get(port, f"/api/items?limit=5&kind=video&after={answer['next']}")[2])
    assert not {i["id"] for i in following["items"]} & {i["id"] for i in answer["items"]}
    pairs = json.loads(get(port, "/api/pairs?state=linked")[2])
    assert pairs.keys() == {"pairs", "next"}
    assert pairs["pairs"]
    assert json.loads(get(port, "/healthz")[2])["status"] == "ok"
    assert b"rundown_items" in get(port, "/metrics")[2]
    assert get(port, "/")[:2] == (200, "text/html")
    assert get(port, "/api/items?since=yesterdayish")[0] == 400

    [worker] = children(process.pid)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=STOP_S)
    assert "Traceback" not in err, err
    assert f"http://127.0.0.1:{port}" in out
    assert not alive(worker)
    with pytest.raises(OSError, match="refused"):
        get(port, "/healthz")


def test_a_worker_that_falls_is_started_again(
    served: tuple[subprocess.Popen[str], int],
) -> None:
    process, _ = served
    [worker] = children(process.pid)
    os.kill(worker, signal.SIGKILL)
    deadline = time.monotonic() + START_S
    while not (children(process.pid) - {worker}):
        assert time.monotonic() < deadline, "no new worker came"
        time.sleep(0.2)
    [successor] = children(process.pid) - {worker}
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=STOP_S)
    assert not alive(successor)


def test_a_worker_does_not_outlive_a_web_process_that_was_killed(
    served: tuple[subprocess.Popen[str], int],
) -> None:
    process, _ = served
    [worker] = children(process.pid)
    process.kill()
    deadline = time.monotonic() + START_S
    while alive(worker):
        assert time.monotonic() < deadline, "the worker goes on alone"
        time.sleep(0.2)


def test_a_port_in_use_is_told(rundown: Rundown) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = rundown("serve", "--port", str(port))
    assert done.code == 1
    assert f"Port {port}" in done.err
    assert "--port" in done.err
