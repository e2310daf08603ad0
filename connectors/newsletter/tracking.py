"""Tracking links: what a click counter or a mail filter wraps around an address, taken off again.

Nothing is asked of anybody: a destination is either in the link, or it is known to its service
alone and the link is *opaque*. One line of ``SERVICES`` for each service; where several of them
have wrapped a link, one after the other is taken off.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from connectors.newsletter import unwrapping as un
from connectors.urls import canonical_url

Unwrap = Callable[[SplitResult], str]


@dataclass(frozen=True, slots=True)
class Service:
    """A service that wraps links: hosts, paths and queries by which it is known, and how to unwrap.

    ``unwrap`` returns the destination, or "" where the link does not hold it. ``opaque`` says
    that a link of the service which could not be unwrapped leads somewhere else.
    """

    name: str
    host: re.Pattern[str]
    path: re.Pattern[str]
    query: re.Pattern[str]
    unwrap: Unwrap
    opaque: bool = True


class Destination(NamedTuple):
    """Where a link leads, as far as it says so. ``opaque`` is the service that keeps the rest."""

    url: str
    opaque: str = ""


def _service(
    name: str,
    host: str,
    unwrap: Unwrap = un.nothing,
    *,
    path: str = "",
    query: str = "",
    opaque: bool = True,
) -> Service:
    hosts = re.compile(rf"(?:.+\.)?(?:{host})")
    return Service(name, hosts, re.compile(path), re.compile(query), unwrap, opaque)


SERVICES: tuple[Service, ...] = (
    # filters of mail, which wrap whatever passes through them
    _service("Outlook SafeLinks", r"safelinks\.protection\.(?:outlook\.com|office365\.us)",
             un.parameter("url")),
    _service("Proofpoint", r"urldefense\.(?:proofpoint\.com|com|us)", un.proofpoint_1,
             path="/v1/"),
    _service("Proofpoint", r"urldefense\.(?:proofpoint\.com|com|us)", un.proofpoint_2,
             path="/v2/"),
    _service("Proofpoint", r"urldefense\.(?:proofpoint\.com|com|us)", un.proofpoint_3,
             path="/v3/"),
    _service("Barracuda", r"linkprotect\.cudasvc\.com", un.parameter("a")),
    _service("Cisco", r"secure-web\.cisco\.com", un.quoted_in_path),
    _service("Symantec", r"clicktime\.symantec\.com", un.parameter("u")),
    _service("Sophos", r"protection\.sophos\.com", un.parameter("u")),
    _service("FireEye", r"protect2?\.fireeye\.com", un.parameter("u")),
    _service("Mimecast", r"(?:protect-?[\w-]*|url)\.mimecast(?:protect)?\.com"),
    # redirects of large sites
    _service("Google", r"google\.[a-z.]{2,6}", un.parameter("q", "url"), path="/url$"),
    _service("YouTube", r"youtube\.com", un.parameter("q"), path="/redirect$"),
    _service("Facebook", r"facebook\.com", un.parameter("u"), path="/l\\.php$"),
    _service("Instagram", r"l\.instagram\.com", un.parameter("u")),
    _service("Slack", r"slack-redir\.net", un.parameter("url"), path="/link"),
    _service("LinkedIn", r"linkedin\.com", un.parameter("url"), path="/(?:redir|safety)/"),
    # services that send newsletters
    _service("Substack", r"open\.substack\.com", un.substack_open, path="/pub/", opaque=False),
    _service("Substack", r"substack\.com", un.packed_in_path, path="/redirect/"),
    _service("Beehiiv", r"flight\.beehiiv\.(?:net|com)", un.packed_in_path),
    _service("Beehiiv", r"(?:link|click)\.(?:mail\.|news\.)?beehiiv\.com", un.packed_in_path),
    _service("Mandrill", r"mandrillapp\.com", un.parameter("p"), path="/track/click"),
    _service("Mailchimp", r"list-manage\d?\.com", path="/track/click"),
    _service("Mailchimp", r"eepurl\.com"),
    _service("SendGrid", r"sendgrid\.net", path="/(?:ls|wf)/click"),
    _service("HubSpot", r"hubspotlinks\.com|hubspotemail\.net|hs-sales-engage\.com",
             un.packed_in_path),
    _service("Campaign Monitor", r"cmail\d+\.com|createsend\d*\.com|cmail\.com", path="/t/"),
    _service("Amazon SES", r"awstrack\.me", un.quoted_in_path, path="/L\\d/"),
    _service("Constant Contact", r"rs6\.net|constantcontact\.com", path="/tn\\.jsp"),
    _service("Kit", r"(?:convertkit-mail\d?|kit-mail\d?)\.com", un.packed_in_path),
    _service("Mailjet", r"mjt\.lu", un.packed_in_path, path="/lnk/"),
    _service("Customer.io", r"customeriomail\.com|e\.customer\.io", un.packed_in_path,
             path="/e/c/"),
    _service("MailerLite", r"mlsend\w*\.com|ml\.mailersend\.com", un.packed_in_path,
             path="/link/"),
    _service("Brevo", r"sendibt?\d*\.com|sendibm\d*\.com"),
    _service("Klaviyo", r"(?:kl[cmo]lick\w*|klclick\d?)\.com|ctrk\.klclick\.com"),
    _service("ActiveCampaign", r"activehosted\.com|acemln\w*\.com|emlnk\w*\.com",
             path="/(?:lt|linktracker)"),
    # the same under an outlet's own host name
    _service("SendGrid", r".*", path="/(?:ls|wf|ss)/c(?:lick)?(?:/|$)"),
    _service("HubSpot", r".*", path="/e\\dt/(?:Ctc|c|t)/"),
    _service("Customer.io", r".*", un.packed_in_path, path="/e/c/[\\w-]{20,}"),
    _service("Salesforce", r"click\..*", path="/$", query="qs="),
    _service("Ghost", r".*", path="/r/[0-9a-f]{6,10}$", query="m=[0-9a-f-]{36}"),
    _service("Mailgun", r"email\..*", path="/c/[\\w-]{20,}"),
)  # fmt: skip
"""In the order in which they are tried; the first that knows a link decides."""

_GENERIC: tuple[Unwrap, ...] = (
    un.parameter("url", "u", "q", "target", "redirect", "redirect_url", "redirectUrl", "dest",
                 "destination", "link", "to", "r", "goto"),
    un.quoted_in_path,
    un.packed_in_path,
)  # fmt: skip
"""What any link may hold that no service is known for: a whole address, as it is or packed."""


def destination(url: str) -> Destination:
    """Where a link leads: everything that wraps it taken off, without asking anybody.

    The URL comes back canonical (see :func:`connectors.urls.canonical_url`), "" when it is no
    ``http(s)`` URL. Doing it again changes nothing.
    """
    here = canonical_url(url)
    while here:
        parts = urlsplit(here)
        service = _service_of(parts)
        inner = _unwrapped(parts, service)
        # What was wrapped is shorter than its wrapping; all else would go round for ever.
        if not inner or len(inner) >= len(here):
            return Destination(here, service.name if service and service.opaque else "")
        here = inner
    return Destination("")


def _service_of(parts: SplitResult) -> Service | None:
    host = parts.hostname or ""
    for service in SERVICES:
        if (
            service.host.fullmatch(host)
            and service.path.match(parts.path)
            and service.query.match(parts.query)
        ):
            return service
    return None


def _unwrapped(parts: SplitResult, service: Service | None) -> str:
    ways = (service.unwrap,) if service and service.unwrap is not un.nothing else _GENERIC
    for way in ways:
        if inner := canonical_url(way(parts)):
            return inner
    return ""
