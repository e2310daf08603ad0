"""How the errors of all rooms end a command: a sentence on standard error, and an exit code."""

from __future__ import annotations

from connectors.contract import ConnectorError
from dashboard.commands.common import CommandError, PartlyFailed, complain, told
from dashboard.config import SettingsError
from dashboard.publish.filters import FilterError
from dashboard.store import CursorError, DatabaseError, MergeError, PairError, StoreError


def exit_code(error: Exception) -> int:
    """Say what failed; 2 where the command was used wrongly, else 1.

    Raises:
        Exception: ``error`` itself, when it is none that a person could do something about.
    """
    match error:
        case PartlyFailed():
            return 1
        case FilterError():
            complain(str(error))
            return 2
        case ConnectorError():
            complain(told(error))
        case CommandError() | CursorError() | SettingsError() | StoreError():
            complain(str(error))
        case MergeError() | PairError():
            complain(str(error))
        case DatabaseError():
            complain(f"The database refused: {error.orig}.")
        case _:
            raise error
    return 1
