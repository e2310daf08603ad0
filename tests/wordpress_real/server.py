"""A real WordPress on 127.0.0.1, from the system's packages, with a database of its own."""

from __future__ import annotations

import getpass
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

from dashboard.bench.process import free_port

HERE = Path(__file__).parent
CORE = Path("/usr/share/wordpress")
PATIENCE_S = 120.0
WEB_WORKERS = "4"


class WordPressSite:
    """Starts MariaDB (on a socket, no network) and PHP's own web server, and installs WordPress.

    ``run`` calls an action of ``tool.php`` inside of WordPress and returns what it prints.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._site = folder / "site"
        self._started = ExitStack()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"

    def __enter__(self) -> Self:
        try:
            self._start_database()
            self._unpack()
            self._start_web()
        except BaseException:
            self._started.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._started.close()

    def run(self, action: str, **arguments: object) -> Any:
        done = subprocess.run(
            ["php", str(HERE / "tool.php"), action],
            input=json.dumps(arguments),
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{action}: {done.stdout}\n{done.stderr}"
        return json.loads(done.stdout)

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "WP_FOLDER": str(self._site),
            "WP_URL": self.url,
            "WP_SOCKET": str(self._folder / "db.sock"),
            "PHP_CLI_SERVER_WORKERS": WEB_WORKERS,
        }

    def _start_database(self) -> None:
        data, socket, user = self._folder / "data", self._folder / "db.sock", getpass.getuser()
        own = ["--no-defaults", f"--datadir={data}", f"--user={user}"]
        subprocess.run(
            ["mariadb-install-db", *own, "--auth-root-authentication-method=normal"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        log = self._folder / "database.log"
        server = shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin") or "mariadbd"
        # Nothing here has to outlive a power cut.
        fast = ["--innodb-flush-log-at-trx-commit=0", "--skip-log-bin", "--sync-frm=0"]
        place = [f"--socket={socket}", "--skip-networking", f"--pid-file={self._folder / 'pid'}"]
        self._spawn([server, *own, *place, *fast], log)
        ask = ["mariadb-admin", "--no-defaults", f"--socket={socket}", "-u", "root", "ping"]
        _await(lambda: subprocess.run(ask, capture_output=True, check=False).returncode == 0, log)
        make = "CREATE DATABASE wordpress CHARACTER SET utf8mb4"
        client = ["mariadb", "--no-defaults", f"--socket={socket}", "-u", "root", "-e", make]
        subprocess.run(client, check=True)

    def _unpack(self) -> None:
        def plugins(folder: str, names: list[str]) -> set[str]:
            return set(names) & {"plugins", "themes"} if folder.endswith("wp-content") else set()

        shutil.copytree(CORE, self._site, ignore=plugins, ignore_dangling_symlinks=True)
        shutil.copy(HERE / "wp-config.php", self._site)
        theme = self._site / "wp-content" / "themes" / "plain"
        shutil.copytree(HERE / "theme", theme)
        (self._site / "wp-content" / "plugins").mkdir()

    def _start_web(self) -> None:
        log = self._folder / "web.log"
        listen = ["-S", f"127.0.0.1:{self.port}", "-t", str(self._site)]
        self._spawn(["php", *listen, str(HERE / "router.php")], log)
        self.run("install")
        _await(lambda: _answers(f"{self.url}wp-json/wp/v2/posts"), log)

    def _spawn(self, command: list[str], log: Path) -> None:
        out = self._started.enter_context(log.open("w"))
        child = subprocess.Popen(
            command, env=self._environment(), stdout=out, stderr=out, start_new_session=True
        )
        self._started.callback(_end, child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """PHP's web server has workers of its own, so its whole group is ended."""
    os.killpg(child.pid, 15)
    try:
        child.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, 9)
        child.wait()


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url, trust_env=False).status_code == 200
    except httpx2.TransportError:
        return False


def _await(is_ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_ready():
        assert time.monotonic() < deadline, log.read_text(errors="replace")[-2000:]
        time.sleep(0.1)
