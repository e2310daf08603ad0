"""The command ``rundown``: wiring of commands, and how their errors reach a person.

Exit codes: 0 done; 1 something failed, and what failed is on standard error in a sentence;
2 wrong use.
"""

from __future__ import annotations

import logging
import sys
from importlib.metadata import version as installed_version
from typing import Annotated

import typer

from connectors.contract import ConnectorError
from dashboard.commands import demo as demo_command
from dashboard.commands import doctor, files, outlet, reading, serving
from dashboard.commands.common import CommandError, PartlyFailed, complain
from dashboard.config import SettingsError
from dashboard.publish.filters import FilterError
from dashboard.store import CursorError, DatabaseError, PairError, StoreError

app = typer.Typer(
    name="rundown",
    help="Everything a news outlet publishes, text and video, on one timeline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

FIRST, READ, MORE = "First", "Look", "More"
app.command(rich_help_panel=FIRST)(outlet.init)
app.command(rich_help_panel=FIRST)(outlet.sync)
app.command(rich_help_panel=FIRST)(serving.serve)
app.command(rich_help_panel=FIRST)(demo_command.demo)
app.command(rich_help_panel=READ)(reading.items)
app.command(rich_help_panel=READ)(reading.pairs)
app.command(rich_help_panel=READ)(reading.topics)
app.command(rich_help_panel=READ)(reading.engagement)
app.command(rich_help_panel=READ)(outlet.sources)
app.command(rich_help_panel=MORE)(outlet.add)
app.command(rich_help_panel=MORE)(reading.decide)
app.command("import", rich_help_panel=MORE)(files.import_)
app.command(rich_help_panel=MORE)(files.export)
app.command(rich_help_panel=MORE)(reading.understand)
app.command(rich_help_panel=MORE)(doctor.doctor)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rundown {installed_version('rundown-dashboard')}")
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
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:  # noqa: PLR0911  (one exit for each kind of failure)
    """Run with these arguments; the exit code."""
    try:
        return app(args=arguments, standalone_mode=False) or 0
    except typer.TyperException as error:
        complain(f"{error.format_message()} See rundown --help.")
        return 2
    except PartlyFailed:
        return 1
    except FilterError as error:
        complain(str(error))
        return 2
    except ConnectorError as error:
        complain(f"{error.sentence} {error.advice}".strip())
    except (CommandError, CursorError, PairError, SettingsError, StoreError) as error:
        complain(str(error))
    except DatabaseError as error:
        complain(f"The database refused: {error.orig}.")
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    return 1


if __name__ == "__main__":
    main()
