"""One open timeline page without a browser: Streamlit's own messages over its websocket.

It keeps what a browser keeps to go on talking: ids of widgets and fragments, the values of widgets,
the address, and the hashes of messages that need not be sent again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from time import perf_counter
from types import TracebackType
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from dashboard.bench.figure import CannotMeasureError

LIST, SEARCH, KIND, STRIP = "rd-timeline", "rd-q", "rd-kind", "rd-strip"
CHARTS = object()
KEPT = 20
"""How many large messages a page keeps, about as many as a browser does."""
PATIENCE_S = 60.0


class ReaderSession:
    """A reader's page; use as an async context manager."""

    def __init__(self, port: int) -> None:
        self._url = f"ws://127.0.0.1:{port}/_stcore/stream"
        self._page_url = f"http://127.0.0.1:{port}/"
        self._page = ""
        self._query = ""
        self._ids: dict[str, str] = {}
        self._fragments: dict[str, str] = {}
        self._values: dict[str, Any] = {SEARCH: "", KIND: []}
        self._kept: dict[str, Any] = {}
        self._view: Any = None
        self._drawn = False

    async def __aenter__(self) -> ReaderSession:
        self._socket: ClientConnection = await connect(
            self._url,
            subprotocols=["streamlit"],  # type: ignore[list-item]  # a NewType of str
            origin=self._page_url.rstrip("/"),  # type: ignore[arg-type]  # likewise
            max_size=None,
            proxy=None,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._socket.close()

    @property
    def text(self) -> str:
        """What is searched."""
        return str(self._values[SEARCH])

    @property
    def kinds(self) -> list[str]:
        """The kinds that are chosen."""
        return list(self._values[KIND])

    async def open(self) -> float:
        """Load the page and its charts; seconds until the list was there."""
        start = perf_counter()
        await self._send("", None)
        await self._until(lambda: self._view is not None)
        seconds = perf_counter() - start
        await self._until_ended()
        await self._tell_drawn()
        return seconds

    async def search(self, text: str) -> float:
        """Type a search; seconds until the new list was there. Its charts follow."""
        return await self._change(SEARCH, text)

    async def pick(self, kinds: list[str]) -> float:
        """Choose kinds (their names on the page); seconds until the new list was there."""
        return await self._change(KIND, kinds)

    async def _change(self, widget: str, value: Any) -> float:
        if self._values[widget] == value:
            raise ValueError(f"{widget} has this value already")
        self._values[widget] = value
        before, self._view = self._view, None
        start = perf_counter()
        await self._send(self._fragments[widget], None)
        await self._until(lambda: self._view is not None and self._view != before)
        seconds = perf_counter() - start
        await self._until_ended()
        await self._tell_drawn()
        return seconds

    async def _tell_drawn(self) -> None:
        self._drawn = False
        await self._send(self._fragments[LIST], {"view": self._view, "charts": True})
        await self._until(lambda: self._drawn)
        await self._until_ended()

    # --- messages ---------------------------------------------------------------------------------

    async def _send(self, fragment: str, drawn: dict[str, Any] | None) -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self._query
        state.page_script_hash = self._page
        state.fragment_id = fragment
        state.cached_message_hashes.extend(self._kept)
        state.context_info.url = self._page_url
        state.context_info.timezone = "UTC"
        state.context_info.color_scheme = "light"
        state.widget_states.SetInParent()
        if SEARCH in self._ids:
            state.widget_states.widgets.add(id=self._ids[SEARCH], string_value=self._values[SEARCH])
            kinds = state.widget_states.widgets.add(id=self._ids[KIND])
            kinds.string_array_value.data.extend(self._values[KIND])
            kinds.string_array_value.SetInParent()
        if drawn is not None:
            told = [{"event": "drawn", "value": drawn}]
            events = f"$$STREAMLIT_INTERNAL_KEY_{self._ids[LIST]}__events"
            state.widget_states.widgets.add(id=events, json_trigger_value=json.dumps(told))
        await self._socket.send(message.SerializeToString())

    async def _until(self, reached: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not reached():
                    self._take(await self._socket.recv(decode=False))
        except TimeoutError as error:
            raise CannotMeasureError(f"a page waited {PATIENCE_S:.0f} s for its list") from error

    async def _until_ended(self) -> None:
        """Until the server has nothing more to say; it may run several fragments in a row."""
        while True:
            try:
                async with asyncio.timeout(0.05):
                    self._take(await self._socket.recv(decode=False))
            except TimeoutError:
                return

    def _take(self, data: bytes) -> None:
        message = ForwardMsg.FromString(data)
        match message.WhichOneof("type"):
            case "navigation":
                self._page = message.navigation.page_script_hash
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "ref_hash":
                self._seen(self._kept[message.ref_hash])
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                told = self._element(message.delta.new_element, message.delta.fragment_id)
                if message.metadata.cacheable and message.hash:
                    self._kept[message.hash] = told
                    while len(self._kept) > KEPT:
                        del self._kept[next(iter(self._kept))]
                self._seen(told)

    def _element(self, element: Any, fragment: str) -> Any:
        """What is to be known of an element: the view of a list, ``CHARTS``, or nothing."""
        kind = element.WhichOneof("type")
        shown = getattr(element, kind)
        for name in (SEARCH, KIND, LIST):
            if getattr(shown, "id", "").endswith(f"-{name}"):
                self._ids[name], self._fragments[name] = shown.id, fragment
                return json.loads(shown.json)["view"] if name == LIST else None
        return CHARTS if getattr(shown, "id", "").endswith(f"-{STRIP}") else None

    def _seen(self, told: Any) -> None:
        if told is CHARTS:  # the strip above the charts; there may be none of these
            self._drawn = True
        elif told is not None:
            self._view = told
