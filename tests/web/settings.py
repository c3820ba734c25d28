"""The application's settings for tests: its own folder for each process, work done at once."""

import os
import tempfile

os.environ.setdefault("CORRIDOR_DATA", tempfile.mkdtemp(prefix="corridor-web-"))
from corridor.web.settings import *  # noqa: F403

FILES = MEDIA_ROOT = tempfile.mkdtemp(prefix="corridor-files-")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
