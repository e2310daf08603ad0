"""The feed connector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from connectors.contract import Batch, Checkpoint, SourceSpec
from connectors.environment import Environment


class FeedConnector:
    """Pulls one feed."""

    kind: ClassVar[str] = "feed"

    def __init__(self, spec: SourceSpec, env: Environment) -> None:
        self._spec = spec
        self._env = env

    def pull(self, checkpoint: Checkpoint) -> Iterator[Batch]:
        """Yield the feed's entries as one batch."""
        raise NotImplementedError
