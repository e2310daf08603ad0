"""What is said in a video, from caption files: WebVTT (W3C) and SubRip, as ``yt-dlp`` saves them.

Automatic captions roll: each cue repeats the line before it, which is read once.
"""

from __future__ import annotations

import html
import io
import re
from pathlib import PurePath

import webvtt
from webvtt.errors import MalformedFileError

SUFFIXES = (".vtt", ".srt")

_IN_BRACKETS = re.compile(r"\[([A-Za-z0-9_-]{11})\](?:\.[A-Za-z0-9-]+)?$")
_ALONE = re.compile(r"([A-Za-z0-9_-]{11})(?:\.[A-Za-z0-9-]+)?$")
_PLACING = re.compile(r"\{\\[^}]*\}")
_VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{11}")


class CaptionsError(ValueError):
    """A file that holds no captions; the message says what is wrong with it."""


def is_video_id(text: str) -> bool:
    """Whether a text has the shape of a YouTube video id."""
    return bool(_VIDEO_ID.fullmatch(text))


def video_id_of(name: str) -> str:
    """The video that a file's name tells: ``Title [ID].en.vtt`` or ``ID.en.vtt``; else ""."""
    stem = PurePath(name).name
    for suffix in SUFFIXES:
        stem = stem.removesuffix(suffix)
    found = _IN_BRACKETS.search(stem) or _ALONE.fullmatch(stem)
    return found[1] if found else ""


def read_captions(data: bytes, suffix: str) -> str:
    """The words of a caption file, a line a cue; ``suffix`` is ``.vtt`` or ``.srt``.

    Raises:
        CaptionsError: it is no such file, or nothing is said in it.
    """
    text = _decoded(data).replace("\0", "")
    try:
        read = webvtt.from_buffer(io.StringIO(text), format=suffix.removeprefix("."))
        cues = [caption.text for caption in read.captions]
    except (MalformedFileError, ValueError, IndexError) as error:
        raise CaptionsError(f"It is no {suffix} file that can be read.") from error
    lines: list[str] = []
    before: set[str] = set()
    for cue in cues:
        said = [line for line in map(_plain, cue.splitlines()) if line]
        lines += [line for line in said if line not in before]
        before = set(said) or before
    if not lines:
        raise CaptionsError("Nothing is said in it.")
    return "\n".join(lines)


def _plain(line: str) -> str:
    return " ".join(html.unescape(_PLACING.sub("", line)).split())


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
