"""`python -m corridor.cli`: the command."""

from corridor.cli import main

main()
