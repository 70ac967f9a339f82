"""`python -m bench.throughput`: large data and many messages, beside what a script would do."""

from __future__ import annotations

import argparse

from bench.server import end_when_asked

ROWS, BYTES, MESSAGES, KILLS = 10_000_000, 1_000_000_000, 100_000, 20


def main() -> None:
    """Measure one thing, or all; `--share 0.01` is a hundredth of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", help="rows, files, messages; all by default")
    parser.add_argument("--share", type=float, default=1.0, help="of the rows, bytes and messages")
    parser.add_argument("--kills", type=int, default=KILLS)
    options = parser.parse_args()
    end_when_asked()
    wanted = options.what or ["rows", "files", "messages"]
    # What each needs is imported when it is wanted: not all is installed everywhere.
    if "rows" in wanted:
        from bench.throughput import rows

        print(rows.measure(int(ROWS * options.share)), flush=True)
    if "files" in wanted:
        from bench.throughput import files

        print(files.measure(int(BYTES * options.share)), flush=True)
    if "messages" in wanted:
        from bench.throughput import messages

        print(messages.measure(int(MESSAGES * options.share), options.kills), flush=True)


if __name__ == "__main__":
    main()
