"""The demo outlet as a process: ``python -m dashboard.demo PORT OPENING`` (RFC 3339)."""

import os
import sys
from datetime import datetime

from dashboard.config import load_settings
from dashboard.demo.server import serve
from dashboard.processes import when_parent_ends

if __name__ == "__main__":
    when_parent_ends(lambda: os._exit(0))
    clock = load_settings().clock
    serve(port=int(sys.argv[1]), clock=clock, opening=datetime.fromisoformat(sys.argv[2]))
