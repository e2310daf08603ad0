"""What every test may ask for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.chromium import launch_options


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """pytest-playwright's own options, with the Chromium that this machine has."""
    return {**browser_type_launch_args, **launch_options()}
