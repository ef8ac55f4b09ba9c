"""The command line: `python -m bot COMMAND`. Exit 0, or 2 with one sentence on stderr."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from bot.commands import complaints, digest, entry, evidence, forms, people, printing, serving
from bot.commands.opening import Refusal, is_database_failing
from bot.settings import BadSetting


def main(arguments: Sequence[str] | None = None) -> int:
    os.umask(0o077)  # what it writes (database, media, exports) is for this account alone
    wanted = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = wanted.command
    try:
        command(wanted)
    except (Refusal, BadSetting) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        pass
    except Exception as error:
        if not is_database_failing(error):
            raise
        print("The database is full, locked or gone; try again when it is not.", file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="baqylau", description="Reports from observers, alerts to coordinators.")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    for subject in (serving, people, forms, entry, printing, complaints, digest, evidence):
        subject.add(commands)
    return whole


if __name__ == "__main__":
    sys.exit(main())
