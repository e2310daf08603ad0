"""The demo outlet as a process: ``python -m dashboard.demo PORT OPENING`` (RFC 3339)."""

import sys
from datetime import datetime

from dashboard.demo.server import serve

if __name__ == "__main__":
    serve(port=int(sys.argv[1]), opening=datetime.fromisoformat(sys.argv[2]))
