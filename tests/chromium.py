"""Which Chromium the browser tests drive.

``$RUNDOWN_CHROMIUM``, else one on ``PATH``, else the one that Playwright brought.
``python -m tests.chromium`` prints it, or fails when there is none that starts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str | None:
    """The Chromium named by the environment or found on ``PATH``; ``None`` if there is neither."""
    if named := os.environ.get("RUNDOWN_CHROMIUM"):
        return named
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path and not _is_snap(path)), None)


def launch_options() -> dict[str, Any]:
    """What Playwright's ``chromium.launch`` is to be called with."""
    options: dict[str, Any] = {}
    if path := executable():
        options["executable_path"] = path
    if os.geteuid() == 0:
        options["args"] = ["--no-sandbox"]  # Chromium refuses to be root's inside its sandbox
    return options


def _is_snap(path: str) -> bool:
    """A snap cannot read the temporary profile that a test gives it."""
    real = Path(path).resolve()
    shim = real.stat().st_size < 10_000 and b"snap" in real.read_bytes()
    return shim or "snap" in real.parts or real.name == "snap"


def _playwrights_own() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def main() -> int:
    """Print the browser's path and version; 1 when it does not start."""
    path = executable() or _playwrights_own()
    try:
        version = subprocess.run([path, "--version"], capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{path} does not start: {error}", file=sys.stderr)
        return 1
    print(path, version.stdout.strip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
