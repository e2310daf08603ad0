"""What a connector is: the one contract between the outside world and the rest.

A connector is built for one source and pulled with the checkpoint that was stored last::

    for batch in connector.pull(checkpoint):
        store(batch)          # the batch and batch.checkpoint, in one transaction

A process killed anywhere repeats at most one batch, and a repeated batch changes nothing.

Errors::

    ConnectorError            a sentence for the Sources page, and what to do about it
    ├── RetryLater            will mend by itself: try again (``after_s`` says when, if known)
    ├── NeedsPerson           a bad key, revoked access, a source that is gone for good
    └── NotThisKind           the address works but is not this kind of source

Anything else that leaves ``pull`` is a bug and is treated as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol, runtime_checkable

from connectors.items import AnyItem, Gone, LiveState, Reading, Status, Video

Checkpoint = Mapping[str, Any]
"""What a connector needs to go on where it stopped: small, JSON-serialisable, its own business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A piece of what a source has, and the checkpoint that is true once it is stored.

    ``warnings`` are sentences for the Sources page: something was odd, nothing was lost.
    ``name`` is what the source calls itself (feed title, channel name), when it said so.
    ``moved_to`` is the source's new address after a permanent redirect.
    ``next_due_s`` asks not to be called again for so many seconds (RFC 9111 freshness, ``ttl``,
    or a plan of quota); sync may wait longer. ``unfinished`` says that more is waiting, so that
    the pull should go on as soon as other sources have had their turn (an archive in portions).
    ``elsewhere`` are videos that were asked for by id and are not this source's: the id of their
    channel, "" where there is no such video; they are not offered to be asked for again.
    """

    items: tuple[AnyItem, ...] = ()
    gone: tuple[Gone, ...] = ()
    readings: tuple[Reading, ...] = ()
    warnings: tuple[str, ...] = ()
    checkpoint: Checkpoint = field(default_factory=dict)
    name: str = ""
    moved_to: str = ""
    next_due_s: float | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    unfinished: bool = False


class ConnectorError(Exception):
    """Something kept a source from being read.

    ``sentence`` says what happened, ``advice`` what the person can do; neither holds a secret.
    ``status`` is the HTTP status behind it, where there was one.
    """

    status: int | None = None

    def __init__(self, sentence: str, *, advice: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.advice = advice


class RetryLater(ConnectorError):
    """A passing fault. ``after_s`` is the wait that the source asked for, in seconds."""

    def __init__(self, sentence: str, *, advice: str = "", after_s: float | None = None) -> None:
        super().__init__(sentence, advice=advice or "Nothing to do: it is tried again by itself.")
        self.after_s = after_s


class NeedsPerson(ConnectorError):
    """Will not mend by itself; the source waits until a person acts."""


class NotThisKind(ConnectorError):
    """The address answers, but with something that this connector does not read."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A source as a connector sees it. ``url`` is a feed's address, a channel's page …"""

    kind: str
    url: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class KnownVideo:
    """What the store knows of one of the outlet's videos: enough to plan its next reading.

    ``refreshed_at`` is when the Data API was last asked for it and answered, ``measured_at`` when
    its views were last read, by whatever way.
    """

    video_id: str
    published_at: datetime
    refreshed_at: datetime | None
    live_state: LiveState
    status: Status
    scheduled_at: datetime | None = None
    measured_at: datetime | None = None
    has_duration: bool = True


@dataclass(frozen=True, slots=True)
class ThinArticle:
    """An article that lacks its text, time or picture, since its sources do not carry them.

    ``changed_at`` is when one of these sources last said something new of it.
    """

    url: str
    changed_at: datetime


class Known(Protocol):
    """A connector's read-only window on what was stored before."""

    def videos(self, channel_id: str) -> Iterable[KnownVideo]:
        """The videos of a channel that are not removed, in no particular order."""
        ...

    def told(self, video_ids: Sequence[str]) -> Mapping[str, Video]:
        """What YouTube told of these videos last, by id; unknown ones are left out."""
        ...

    def pointed_at(self, channel_id: str, limit: int) -> Sequence[str]:
        """Videos that articles point at, that nothing is known of, and that may be the channel's.

        Those that were found to be elsewhere (see ``Batch.elsewhere``) are left out.
        """
        ...

    def thin_articles(self, site: str, limit: int) -> Iterable[ThinArticle]:
        """Up to ``limit`` thin articles of the site at URL ``site``, newest first.

        Thin are those whose pages nobody read since they changed.

        Articles that a source of the outlet's own records or pages tells of are not thin.
        """
        ...

    def refs_known(self, spec: SourceSpec, refs: Iterable[str]) -> set[str]:
        """Those of ``refs`` that the source has brought before."""
        ...

    def refs_after(self, spec: SourceSpec, ref: str, limit: int) -> list[str]:
        """The next ``limit`` refs of a source behind ``ref`` in their order that are not gone."""
        ...


class NothingKnown:
    """The ``Known`` of a store that is still empty."""

    def videos(self, channel_id: str) -> Iterable[KnownVideo]:
        """No videos."""
        return ()

    def told(self, video_ids: Sequence[str]) -> Mapping[str, Video]:
        """Nothing."""
        return {}

    def pointed_at(self, channel_id: str, limit: int) -> Sequence[str]:
        """No videos."""
        return ()

    def thin_articles(self, site: str, limit: int) -> Iterable[ThinArticle]:
        """No articles."""
        return ()

    def refs_known(self, spec: SourceSpec, refs: Iterable[str]) -> set[str]:
        """None of them."""
        return set()

    def refs_after(self, spec: SourceSpec, ref: str, limit: int) -> list[str]:
        """None."""
        return []


class Connector(Protocol):
    """Pulls one source. Instances are used by one thread at a time."""

    kind: ClassVar[str]

    def pull(self, checkpoint: Checkpoint) -> Iterator[Batch]:
        """Yield what is new since ``checkpoint`` (empty at first), batch by batch.

        A source that has nothing new yields one batch without items, gone or readings.

        Raises:
            ConnectorError: the source could not be read (on).
        """
        ...


@runtime_checkable
class Follower(Connector, Protocol):
    """A connector that can be asked for what other sources' items name, and for no more."""

    def follow(self, checkpoint: Checkpoint) -> Iterator[Batch]:
        """Yield what others name and is not known; cheap where there is nothing to ask.

        Raises:
            ConnectorError: as for ``pull``.
        """
        ...
