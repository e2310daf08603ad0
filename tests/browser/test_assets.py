"""What a browser loads before it can draw: named by the page, and sent compressed."""

from __future__ import annotations

import gzip
import re
import urllib.error
import urllib.request
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, Request

from dashboard.views.scripts import STATIC, script_of, scripts_of
from tests.browser.test_timeline import charts

pytestmark = pytest.mark.browser


def get(url: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    asked = urllib.request.Request(url, headers=headers)
    with urllib.request.urlopen(asked) as answer:
        return answer.read(), dict(answer.headers)


def named(url: str) -> list[str]:
    """The files that the page at ``url`` says it will need."""
    html = get(url)[0].decode()
    return [urljoin(url, path) for path in re.findall(r'(?:src|href)="(\./[^"]+)"', html)]


@pytest.mark.parametrize("path", ["/", "/sources", "/item"])
def test_all_that_a_page_names_is_there(served: str, path: str) -> None:
    files = [url for url in named(served + path) if "_stcore" not in url]
    assert len(files) > 50
    for url in files:
        plain, headers = get(url)
        own = STATIC / url.removeprefix(f"{served}/")
        assert plain == (own.read_bytes() if own.exists() else plain) != b""
        if url.endswith(".js"):
            assert headers["content-type"].startswith("text/javascript")
            assert "immutable" in headers["cache-control"]


def test_scripts_come_compressed_to_whoever_takes_that(page: Page, served: str) -> None:
    page.goto(served)
    charts(page).first.wait_for()  # by then the server has compressed them
    for name in (script_of("PlotlyChart"), script_of("BidiComponent")):
        body, headers = get(f"{served}/{name}", **{"Accept-Encoding": "gzip, br"})
        assert headers["content-encoding"] == "gzip"
        assert gzip.decompress(body) == (STATIC / name).read_bytes()
        assert "content-encoding" not in get(f"{served}/{name}")[1]


def test_the_timeline_draws_with_scripts_that_its_page_named(page: Page, served: str) -> None:
    loaded: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type == "script" and "/static/js/" in request.url:
            loaded.append(request.url)

    page.on("request", note)
    page.goto(served)
    charts(page).nth(2).wait_for()
    late = {f"{served}/{script}" for script in scripts_of("PlotlyChart")}
    assert late <= set(loaded)
    assert set(loaded) - late <= set(named(f"{served}/"))


@pytest.mark.parametrize(
    "path", ["/static/../../../secrets.toml", "/static/%2e%2e/%2e%2e/__init__.py", "/static/no.js"]
)
def test_nothing_but_those_files_is_sent(served: str, path: str) -> None:
    try:
        body, _ = get(served + path)
    except urllib.error.HTTPError as error:
        body = error.read()
    assert b"Bad Request" in body or b"<title>Streamlit</title>" in body
