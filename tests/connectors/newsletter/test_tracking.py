"""Tracking links: taken off where the destination is in them, left alone where it is not."""

from __future__ import annotations

import base64
import json
import string
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.newsletter.tracking import destination
from connectors.urls import canonical_url

STORY = "https://news.example/2026/03/ferry-strike?page=2"


def packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def proofpoint_2(url: str) -> str:
    """As the filter packs it: percent-encoded, then ``-`` for ``%`` and ``_`` for ``/``."""
    quoted = quote(url, safe="/:.?=&").replace("-", "%2D").replace("_", "%5F")
    for character in ":?=&":
        quoted = quoted.replace(character, f"%{ord(character):02X}")
    coded = quoted.replace("%", "-").replace("/", "_")
    return f"https://urldefense.proofpoint.com/v2/url?u={coded}&d=DwMFaQ&c=abc"


RUNS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
KEPT = set(string.ascii_letters + string.digits + "/:.?=&-_")


def proofpoint_3(url: str) -> str:
    """Characters outside ``KEPT`` become ``*``, two and more in a row ``**`` and a letter."""
    told, replaced, run = "", "", ""
    for character in [*url, ""]:
        if character and character not in KEPT:
            run += character
            continue
        while run:
            some, run = run[: len(RUNS)], run[len(RUNS) :]
            told += "*" if len(some) == 1 else f"**{RUNS[len(some) - 2]}"
            replaced += some
        told += character
    return f"https://urldefense.com/v3/__{told}__;{packed(replaced)}!!Sig$"


WRAPPED: dict[str, Callable[[str], str]] = {
    "SafeLinks": lambda u: (
        f"https://eur03.safelinks.protection.outlook.com/?url={quote(u, safe='')}&data=05%7C"
    ),
    "Proofpoint 1": lambda u: (
        f"https://urldefense.proofpoint.com/v1/url?u={quote(u, safe='')}&k=oIvRg1&r=x"
    ),
    "Proofpoint 2": proofpoint_2,
    "Proofpoint 3": proofpoint_3,
    "Barracuda": lambda u: (
        f"https://linkprotect.cudasvc.com/url?a={quote(u, safe='')}&c=E,1,x&typo=1"
    ),
    "Google": lambda u: f"https://www.google.com/url?q={quote(u, safe='')}&sa=D&source=editors",
    "Facebook": lambda u: f"https://l.facebook.com/l.php?u={quote(u, safe='')}&h=AT0",
    "Cisco": lambda u: f"https://secure-web.cisco.com/1abcdef/{quote(u, safe='')}",
    "Amazon SES": lambda u: (
        f"https://abc.r.eu-west-1.awstrack.me/L0/{quote(u, safe='')}/1/0102018e-x/Y-sig=1"
    ),
    "Substack": lambda u: (
        f"https://substack.com/redirect/2/{packed(json.dumps({'e': u, 'p': 1, 's': 2}))}.c2ln"
    ),
    "Beehiiv": lambda u: (
        f"https://flight.beehiiv.net/v2/clicks/{packed('{}')}A.{packed(json.dumps({'url': u}))}.sig"
    ),
    "Mandrill": lambda u: (
        "https://mandrillapp.com/track/click/30/news.example?p="
        + packed(json.dumps({"s": "x", "v": 1, "p": json.dumps({"u": 30, "v": 1, "url": u})}))
    ),
    "Kit": lambda u: f"https://click.convertkit-mail2.com/abc123/def456/{packed(u)}",
    "Mailjet": lambda u: f"https://xyz.mjt.lu/lnk/AAA/1/token/{packed(u)}",
    "Customer.io": lambda u: (
        f"https://e.customeriomail.com/e/c/{packed(json.dumps({'email_id': 'x', 'href': u}))}/sig"
    ),
    "a parameter of any host": lambda u: f"https://go.news.example/out?url={quote(u, safe='')}&x=1",
    "base64 with any host": lambda u: f"https://t.news.example/c/{packed(u)}",
}


