from __future__ import annotations

import pytest

from connectors.contract import NeedsPerson
from connectors.web import Http
from connectors.web.network import is_public
from tests.loopback import LoopbackSite, Reply


@pytest.fixture
def outsider() -> Http:
    """A client that no private host was allowed to."""
    return Http(connect_s=2)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "192.0.2.1",
        "::",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::",
        "2002:a00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2001:0:7f00:1::",
    ],
)
def test_private_and_reserved_addresses(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::808:808"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0"]
)
def test_a_private_address_is_refused_in_any_spelling(
    site: LoopbackSite, outsider: Http, host: str
) -> None:
    site.pages["/"] = b"secret"
    with pytest.raises(NeedsPerson, match="not a public address") as told:
        outsider.get(site.url("/", host))
    assert "RUNDOWN_ALLOW_HOSTS" in told.value.advice
    assert site.asked == []


@pytest.mark.parametrize("host", ["[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"])
def test_so_is_a_private_ipv6_address(outsider: Http, host: str) -> None:
    with pytest.raises(NeedsPerson, match="not a public address"):
        outsider.get(f"http://{host}:9/")


def test_a_redirect_leads_no_further_in(site: LoopbackSite, http: Http) -> None:
    site.pages["/out"] = Reply(b"", 302, {"Location": site.url("/in", "localhost")})
    site.pages["/meta"] = Reply(b"", 302, {"Location": "http://169.254.169.254/latest"})
    site.pages["/file"] = Reply(b"", 302, {"Location": "file:///etc/passwd"})
    site.pages["/in"] = b"secret"
    for path in ("/out", "/meta"):
        with pytest.raises(NeedsPerson, match="not a public address"):
            http.get(site.url(path))
    site.pages["/broken"] = Reply(b"", 302, {"Location": "http://[::1"})
    for path in ("/file", "/broken"):
        with pytest.raises(NeedsPerson, match="not a web address"):
            http.get(site.url(path))
    assert "/in" not in {asked.path for asked in site.asked}


def test_a_host_allowed_by_name_may_be_private(site: LoopbackSite) -> None:
    site.pages["/"] = b"ours"
    allowed = Http(allow_hosts=frozenset({"LocalHost"}))
    assert allowed.get(site.url("/", "localhost")).body == b"ours"
    with pytest.raises(NeedsPerson, match="not a public address"):
        allowed.get(site.url("/"))
    allowed.close()
