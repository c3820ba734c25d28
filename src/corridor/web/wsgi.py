"""What gunicorn serves: `gunicorn corridor.web.wsgi --preload`; what every page needs is read before visitors come."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corridor.web.settings")
application = get_wsgi_application()


def _read_ahead() -> None:
    """The law of every region and the search for occupations: with `--preload` the processes share them."""
    from corridor.occupations.search import Searcher
    from corridor.permits.book import all_books, documents

    all_books()
    documents()
    Searcher.open(meaning=False)


_read_ahead()
