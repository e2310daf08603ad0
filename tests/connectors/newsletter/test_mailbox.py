"""A mailbox followed over IMAP: real server, real TLS."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from connectors.contract import Batch, NeedsPerson, SourceSpec
from connectors.environment import Environment
from connectors.newsletter.connector import Mailbox
from connectors.newsletter.wire import Limits
from tests.connectors.newsletter.conftest import Pull
from tests.connectors.newsletter.letters import letter, private
from tests.imap_server import PASSWORD, USER, Mailserver


def titles(batches: Sequence[Batch]) -> list[str]:
    return [item.title for batch in batches for item in batch.items]


def issues(last: int, first: int) -> list[str]:
    """From the newest down to the oldest."""
    return [f"Issue {number}" for number in range(last, first - 1, -1)]


def test_each_issue_comes_once_and_stays_unread(served: Mailserver, pull: Pull) -> None:
    served.deliver(*map(letter, (1, 2, 3)), folder="Once")
    first = pull(served.url("Once"))
    assert titles(first) == issues(3, 1)
    again = pull(served.url("Once"), first[-1].checkpoint)
    assert [batch.items for batch in again] == [()]
    served.deliver(letter(4), folder="Once")
    third = pull(served.url("Once"), again[-1].checkpoint)
    assert titles(third) == ["Issue 4"]
    assert served.seen("Once") == 0


def test_letters_between_people_are_not_read(served: Mailserver, pull: Pull) -> None:
    served.deliver(letter(1), private(2), letter(3), folder="Mixed")
    assert titles(pull(served.url("Mixed"))) == ["Issue 3", "Issue 1"]


def test_only_the_list_or_sender_that_is_asked_for(served: Mailserver, pull: Pull) -> None:
    served.deliver(
        letter(1),
        letter(2, list_id="Evening <evening.news.example>"),
        letter(3, sender="Shop <deals@shop.example>", list_id="<shop.example>"),
        letter(4, sender="The Desk <desk@mail.news.example>", list_id=""),
        letter(5, sender="Fake <desk@fakenews.example>"),
        folder="Lists",
    )
    assert titles(pull(served.url("Lists", list="evening.news.example"))) == ["Issue 2"]
    assert titles(pull(served.url("Lists", from_="deals@shop.example"))) == ["Issue 3"]
    by_domain = pull(served.url("Lists", from_="news.example"))
    assert titles(by_domain) == ["Issue 4", "Issue 2", "Issue 1"]
    assert by_domain[-1].checkpoint["uid"] >= 4


def test_folders_have_any_name(served: Mailserver, pull: Pull) -> None:
    served.deliver(letter(1), folder='Nach "drüben" & more')
    assert titles(pull(served.url('Nach "drüben" & more'))) == ["Issue 1"]


def test_a_renumbered_folder_is_read_again_under_the_same_names(
    served: Mailserver, pull: Pull
) -> None:
    served.deliver(letter(1), letter(2), folder="Moved")
    before = pull(served.url("Moved"))
    served.renumber(letter(2), letter(1), letter(3), folder="Moved")
    after = pull(served.url("Moved"), before[-1].checkpoint)
    assert after[-1].checkpoint["uidvalidity"] != before[-1].checkpoint["uidvalidity"]
    known = {item.ref: item for batch in before for item in batch.items}
    found = {item.ref: item for batch in after for item in batch.items}
    assert len(found) == 3
    assert {ref: found[ref] for ref in known} == known


def test_what_is_deleted_disturbs_nothing(served: Mailserver, pull: Pull) -> None:
    served.deliver(*map(letter, (1, 2, 3)), folder="Deleted")
    first = pull(served.url("Deleted"))
    served.expunge(first[-1].checkpoint["uid"], folder="Deleted")
    assert titles(pull(served.url("Deleted"), first[-1].checkpoint)) == []
    served.deliver(letter(4), folder="Deleted")
    later = pull(served.url("Deleted"), first[-1].checkpoint)
    assert titles(later) == ["Issue 4"]
    assert [batch.gone for batch in (*first, *later)] == [()] * (len(first) + len(later))


def test_mail_that_arrives_and_goes_during_a_pull(
    served: Mailserver, environment: Environment, pull: Pull
) -> None:
    served.deliver(*map(letter, range(1, 61)), folder="Busy")
    running = Mailbox(SourceSpec("newsletter", served.url("Busy")), environment).pull({})
    first = next(running)
    served.expunge(first.checkpoint["uid"] - 40, folder="Busy")
    served.deliver(letter(61), folder="Busy")
    rest = list(running)
    seen = titles([first, *rest])
    assert seen == [title for title in issues(60, 1) if title in seen]
    assert len(seen) in {59, 60}, "the deleted one may have been read before it went"
    assert titles(pull(served.url("Busy"), rest[-1].checkpoint)) == ["Issue 61"]


def test_a_pull_that_stops_anywhere_goes_on_where_it_stopped(
    served: Mailserver, environment: Environment, pull: Pull
) -> None:
    served.deliver(*map(letter, range(1, 61)), folder="Stopped")
    running = Mailbox(SourceSpec("newsletter", served.url("Stopped")), environment).pull({})
    first = next(running)
    running.close()  # type: ignore[attr-defined]  # a generator, whatever the contract promises
    assert titles([first]) == issues(60, 36)
    served.deliver(letter(61), letter(62), folder="Stopped")
    second = Mailbox(SourceSpec("newsletter", served.url("Stopped")), environment).pull(
        first.checkpoint
    )
    batch = next(second)
    second.close()  # type: ignore[attr-defined]
    assert titles([batch]) == [*issues(62, 61), *issues(35, 13)], "what is new comes first"
    rest = pull(served.url("Stopped"), batch.checkpoint)
    assert titles(rest) == issues(12, 1)
    assert rest[-1].checkpoint.keys() == {"uidvalidity", "uid"}
    assert titles(pull(served.url("Stopped"), rest[-1].checkpoint)) == []


@pytest.mark.parametrize("kept", range(5))
def test_killed_after_any_batch_nothing_is_lost_or_read_twice(
    served: Mailserver, environment: Environment, pull: Pull, kept: int
) -> None:
    folder = f"Killed {kept}"
    served.deliver(*map(letter, range(1, 261)), folder=folder)
    connector = Mailbox(SourceSpec("newsletter", served.url(folder)), environment)
    running = connector.pull({})
    stored = [next(running) for _ in range(kept * 2 + 1)]
    running.close()  # type: ignore[attr-defined]
    served.deliver(*map(letter, range(261, 271)), folder=folder)
    stored += pull(served.url(folder), stored[-1].checkpoint)
    seen = titles(stored)
    assert sorted(seen) == sorted(issues(270, 1))


def test_a_checkpoint_of_before_goes_on_above_it(served: Mailserver, pull: Pull) -> None:
    served.deliver(*map(letter, (1, 2, 3, 4)), folder="Before")
    whole = pull(served.url("Before"))[-1].checkpoint
    before = {"uidvalidity": whole["uidvalidity"], "uid": whole["uid"] - 1}
    assert titles(pull(served.url("Before"), before)) == ["Issue 4"]


def test_a_thousand_messages_are_read_in_small_batches(
    served: Mailserver, environment: Environment
) -> None:
    served.deliver(*map(letter, range(1, 1001)), folder="Large")
    connector = Mailbox(SourceSpec("newsletter", served.url("Large")), environment)
    batches = list(connector.pull({}))
    assert titles(batches) == issues(1000, 1)
    assert max(len(batch.items) for batch in batches) == 25
    left = [sum(high - low for low, high in b.checkpoint.get("left", ())) for b in batches]
    assert left == sorted(left, reverse=True)


def test_a_huge_message_is_read_in_part_and_said_so(served: Mailserver, pull: Pull) -> None:
    attached = "<p>The story</p>" + "<!--" + "x" * 3_000_000 + "-->"
    served.deliver(letter(1, attached), letter(2), folder="Huge")
    batches = pull(served.url("Huge"), limits=Limits(message_bytes=2**20))
    assert titles(batches) == ["Issue 2", "Issue 1"]
    warnings = [warning for batch in batches for warning in batch.warnings]
    assert warnings == ["“Issue 1” has 3 MiB; only the first 1 MiB were read."]
    (huge,) = [item for batch in batches for item in batch.items if item.title == "Issue 1"]
    assert huge.body.startswith("The story")


def test_what_cannot_be_read_is_told_and_the_rest_goes_in(served: Mailserver, pull: Pull) -> None:
    nothing = letter(2, " ").replace(b"Subject: Issue 2\r\n", b"")
    served.deliver(letter(1), nothing, letter(3), folder="Bad")
    batches = pull(served.url("Bad"))
    assert titles(batches) == ["Issue 3", "Issue 1"]
    (warning,) = [warning for batch in batches for warning in batch.warnings]
    assert "(received 2026-03-12)" in warning


def test_an_empty_folder(served: Mailserver, pull: Pull) -> None:
    served.deliver(folder="Empty")
    (batch,) = pull(served.url("Empty"))
    assert (batch.items, batch.checkpoint["uid"]) == ((), 0)


def test_a_wrong_password_needs_a_person_and_is_not_repeated(
    served: Mailserver, pull: Pull
) -> None:
    with pytest.raises(NeedsPerson) as told:
        pull(served.url(), passwords={f"{USER}@127.0.0.1": "wrong horse"})
    said = told.value.sentence + told.value.advice
    assert f"refuses the login of {USER}" in said
    assert "horse" not in said


def test_a_password_may_hold_any_letters(served: Mailserver, pull: Pull) -> None:
    with pytest.raises(NeedsPerson, match="refuses the login"):
        pull(served.url(), passwords={f"{USER}@127.0.0.1": 'pass "wörd" \\ {5}'})


def test_no_password_says_where_it_belongs(served: Mailserver, pull: Pull) -> None:
    with pytest.raises(NeedsPerson, match="No password is set") as told:
        pull(served.url(), passwords={})
    assert "[rundown.imap]" in told.value.advice


def test_a_folder_that_is_not_there_names_those_that_are(served: Mailserver, pull: Pull) -> None:
    served.deliver(folder="There")
    with pytest.raises(NeedsPerson, match="no folder “Elsewhere”") as told:
        pull(served.url("Elsewhere"))
    assert "There" in told.value.advice


def test_an_access_token_is_given_as_one(served: Mailserver, pull: Pull) -> None:
    """The server knows no tokens, so it refuses; what is sent is seen in the tests of faults."""
    with pytest.raises(NeedsPerson, match="refuses the login") as told:
        pull(served.url(), passwords={}, token="ya29.secret")
    assert "ya29" not in told.value.sentence


def test_a_certificate_that_nobody_vouches_for_stops_it(served: Mailserver, pull: Pull) -> None:
    with pytest.raises(NeedsPerson, match=r"certificate of .* cannot be trusted"):
        pull(served.url(), ca_file="")


def test_a_certificate_for_another_host_stops_it(pull: Pull) -> None:
    with Mailserver(certified_for="imap.elsewhere.example") as server:
        with pytest.raises(NeedsPerson, match="cannot be trusted") as told:
            pull(server.url())
        assert "Nothing was sent" in told.value.sentence


def test_a_private_address_is_not_entered_unless_allowed(served: Mailserver, pull: Pull) -> None:
    with pytest.raises(NeedsPerson, match="not a public address") as told:
        pull(served.url(), allow_hosts=frozenset())
    assert PASSWORD not in told.value.sentence
