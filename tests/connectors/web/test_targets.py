"""Addresses as they go into a request."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from connectors.contract import NeedsPerson
from connectors.web import targets

HOSTS = st.sampled_from(
    [
        "a.example",
        "news.bbc.example",
        "127.0.0.1",
        "1.2.3.4",
        "256.1.1.1",
        "01.2.3.4",
        "localhost",
        "A.example",
        "a..b",
        "a_b.example",
        "0x7f.1",
        "xn--bcher-kva.example",
        "bücher.example",
        "-a.example",
        "a.example.",
    ]
)
PORTS = st.sampled_from(["", ":80", ":443", ":8080", ":99999", ":0"])
PATHS = st.text("ab/.?=&%_~-+ é", max_size=10).map(lambda text: f"/{text}")


@given(st.sampled_from(["http", "https"]), HOSTS, PORTS, PATHS)
@example("http", "127.0.0.1", ":8080", "/feed.xml")
@example("https", "a.example", "", "/../feed?a=b")
def test_the_short_cut_leads_to_the_same_target(
    scheme: str, host: str, port: str, path: str
) -> None:
    url = f"{scheme}://{host}{port}{path}"
    try:
        known = targets.target_by_parts(url)
    except NeedsPerson:
        known = None
    try:
        assert targets.target(url) == known
    except NeedsPerson:
        assert known is None
