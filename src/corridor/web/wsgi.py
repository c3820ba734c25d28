"""What gunicorn serves: `gunicorn corridor.web.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corridor.web.settings")
application = get_wsgi_application()
