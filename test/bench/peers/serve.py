"""Does work whenever a line comes in, and prints what it took."""

import json
import sys


def serve(work):
    """work() -> {figure: seconds}. The first run warms up."""
    print(json.dumps(work()), flush=True)
    for _ in sys.stdin:
        print(json.dumps(work()), flush=True)
