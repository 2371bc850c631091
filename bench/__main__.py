"""`python -m bench [pages] [start] [kbo] [bulk] [maatwerk] [--rounds N] [--seconds S] [--enterprises N]`."""

import argparse
import sys

from bench import bulk, kbo, maatwerk, pages, start
from loket.embedded.errors import CannotStart


def main() -> None:
    """Run what was named, or all; exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Benchmarks; they print ratios.")
    parser.add_argument("what", nargs="*", metavar="pages|start|kbo|bulk|maatwerk", help="without a name: all")
    parser.add_argument("--rounds", type=int, default=7, help="how often each page gets its turn")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long a turn is")
    parser.add_argument("--enterprises", type=int, default=2_000_000, help="the size of the KBO register")
    parser.add_argument("--rows", type=int, default=100_000, help="the rows of a large file")
    options = parser.parse_args()
    benchmarks = {
        "pages": lambda: pages.run(options.rounds, options.seconds),
        "start": start.run,
        "bulk": lambda: bulk.run(options.rows),
        "kbo": lambda: kbo.run(options.enterprises),
        "maatwerk": lambda: maatwerk.run(options.rounds, options.seconds),
    }
    if unknown := set(options.what) - set(benchmarks):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    try:
        met = [benchmarks[name]() for name in options.what or benchmarks]
    except (CannotStart, start.NotReady) as error:
        sys.exit(str(error))
    sys.exit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
