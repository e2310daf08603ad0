"""Two versions of a text, told apart word by word."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from dashboard.store.corrections import essence, excerpts
from dashboard.views.differences import difference

texts = st.lists(
    st.sampled_from(["ferry", "vote", "the", "<b>", "&amp;", "«мост»", "\n\n", "  "]), max_size=14
).map(" ".join)


def words(html: str) -> list[str]:
    return unescape(re.sub(r"</?(?:ins|del|br)>", " ", html)).split()


@given(texts, texts)
def test_each_side_is_its_text_word_for_word(old: str, new: str) -> None:
    found = difference(old, new)
    assert words(found.before) == old.split()
    assert words(found.after) == new.split()
    assert not re.search(r"<(?!/?(?:ins|del|br)>)", found.html)


@given(texts, texts)
def test_an_excerpt_holds_what_changed(old: str, new: str) -> None:
    was, now = excerpts(old, new)
    assert (was.split() != now.split()) == (old.split() != new.split())


@given(texts)
def test_layout_and_what_systems_add_is_no_change(text: str) -> None:
    spread = "\n \n".join(text.split()) + "\n\nRead more\nThe post X appeared first on The Herald"
    assert essence(spread) == essence(text)


def test_what_is_marked() -> None:
    found = difference("Council puts off ferry vote", "Council puts off vote")
    assert found.html == "Council puts off <del>ferry</del> vote"
    assert (found.added, found.removed) == (0, 1)
