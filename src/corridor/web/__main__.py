"""`python -m corridor.web COMMAND`: Django's own commands with Corridor's settings."""

import os
import sys


def main() -> None:
    """Run a management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corridor.web.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["python -m corridor.web", *sys.argv[1:]])


if __name__ == "__main__":
    main()
