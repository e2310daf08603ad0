"""A real mail server, and a connector that may ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from connectors.contract import Batch, NothingKnown, SourceSpec
from connectors.environment import Environment, MailSettings
from connectors.newsletter.connector import Mailbox
from connectors.newsletter.wire import Limits
from connectors.web import Http
from tests.connectors.newsletter.letters import NOW
from tests.imap_server import PASSWORD, USER, Mailserver, ca_file

Pull = Callable[..., list[Batch]]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The file with our authority's certificate."""
    return ca_file(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def environment(certificates: str) -> Environment:
    """The surroundings of a connector, with the password of the tests' mailbox."""
    mail = MailSettings(
        passwords={f"{USER}@127.0.0.1": PASSWORD},
        ca_file=certificates,
        allow_hosts=frozenset({"127.0.0.1", "localhost"}),
    )
    return Environment(http=Http(), clock=lambda: NOW, known=NothingKnown(), mail=mail)


@pytest.fixture
def pull(environment: Environment) -> Pull:
    """Pull a mailbox to its end: ``pull(url, checkpoint, limits=…, **mail settings)``."""

    def all_of_it(
        url: str, checkpoint: Any = None, limits: Limits | None = None, **mail: Any
    ) -> list[Batch]:
        env = replace(environment, mail=replace(environment.mail, **mail))
        connector = Mailbox(SourceSpec("newsletter", url), env, limits)
        return list(connector.pull(checkpoint or {}))

    return all_of_it


@pytest.fixture(scope="module")
def served() -> Iterator[Mailserver]:
    """A mail server for the tests of a module, each of which has a folder of its own."""
    with Mailserver() as server:
        yield server
