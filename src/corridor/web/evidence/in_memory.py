"""Files that are read in memory and never written down: a request with one leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

LARGEST = 5 * 1024 * 1024
"""Of a file, in bytes."""
View = Callable[[HttpRequest], HttpResponse]


class InMemoryOnly(FileUploadHandler):
    """Keeps one file in memory; what is larger than `LARGEST` is read and thrown away, so that the page can say so."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.file = BytesIO()
        self.taken = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Only the first file of a request is taken."""
        super().new_file(*args, **kwargs)
        self.taken += 1
        if self.taken > 1:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a block; nothing is left for other handlers."""
        if start + len(raw_data) > LARGEST:
            self.file = BytesIO()
            self.request.upload_too_large = True  # type: ignore[union-attr]
            raise SkipFile
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The whole file."""
        self.file.seek(0)
        field, name, kind = self.field_name, self.file_name or "", self.content_type
        return InMemoryUploadedFile(self.file, field, name, kind, file_size, self.charset, self.content_type_extra)


def in_memory(view: View) -> View:
    """A view that takes a file without keeping it: not on disk, not in a cache, not in a report of an error."""
    protected = csrf_protect(view)

    @wraps(view)
    def receiving(request: HttpRequest) -> HttpResponse:
        request.upload_too_large = False  # type: ignore[attr-defined]
        if request.method == "POST":
            request.upload_handlers = [InMemoryOnly(request)]
        return protected(request)

    # exempt only until the handler is set; the token is checked by `protected`
    return csrf_exempt(never_cache(sensitive_post_parameters()(receiving)))


def given(request: HttpRequest) -> dict[str, Any]:
    """What a form with a file is made of: the data, the file, and whether one was too large."""
    data, files = request.POST, request.FILES  # reading them lets the file in: only then its size is known
    return {"data": data, "files": files, "too_large": getattr(request, "upload_too_large", False)}
