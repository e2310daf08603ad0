"""Newsletters from saved mail: one in an .eml, many in an mbox."""

from __future__ import annotations

import io
import mailbox
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from connectors.newsletter.files import BadMessage, read_mail_file
from tests.connectors.newsletter.letters import NOW, letter


def read(data: bytes) -> tuple[list[str], list[BadMessage]]:
    bad: list[BadMessage] = []
    return [issue.title for issue in read_mail_file(io.BytesIO(data), NOW, bad)], bad


def mbox(path: Path, *messages: bytes) -> bytes:
    """A file as mail programs write it."""
    box = mailbox.mbox(path)
    for message in messages:
        box.add(message)
    box.close()
    return path.read_bytes()


def test_a_single_message() -> None:
    assert read(letter(1)) == (["Issue 1"], [])


def test_many_messages_and_lines_that_look_like_the_next_one(tmp_path: Path) -> None:
    said = "<p>x</p>\n\nFrom here on, it rains.\n\nFrom the desk: bye"
    data = mbox(tmp_path / "a.mbox", *(letter(n, said) for n in (1, 2, 3)))
    assert read(data) == (["Issue 1", "Issue 2", "Issue 3"], [])


def test_a_bad_message_is_told_by_its_number_and_the_rest_goes_in() -> None:
    one, other = letter(1), letter(3)
    empty = b"From nobody Thu Mar 12 06:30:00 2026\n\n\n"
    data = b"From a@b Thu Mar 12 06:30:00 2026\n" + one + b"\n" + empty
    data += b"From a@b Thu Mar 12 06:30:00 2026\n" + other
    titles, bad = read(data)
    assert titles == ["Issue 1", "Issue 3"]
    assert [one.number for one in bad] == [2]


def test_a_file_of_something_else_is_told() -> None:
    titles, bad = read(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    assert (titles, len(bad)) == ([], 1)


LINES = st.lists(
    st.sampled_from(["", "From here on", ">From there", "From a@b Thu Mar 12", "x", "From "]),
    max_size=6,
)


@given(st.lists(LINES, min_size=1, max_size=4))
def test_what_was_put_into_an_mbox_comes_out(bodies: list[list[str]]) -> None:
    data = b""
    for number, lines in enumerate(bodies):
        data += b"From desk@news.example Thu Mar 12 06:30:00 2026\n"
        data += f"Subject: {number}\n\nsaid\n".encode()
        for line in lines:
            data += (">" if line.lstrip(">").startswith("From ") else "").encode()
            data += f"{line}\n".encode()
        data += b"\n"
    titles, bad = read(data)
    assert (titles, bad) == ([str(number) for number in range(len(bodies))], [])
