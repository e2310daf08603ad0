"""The example configuration of nginx, in nginx: readers stay with their dashboard."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.loopback import Asked, LoopbackSite

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "nginx.conf"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def dashboards() -> Iterator[list[LoopbackSite]]:
    """Two servers in place of dashboards, each of which says which one it is."""

    with LoopbackSite() as one, LoopbackSite() as two:
        for name, site in (("one", one), ("two", two)):
            site.pages = dict.fromkeys(("/", "/_stcore/stream"), name)
        yield [one, two]


@pytest.fixture
def proxy(tmp_path: Path, dashboards: list[LoopbackSite]) -> Iterator[int]:
    """nginx with the example, but on free ports; the port of the proxy."""
    port = free_port()
    example = EXAMPLE.read_text(encoding="utf-8").replace("listen 80;", f"listen 127.0.0.1:{port};")
    for usual, site in zip(("8501", "8502"), dashboards, strict=True):
        assert f"127.0.0.1:{usual}" in example
        example = example.replace(f"127.0.0.1:{usual}", f"127.0.0.1:{site.port}")
    config = tmp_path / "nginx.conf"
    folders = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config.write_text(
        f"daemon off;\npid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{folders}{example}\n}}\n",
        encoding="utf-8",
    )
    assert NGINX is not None
    process = subprocess.Popen([NGINX, "-c", str(config), "-p", str(tmp_path)])
    try:
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, (tmp_path / "error.log").read_text()
            time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def get(port: int, cookie: str = "", path: str = "/", **headers: str) -> tuple[str, str]:
    """Who answered, and the cookie that came with it."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers | ({"Cookie": cookie} if cookie else {}))
    answer = connection.getresponse()
    said = answer.read().decode()
    assert answer.status == 200
    connection.close()
    return said, (answer.headers["Set-Cookie"] or "").partition(";")[0]


def test_readers_are_spread_and_stay(proxy: int) -> None:
    readers = [get(proxy) for _ in range(40)]
    assert {who for who, _ in readers} == {"one", "two"}
    assert len({cookie for _, cookie in readers}) == 40
    for who, cookie in readers[:10]:
        assert [get(proxy, cookie)[0] for _ in range(5)] == [who] * 5


def test_when_a_dashboard_ends_its_readers_go_to_another(
    proxy: int, dashboards: list[LoopbackSite]
) -> None:
    who, cookie = next(reader for reader in (get(proxy) for _ in range(40)) if reader[0] == "one")
    dashboards[0].__exit__(None, None, None)
    assert who == "one"
    assert [get(proxy, cookie)[0] for _ in range(3)] == ["two"] * 3


def test_websockets_are_passed_on(proxy: int, dashboards: list[LoopbackSite]) -> None:
    who, _ = get(proxy, path="/_stcore/stream", Upgrade="websocket", Connection="Upgrade")
    asked: Asked = dashboards[("one", "two").index(who)].asked[-1]
    assert asked.headers["upgrade"] == "websocket"
    assert asked.headers["connection"].lower() == "upgrade"
    assert asked.headers["x-forwarded-for"] == "127.0.0.1"
