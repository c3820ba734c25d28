"""Django's commands with Corridor's settings, as `python -m corridor.web`."""

from corridor.web.__main__ import main

if __name__ == "__main__":
    main()