@pytest.mark.parametrize("service", WRAPPED)
def test_what_is_wrapped_is_unwrapped(service: str) -> None:
    assert destination(WRAPPED[service](STORY)) == (STORY, "")


def test_wrappings_are_taken_off_one_after_the_other() -> None:
    inside = WRAPPED["Substack"](STORY)
    assert destination(WRAPPED["SafeLinks"](WRAPPED["Google"](inside))).url == STORY


@pytest.mark.parametrize(
    ("service", "url"),
    [
        ("Mailchimp", "https://news.us1.list-manage.com/track/click?u=1a&id=2b&e=3c"),
        ("SendGrid", "https://u123.ct.sendgrid.net/ls/click?upn=u001.AbC-2BdEf"),
        ("SendGrid", "https://link.news.example/ls/click?upn=u001.AbC-2BdEf"),
        ("Beehiiv", "https://link.mail.beehiiv.com/ss/c/u001.AbCdEf/4xy/h1/h001.Zz"),
        ("HubSpot", "https://d2v8tf04.eu1.hubspotlinks.com/Ctc/2G+113/d2v8tf04/VX1"),
        ("HubSpot", "https://mail.news.example/e3t/Ctc/2G+113/c1/VX1"),
        ("Campaign Monitor", "https://news.cmail19.com/t/r-l-ttiyhdkl-jkuhkljtd-y/"),
        ("Substack", "https://substack.com/redirect/5f2a-11ee?j=eyJ1IjoiYWJjIn0.c2ln"),
        ("Salesforce", "https://click.mail.news.example/?qs=0a1b2c3d4e5f"),
        ("Constant Contact", "https://r20.rs6.net/tn.jsp?f=001abcDEF"),
    ],
)
def test_what_does_not_say_where_it_leads_stays_as_it_is(service: str, url: str) -> None:
    assert destination(url) == (url, service)


@pytest.mark.parametrize(
    "url",
    [
        STORY,
        "https://news.example/search?q=ferry+strike",
        "https://web.archive.org/web/2020/https://news.example/a",
        "https://news.example/click/through/rates",
        "https://news.example/r/c0ffee",
        "https://news.example/e/children",
    ],
)
def test_ordinary_addresses_are_left_alone(url: str) -> None:
    assert destination(url) == (url, "")


def test_a_post_opened_in_an_app_is_the_post() -> None:
    opened = "https://open.substack.com/pub/harbour/p/the-bridge?utm_campaign=post&r=1ab"
    assert destination(opened) == ("https://harbour.substack.com/p/the-bridge", "")


def test_only_addresses_of_the_web_come_out() -> None:
    for inner in ("javascript:alert(1)", "mailto:a@b.example", "file:///etc/passwd", "//x"):
        url = destination(f"https://www.google.com/url?q={quote(inner, safe='')}").url
        assert url.startswith("https://www.google.com/")


SEGMENT = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs", "Z"], exclude_characters='#?/\\%<>"'
    ),
    min_size=1,
    max_size=20,
)


@given(st.sampled_from(sorted(WRAPPED)), st.lists(SEGMENT, min_size=1, max_size=4))
def test_any_page_comes_out_of_any_wrapping(service: str, path: list[str]) -> None:
    page = "https://news.example/" + "/".join(quote(segment, safe="") for segment in path)
    inner = destination(page).url
    assert destination(WRAPPED[service](page)).url == inner


@given(
    st.one_of(
        st.text(max_size=200),
        st.text(string.printable, max_size=300).map(lambda text: f"https://{text}"),
        st.sampled_from(
            ["https://urldefense.com/v3/__", "https://substack.com/redirect/2/"]
        ).flatmap(
            lambda start: st.text(string.printable, max_size=80).map(lambda end: start + end)
        ),
    )
)
def test_nothing_that_a_link_says_breaks_it(url: str) -> None:
    found = destination(url)
    assert found.url == "" or found.url.startswith(("http://", "https://"))
    assert destination(found.url) == found
    assert found.url or not found.opaque
    assert canonical_url(found.url) == found.url
