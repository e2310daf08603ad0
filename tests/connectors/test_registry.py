from __future__ import annotations

import pytest

from connectors.contract import NotThisKind, SourceSpec
from connectors.environment import Environment, YouTubeSettings
from connectors.registry import KINDS, build

CHANNEL = "https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv"


@pytest.mark.parametrize("kind", KINDS)
def test_every_registered_kind_can_be_built(env: Environment, kind: str) -> None:
    connector = build(SourceSpec(kind, CHANNEL), env)
    assert connector.kind == kind


def test_an_unknown_kind_names_those_that_there_are(env: Environment) -> None:
    with pytest.raises(NotThisKind, match="telegraph") as told:
        build(SourceSpec("telegraph", "https://news.example/"), env)
    assert "feed" in told.value.advice


def test_the_key_is_not_shown() -> None:
    assert "secret" not in repr(YouTubeSettings(api_key="secret"))
