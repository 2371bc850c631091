"""`python -m loket.embedded.manage <command>`: manage.py on the demo's data, whether the demo runs or not."""

import os
import sys

from django.core.management import execute_from_command_line

from loket.embedded import servers
from loket.embedded.errors import CannotStart


def main() -> None:
    """Run one management command between starting and stopping the servers."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loket.settings.demo")
    try:
        with servers.running(servers.data_folder()):
            execute_from_command_line(["manage.py", *sys.argv[1:]])
    except CannotStart as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
