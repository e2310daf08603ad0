"""A producer at the pairing desk, by keyboard, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from connectors.items import Image
from dashboard.pairing import bring_up_to_date
from dashboard.store import Store, open_store
from tests.browser.conftest import serving
from tests.pairing.making import article, id_of, put, video
from tests.views.outlet import NOW as TODAY

pytestmark = pytest.mark.browser
WAIT = 30_000


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    store = open_store(str(path), clock=lambda: TODAY)
    picture = Image("http://127.0.0.1:9/none.svg", 640, 360)
    put(
        store,
        video("damfilm1111", "Ten thousand leave as Kursk dam holds", hours=-2, image=picture),
        video("cupfilm1111", "Rovers win the harbour cup: all the goals", hours=-30),
        video("pianofilm11", "The locked piano of Saltgate station", hours=-49),
        article("dam", "Reservoir dam near Kursk holds after ten thousand leave", hours=-1,
                body="The dam held.\n\nTen thousand people left their homes near Kursk."),
        article("cup", "Rovers win the harbour cup after extra time", hours=-29),
        article("piano", "Public piano at Saltgate station locked after complaints", hours=-50),
        article("bread", "Bread prices fall for the first time in two years", hours=-8),
    )  # fmt: skip
    bring_up_to_date(store)
    store.close()
    return path


@contextmanager
def read(db: Path) -> Iterator[Store]:
    store = open_store(str(db), clock=lambda: TODAY)
    yield store
    store.close()


def state_of(db: Path, name: str, film: str) -> str:
    with read(db) as store:
        found = store.pairs.list(article=id_of(store, name), video=id_of(store, film))
        return found[0].state if found else ""


def test_accept_by_keyboard_undo_and_reject(db: Path, page: Page, faults: list[str]) -> None:
    with serving(db) as url:
        page.goto(f"{url}/pairing")
        case = page.locator(".rd-d-case h2")
        expect(case).to_have_text("Ten thousand leave as Kursk dam holds", timeout=WAIT)
        with read(db) as store:
            wanted = id_of(store, "dam")
        first = page.locator("[role=article][data-item-id]").first
        expect(first).to_have_attribute("data-item-id", wanted)
        expect(first).to_contain_text("60 min later")
        expect(first).to_contain_text("Kursk")
        expect(first).to_contain_text("Ten thousand people left their homes near Kursk.")
        page.keyboard.press("a")
        expect(case).to_have_text("Rovers win the harbour cup: all the goals", timeout=WAIT)
        expect(page.get_by_role("button", name="Videos to pair 2")).to_be_visible(timeout=WAIT)
        assert state_of(db, "dam", "damfilm1111") == "accepted"
        page.keyboard.press("u")
        expect(case).to_have_text("Ten thousand leave as Kursk dam holds", timeout=WAIT)
        assert state_of(db, "dam", "damfilm1111") == "proposed"
        expect(page.locator(".rd-d-place")).to_have_text("1 of 3")
        page.keyboard.press("n")
        expect(case).to_have_text("Rovers win the harbour cup: all the goals", timeout=WAIT)
        page.keyboard.press("r")
        expect(page.get_by_role("button", name="Decided 1")).to_be_visible(timeout=WAIT)
        page.reload()
        expect(page.get_by_role("button", name="Decided 1")).to_be_visible(timeout=WAIT)
        assert state_of(db, "cup", "cupfilm1111") == "rejected"
    assert faults == []


def test_an_accepted_film_is_shown_with_its_article(db: Path, page: Page) -> None:
    with serving(db) as url:
        page.goto(f"{url}/pairing?queue=articles")
        expect(page.locator(".rd-d-case h2")).to_contain_text("Reservoir dam", timeout=WAIT)
        page.get_by_role("button", name="Accept").first.click()
        expect(page.get_by_role("button", name="Decided 1")).to_be_visible(timeout=WAIT)
        page.goto(url)
        expect(page.locator(".rd-partner").first).to_contain_text(
            "Ten thousand leave", timeout=WAIT
        )


def test_the_player_loads_nothing_until_it_is_pressed(db: Path, page: Page) -> None:
    with serving(db, RUNDOWN_YOUTUBE_EMBED_ENDPOINT="http://127.0.0.1:9/embed/") as url:
        page.goto(f"{url}/pairing")
        facade = page.get_by_role("button", name="Play: Ten thousand leave")
        expect(facade).to_be_visible(timeout=WAIT)
        expect(page.locator("iframe")).to_have_count(0)
        facade.click()
        expect(page.locator(".rd-player iframe")).to_have_attribute(
            "src", "http://127.0.0.1:9/embed/damfilm1111?autoplay=1&rel=0"
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_and_accessible(db: Path, page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    with serving(db) as url:
        page.goto(f"{url}/pairing")
        expect(page.locator(".rd-d-candidate").first).to_be_visible(timeout=WAIT)
        found = Axe().run(page, context=".rd-desk")
        assert found.violations_count == 0, found.generate_report()
        page.set_viewport_size({"width": 390, "height": 844})
        page.reload()
        expect(page.locator(".rd-d-candidate").first).to_be_visible(timeout=WAIT)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
