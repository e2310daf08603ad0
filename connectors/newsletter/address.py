"""A mailbox folder as an address: ``imaps://user@host:port/Folder?list=…&from=…`` (RFC 5092)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from connectors.contract import NeedsPerson

IMAPS_PORT, IMAP_PORT = 993, 143
_PASSWORD = re.compile(r"(?<=://)([^/?#]*?):[^/?#]*(?=@)")
_OPTIONS = frozenset({"list", "from"})
EXAMPLE = "imaps://desk%40news.example@imap.news.example/INBOX?from=news.example"


@dataclass(frozen=True, slots=True)
class MailboxAddress:
    """A folder of a mailbox and which of its messages are meant; it never holds a password.

    ``list_id`` (RFC 2919) and ``sender`` (an address or a domain) narrow; "" does not.
    ``secure`` is TLS from the first byte.
    """

    host: str
    user: str
    folder: str = "INBOX"
    port: int = IMAPS_PORT
    secure: bool = True
    list_id: str = ""
    sender: str = ""

    @property
    def account(self) -> str:
        """The account as settings name it: ``user@host``."""
        return f"{self.user}@{self.host}"

    @property
    def url(self) -> str:
        """The address in its one spelling."""
        usual = IMAPS_PORT if self.secure else IMAP_PORT
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == usual else f":{self.port}"
        narrowed = {"list": self.list_id, "from": self.sender}
        query = urlencode({k: v for k, v in narrowed.items() if v}, quote_via=quote, safe="@")
        return (
            f"{'imaps' if self.secure else 'imap'}://{quote(self.user, safe='')}@{host}{port}"
            f"/{quote(self.folder, safe='/')}{f'?{query}' if query else ''}"
        )


def is_mailbox(what: str) -> bool:
    """Whether what somebody typed means a mailbox."""
    return what.strip().lower().startswith(("imap://", "imaps://"))


def without_password(what: str) -> str:
    """What somebody typed, as it may be shown: a password between ``:`` and ``@`` taken out."""
    return _PASSWORD.sub(r"\1", what)


def read_address(url: str) -> MailboxAddress:
    """The mailbox that a URL names; the folder is INBOX where it names none.

    Raises:
        NeedsPerson: it is no such address, or has a password in it.
    """
    try:
        parts = urlsplit(url.strip())
        host, port, user = parts.hostname, parts.port, unquote(parts.username or "")
    except ValueError:
        raise _unusable("That is no mailbox address.") from None
    if parts.password is not None:
        raise NeedsPerson(
            "A password does not belong in the address.",
            advice="Put it into the environment as RUNDOWN_IMAP_PASSWORD, or into "
            f'{SECRETS} as "{user}@{host}" = "…" under [rundown.imap], and give the address '
            "without it. If others may have seen it, change it.",
        )
    if parts.scheme not in {"imaps", "imap"} or not host:
        raise _unusable("That is no mailbox address.")
    if not user:
        raise _unusable("The address does not say whose mailbox it is.")
    secure = parts.scheme == "imaps"
    asked = parse_qs(parts.query)
    if unknown := sorted(set(asked) - _OPTIONS):
        raise _unusable(f"The address asks for “{unknown[0]}”, which is nothing that can be asked.")
    return MailboxAddress(
        host=host,
        user=user,
        folder=_folder(parts.path),
        port=port or (IMAPS_PORT if secure else IMAP_PORT),
        secure=secure,
        list_id=_bare(asked.get("list", [""])[0]),
        sender=_bare(asked.get("from", [""])[0]),
    )


SECRETS = ".streamlit/secrets.toml"


def _folder(path: str) -> str:
    folder = unquote(path).strip("/")
    if any(character < " " or character == "\x7f" for character in folder):
        raise _unusable("The folder's name has control characters in it.")
    return "INBOX" if folder.upper() in {"", "INBOX"} else folder


def _bare(value: str) -> str:
    return "".join(value.split()).strip("<>").lower()


def _unusable(sentence: str) -> NeedsPerson:
    return NeedsPerson(sentence, advice=f"Write it like this: {EXAMPLE}")
