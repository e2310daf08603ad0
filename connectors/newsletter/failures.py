"""What goes wrong between us and a mail server, as sentences for the person.

A server's own words are shown, shortened, and never with the secret that was sent to it.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Collection
from difflib import SequenceMatcher

from connectors.contract import ConnectorError, NeedsPerson, RetryLater
from connectors.newsletter.address import SECRETS, MailboxAddress

_CODE = re.compile(r"\[([A-Z][A-Z0-9-]+)(?: [^\]]*)?\]\s*")
_TOO_MANY = re.compile(
    r"too many (?:simultaneous |concurrent )?(?:connections|logins|sessions|attempts)"
    r"|maximum number of connections|connection limit|rate limit|try again later",
    re.IGNORECASE,
)
_PASSING_CODES = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "THROTTLED"})
"""Response codes (RFC 5530, Gmail) of refusals that mend by themselves."""


def of_socket(error: Exception, address: MailboxAddress) -> ConnectorError:
    """No connection, or none that is safe."""
    host, where = address.host, f"{address.host} (port {address.port})"
    match error:
        case ssl.SSLCertVerificationError():
            return NeedsPerson(
                f"The certificate of {host} cannot be trusted: {error.verify_message}. "
                "Nothing was sent to it.",
                advice="Check the server’s name. If it is your own server, name its authority’s "
                "certificate in RUNDOWN_IMAP_CA_FILE.",
            )
        case ssl.SSLError():
            return NeedsPerson(
                f"{where} does not speak TLS, or not one that is safe.",
                advice=f"Give the port of the encrypted service, usually 993, as in {host}:993.",
            )
        case TimeoutError():
            return RetryLater(f"{where} did not answer in time.")
        case ConnectionRefusedError():
            return RetryLater(f"{where} accepts no connections.")
        case socket.gaierror():
            return RetryLater(f"{host} cannot be found: the name system knows no such host.")
        case _:
            return RetryLater(f"{where} could not be reached or broke off.")


def of_greeting(said: str, address: MailboxAddress) -> RetryLater:
    """The server turned us away before anything was asked."""
    return RetryLater(f"{address.host} turns us away{_quoted(said)}.")


def of_login(said: str, address: MailboxAddress, secret: str) -> ConnectorError:
    """The server does not let us in: now, or with what it was given."""
    words = said.replace(secret, "…") if secret else said
    if is_passing(words):
        return RetryLater(f"{address.host} lets us in later{_quoted(words)}.")
    return NeedsPerson(
        f"{address.host} refuses the login of {address.user}{_quoted(words)}.",
        advice="Check the user and the password (many services want an app password), set as "
        f"RUNDOWN_IMAP_PASSWORD or under [rundown.imap] in {SECRETS}.",
    )


def of_folder(said: str, address: MailboxAddress, folders: Collection[str]) -> ConnectorError:
    """The folder cannot be opened."""
    if is_passing(said):
        return RetryLater(f"{address.host} cannot open the folder now{_quoted(said)}.")
    alike = sorted(folders, key=lambda name: -SequenceMatcher(None, name, address.folder).ratio())
    has = f" The mailbox has: {', '.join(alike[:12])}." if alike else ""
    return NeedsPerson(
        f"{address.user} has no folder “{address.folder}” that can be read at {address.host}.",
        advice=f"Check the folder’s name in the address.{has}",
    )


def of_command(said: str, address: MailboxAddress) -> RetryLater:
    """The server refuses or breaks off in the middle; what came before is kept."""
    return RetryLater(f"{address.host} broke off{_quoted(said)}.")


def not_imap(address: MailboxAddress) -> RetryLater:
    """The server's answers make no sense."""
    return RetryLater(f"{address.host} answers in a way that is not IMAP.")


def no_password(address: MailboxAddress) -> NeedsPerson:
    """There is nothing to log in with."""
    return NeedsPerson(
        f"No password is set for {address.user} at {address.host}.",
        advice=f'Put "{address.account}" = "…" under [rundown.imap] in {SECRETS}, or set '
        "RUNDOWN_IMAP_PASSWORD; for OAuth, RUNDOWN_IMAP_TOKEN_COMMAND. Never in the address.",
    )


def not_encrypted(address: MailboxAddress) -> NeedsPerson:
    """A password would go over the wire for all to read."""
    return NeedsPerson(
        f"{address.host} would get the password unencrypted; it was not asked.",
        advice="Write imaps:// for imap://. Only a server on this very machine may do without.",
    )


def is_passing(said: str) -> bool:
    """Whether a refusal's words say that it mends by itself."""
    code = _CODE.search(said)
    return bool(code and code[1].upper() in _PASSING_CODES) or _TOO_MANY.search(said) is not None


def _quoted(said: str) -> str:
    """The server's words, on one line and short, to stand behind a clause."""
    words = re.sub(r"\[ALERT\]\s*", "", said)
    words = " ".join(_CODE.sub("", words).split())
    words = "".join(c for c in words if c.isprintable()).strip(" .'\"")[:200]
    return f" (“{words}”)" if words else ""
