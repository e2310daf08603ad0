"""What is said in a video, from the files that people have of it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.captions import SUFFIXES, CaptionsError, read_captions, video_id_of

ROLLING = """WEBVTT
Kind: captions
Language: en

NOTE made by a machine

STYLE
::cue { color: red }

00:00:00.000 --> 00:00:02.000 align:start position:0%
 
the<00:00:00.500><c> ferries</c><00:00:01.000><c> are</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
the ferries are
 

00:00:02.010 --> 00:00:04.000 align:start position:0%
the ferries are
<v Ann>back &amp; <i>running</i>

00:00:05.000 --> 00:00:06.000
again

00:00:09.000 --> 00:00:10.000
the ferries are
"""  # noqa: W293  (as YouTube writes them)

SUBRIP = """1
00:00:00,000 --> 00:00:02,000
{\\an8}<font color="#fff">Ships</font> are in.

2
00:00:02,000 --> 00:00:03,000
Two lines
here
"""


def test_automatic_captions_are_read_once() -> None:
    said = read_captions(ROLLING.encode(), ".vtt")
    assert said == "the ferries are\nback & running\nagain\nthe ferries are"


def test_subrip() -> None:
    assert read_captions(SUBRIP.encode(), ".srt") == "Ships are in.\nTwo lines\nhere"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "WEBVTT\n\n00:00.000 --> 00:02.000\nZürich grüßt\n"
    assert read_captions(text.encode(encoding), ".vtt") == "Zürich grüßt"


@pytest.mark.parametrize("data", [b"", b"no captions", b"WEBVTT\n\n", b"\xff\xfe\x00", b"{}"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_holds_no_captions_is_told(data: bytes, suffix: str) -> None:
    with pytest.raises(CaptionsError):
        read_captions(data, suffix)


@given(st.binary(max_size=200) | st.text().map(str.encode), st.sampled_from(SUFFIXES))
def test_any_file_is_read_or_refused(data: bytes, suffix: str) -> None:
    for body in (data, b"WEBVTT\n\n00:00.000 --> 00:02.000\n" + data):
        with suppress(CaptionsError):
            said = read_captions(body, suffix)
            assert said.strip()
            assert "\0" not in said


@pytest.mark.parametrize(
    ("name", "video_id"),
    [
        ("Ferries are back [dQw4w9WgXcQ].en.vtt", "dQw4w9WgXcQ"),
        ("[1080p] Ferries [-Qw4w9WgXc_].de-orig.srt", "-Qw4w9WgXc_"),
        ("Ferries [dQw4w9WgXcQ].vtt", "dQw4w9WgXcQ"),
        ("dQw4w9WgXcQ.en.vtt", "dQw4w9WgXcQ"),
        ("/films/dQw4w9WgXcQ.srt", "dQw4w9WgXcQ"),
        ("Ferries are back.vtt", ""),
        ("Ferries [too-short].vtt", ""),
    ],
)
def test_the_video_is_told_by_the_files_name(name: str, video_id: str) -> None:
    assert video_id_of(name) == video_id
