"""Where an interface is, in the spellings that sites have."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.wordpress.address import POSTS, endpoint, root_of, route_of, site_of, source_of

ROOTS = {
    "https://news.example/wp-json/": "https://news.example/",
    "https://news.example/sub/wp-json/": "https://news.example/sub/",
    "https://news.example/?rest_route=/": "https://news.example/",
    "https://news.example/index.php?rest_route=/": "https://news.example/",
    "http://127.0.0.1:8080/sub/?rest_route=/": "http://127.0.0.1:8080/sub/",
}


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("path", ["", "wp/v2/posts", "wp/v2/posts/12"])
def test_every_address_below_a_root_leads_back_to_it(root: str, path: str) -> None:
    assert root_of(endpoint(root, path, {"per_page": 100})) == root
    assert site_of(root) == ROOTS[root]


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/",
        "https://news.example/wp-jsonx/",
        "https://news.example/?p=1",
        "",
        "x",
    ],
)
def test_other_addresses_lie_in_no_interface(url: str) -> None:
    assert root_of(url) == ""


def test_the_root_is_found_without_its_slash() -> None:
    assert root_of("https://news.example/wp-json") == "https://news.example/wp-json/"
    assert root_of("https://news.example/?rest_route=/wp/v2/posts&page=2") == (
        "https://news.example/?rest_route=/"
    )


@given(
    st.sampled_from(sorted(ROOTS)),
    st.dictionaries(st.from_regex(r"[a-z_]{1,9}", fullmatch=True), st.text(min_size=1, max_size=9)),
)
def test_parameters_arrive_as_they_were_given(root: str, params: dict[str, str]) -> None:
    params.pop("rest_route", None)
    asked = parse_qs(urlsplit(endpoint(root, "wp/v2/posts", params)).query, keep_blank_values=True)
    assert {name: values[0] for name, values in asked.items() if name != "rest_route"} == params


@pytest.mark.parametrize(
    "root", ["https://news.example/wp-json/", "https://news.example/?rest_route=/"]
)
def test_a_type_of_posts_has_an_address_in_the_interface(root: str) -> None:
    assert (route_of(root), source_of(root, POSTS)) == (POSTS, root)
    assert route_of(endpoint(root, POSTS, {})) == POSTS
    own = source_of(root, "wp/v2/interviews")
    assert (root_of(own), route_of(own)) == (root, "wp/v2/interviews")
