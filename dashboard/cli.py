"""The command ``rundown``: wiring of commands, and how their errors reach a person.

Exit codes: 0 done; 1 something failed, and what failed is on standard error in a sentence;
2 wrong use.
"""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator, Mapping
from pkgutil import resolve_name
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup

FIRST, READ, MORE = "First", "Look", "More"


class Place(NamedTuple):
    """Where a command is: its panel in the help, and ``module:function``."""

    panel: str
    function: str


COMMANDS = {
    "init": Place(FIRST, "outlet:init"),
    "sync": Place(FIRST, "outlet:sync"),
    "serve": Place(FIRST, "serving:serve"),
    "demo": Place(FIRST, "demo:demo"),
    "items": Place(READ, "reading:items"),
    "pairs": Place(READ, "reading:pairs"),
    "topics": Place(READ, "reading:topics"),
    "engagement": Place(READ, "reading:engagement"),
    "sources": Place(READ, "outlet:sources"),
    "add": Place(MORE, "outlet:add"),
    "decide": Place(MORE, "reading:decide"),
    "merge": Place(MORE, "merging:merge"),
    "split": Place(MORE, "merging:split"),
    "undo": Place(MORE, "merging:undo"),
    "import": Place(MORE, "files:import_"),
    "export": Place(MORE, "files:export"),
    "migrate-to": Place(MORE, "moving:migrate_to"),
    "understand": Place(MORE, "reading:understand"),
    "youtube-login": Place(MORE, "signing_in:youtube_login"),
    "youtube-logout": Place(MORE, "signing_in:youtube_logout"),
    "doctor": Place(MORE, "doctor:doctor"),
}


class OnDemand(Mapping[str, Any]):
    """The commands by name; a command's room is imported when the command is wanted.

    What one command needs (numbers, YouTube's client, the demo) would else be the start-up of all.
    """

    def __getitem__(self, name: str) -> Any:
        place = COMMANDS[name]
        alone = typer.Typer(add_completion=False)
        function = resolve_name(f"dashboard.commands.{place.function}")
        alone.command(name, rich_help_panel=place.panel)(function)
        return typer.main.get_command(alone)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class Commands(TyperGroup):
    """``rundown`` with its commands on demand."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"commands": OnDemand()})


app = typer.Typer(
    name="rundown",
    cls=Commands,
    help="Everything a news outlet publishes, text and video, on one timeline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # imported late: no other option needs it

        typer.echo(f"rundown {version('rundown-dashboard')}")
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Everything a news outlet publishes, text and video, on one timeline."""


def main() -> None:
    """Run the command line; never a traceback for bad input."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("stamina").setLevel(logging.ERROR)  # a second try is no news
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that cannot show every headline
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run with these arguments; the exit code."""
    try:
        return app(args=arguments, standalone_mode=False) or 0
    except typer.TyperException as error:
        if said := error.format_message():  # nothing is said beside the help itself
            typer.echo(f"rundown: {said} See rundown --help.", err=True)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001  (what it does not know, exit_code raises again)
        from dashboard.commands.failures import exit_code  # imported late: it knows every room

        return exit_code(error)


if __name__ == "__main__":
    main()
