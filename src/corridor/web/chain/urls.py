"""The addresses of the app `chain`."""

from __future__ import annotations

from django.urls import path, register_converter

from corridor.web.chain.views import evidence, exchange, items, library, overview, reports


class Key:
    """The key of an item or a practice."""

    regex = r"[a-z0-9][a-z0-9_.-]{0,79}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class FileForm(Key):
    """In which form a dossier is handed out."""

    regex = "yaml|json|zip"


register_converter(Key, "chain_key")
register_converter(FileForm, "chain_form")
OF = "<uuid:programme>/"
ITEM = OF + "items/<slug:kind>/<chain_key:key>/"
app_name = "chain"
urlpatterns = [
    path("", library.index, name="index"),
    path("practices/", library.practices, name="practices"),
    path("practices/<chain_key:key>/", library.practice_page, name="practice"),
    path(OF, overview.overview, name="overview"),
    path(OF + "publish/", overview.publish, name="publish"),
    path(OF + "checks/", overview.checks, name="checks"),
    path(OF + "reread/", overview.reread, name="reread"),
    path(OF + "import/", exchange.bring, name="import"),
    path(OF + "dossier.<chain_form:form>", exchange.export, name="export"),
    path(OF + "versions/", exchange.versions, name="versions"),
    path(OF + "versions/compare/", exchange.compare, name="compare"),
    path(OF + "versions/<int:number>.json", exchange.version_file, name="version"),
    path(OF + "reports/", reports.reports, name="reports"),
    path(OF + "reports/file/", reports.report, name="report"),
    path(OF + "reports/on/", reports.report_on, name="report_on"),
    path(OF + "reports/template.docx", reports.shipped_template, name="shipped_template"),
    path(OF + "reports/templates/", reports.add_template, name="template_add"),
    path(OF + "reports/templates/<uuid:template>/delete/", reports.delete_template, name="template_delete"),
    path(OF + "add/<slug:kind>/", items.create, name="create"),
    path(OF + "items/evidence/<chain_key:key>/accept/", evidence.accept, name="accept"),
    path(OF + "items/evidence/<chain_key:key>/read/", evidence.read_one, name="read"),
    path(OF + "items/recommendations/<chain_key:key>/effect/", items.effect, name="effect"),
    path(OF + "items/recommendations/<chain_key:key>/sections/", items.sections, name="sections"),
    path(ITEM, items.item, name="item"),
    path(ITEM + "edit/", items.edit, name="edit"),
    path(ITEM + "delete/", items.delete, name="delete"),
    path(ITEM + "trace/", overview.trace, name="trace"),
]
