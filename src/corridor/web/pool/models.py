"""Tables of talents and vacancies that people brought in, what could not be read of them, and talents' own profiles.

The rows themselves lie in Parquet snapshots, one a version; the database says which version counts.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from corridor.web.organisations.models import Region


class Kind(models.TextChoices):
    """What a table holds."""

    TALENTS = "talents", _("Talents")
    VACANCIES = "vacancies", _("Vacancies")


class State(models.TextChoices):
    """Where a dataset stands."""

    DRAFT = "draft", pgettext_lazy("dataset", "Draft")
    IMPORTING = "importing", pgettext_lazy("dataset", "Being imported")
    READY = "ready", pgettext_lazy("dataset", "Ready")
    FAILED = "failed", pgettext_lazy("dataset", "Not imported")


SIGNS = {State.DRAFT: "waiting", State.IMPORTING: "running", State.READY: "done", State.FAILED: "failed"}


class Origin(models.TextChoices):
    """Where the rows come from."""

    UPLOAD = "upload", _("An uploaded file")
    PROFILES = "profiles", _("Profiles that talents wrote themselves")
    TABLE = "table", _("A table made by Corridor")


class Basis(models.TextChoices):
    """On what ground of the General Data Protection Regulation (article 6) personal data are processed."""

    PUBLIC_TASK = "public_task", _("Public task")
    CONSENT = "consent", _("Consent of the people")
    LEGAL_OBLIGATION = "legal_obligation", _("Legal obligation")
    CONTRACT = "contract", _("Contract with the people")
    LEGITIMATE_INTEREST = "legitimate_interest", _("Legitimate interest")
    NO_PERSONAL_DATA = "no_personal_data", _("The file holds no personal data")


class Purpose(models.TextChoices):
    """What a table was brought in for."""

    PLANNING = "planning", _("Planning: figures of a region")
    PLACEMENT = "placement", _("Placement: proposing people for vacancies")
    BOTH = "both", _("Planning and placement")


class Dataset(models.Model):
    """A table of talents or vacancies of one organisation; of no organisation where it is public (the demo)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="datasets"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.UPLOAD)
    source_name = models.CharField(max_length=200, blank=True)
    """The name that the user's file had: shown, never used as a path."""
    source = models.CharField(max_length=120, blank=True)
    """Where the uploaded file lies, below the folder of private files; empty once it was deleted."""
    source_size = models.PositiveBigIntegerField(default=0)
    source_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    preview = models.JSONField(null=True, blank=True)
    """`columns`, `rows` (the first ones, as texts), `how`, `notes`; empty once the file was imported."""
    columns = models.JSONField(default=list)
    """The names of the columns in the file, in its order."""
    mapping = models.JSONField(default=dict)
    """The meaning of each column of the file; null leaves it out."""
    basis = models.CharField(max_length=20, choices=Basis.choices, blank=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices, blank=True)
    retention_until = models.DateField(null=True, blank=True)
    rows_in = models.PositiveIntegerField(default=0)
    """Rows that ever came in: always the sum of `rows`, `quarantined`, `discarded`, `empty` and `erased`."""
    rows = models.PositiveIntegerField(default=0)
    """Good rows: those of the current version."""
    quarantined = models.PositiveIntegerField(default=0)
    discarded = models.PositiveIntegerField(default=0)
    empty = models.PositiveIntegerField(default=0)
    erased = models.PositiveIntegerField(default=0)
    repaired = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    """Repairs by column and kind: `field`, `note` by language, `rows`, an example."""
    how = models.JSONField(default=dict)
    last_correction = models.JSONField(null=True, blank=True)
    """What came of the last corrected file: `good`, `still`, `overtaken`, `unknown`, each with numbers of rows."""
    licence = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)
    """The number of the current version; 0 before the first."""
    sha256 = models.CharField(max_length=64, blank=True)
    """Of the current version's snapshot."""
    synthetic = models.BooleanField(default=False)
    fault = models.JSONField(null=True, blank=True)
    """Why it was not imported: `place`, and `message` and `remedy` in three languages."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="datasets_made"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """What it is called: of profiles and of the demonstration in the reader's language."""
        if self.origin == Origin.PROFILES:
            return str(Origin.PROFILES.label)
        if self.organisation_id is None:
            return gettext("Demonstration: %(kind)s") % {"kind": self.get_kind_display()}
        return self.name

    @property
    def sign(self) -> str:
        """Which sign stands for its state: `design.state`."""
        return {State.DRAFT: "waiting", State.IMPORTING: "running", State.READY: "done"}.get(
            State(self.state), "failed"
        )

    @property
    def is_ready(self) -> bool:
        """Whether it has rows that can be used."""
        return self.state == State.READY and self.version > 0


WHYS = {
    "import": _("Import of the file"),
    "correction": _("Corrected rows"),
    "profiles": _("Profiles taken in"),
    "table": _("Table made by Corridor"),
    "withdrawal": _("A consent was withdrawn"),
    "erasure": _("A person was erased"),
}


class DatasetVersion(models.Model):
    """One state of a dataset's rows. Files of old versions go; what is said about them stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.CharField(max_length=120, blank=True)
    """The snapshot's name in the dataset's folder; empty once it was deleted."""
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveIntegerField()
    known = models.JSONField(default=dict)
    """Of each column, in how many rows it is known."""
    why = models.CharField(max_length=20)
    """A key of `WHYS`."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="dataset_versions_made"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-number", "id")
        constraints = (models.UniqueConstraint("dataset", "number", name="one_dataset_version_per_number"),)

    def __str__(self) -> str:
        return f"{self.dataset} · {self.number}"

    @property
    def reason(self) -> str:
        """Why it was made, in words."""
        return str(WHYS.get(self.why, self.why))


class RowState(models.TextChoices):
    """Where a row that could not be read stands."""

    OPEN = "open", pgettext_lazy("row", "To be corrected")
    CORRECTED = "corrected", pgettext_lazy("row", "Corrected")
    DISCARDED = "discarded", pgettext_lazy("row", "Discarded")


class QuarantinedRow(models.Model):
    """A row that could not be read: its cells as they came, or as they were corrected so far."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="quarantine")
    row = models.PositiveIntegerField()
    """Its number in the file, from 1, without the header."""
    record_id = models.CharField(max_length=200, blank=True)
    cells = models.JSONField(default=dict)
    """Texts by the name of the column in the file; `+column` where the file has no such column."""
    state = models.CharField(max_length=10, choices=RowState.choices, default=RowState.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    """Why it was discarded."""
    version = models.PositiveIntegerField(default=1)
    """Goes up with every change: whoever corrects an older one is told."""
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="rows_corrected"
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("row", "id")
        constraints = (models.UniqueConstraint("dataset", "row", name="one_quarantined_row_per_number"),)
        indexes = (
            models.Index(fields=("dataset", "state", "row"), name="quarantine_open"),
            models.Index(fields=("dataset", "record_id"), name="quarantine_record"),
        )

    def __str__(self) -> str:
        return f"{self.dataset} · {self.row}"


class Fault(models.Model):
    """One thing that is wrong with a quarantined row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    row = models.ForeignKey(QuarantinedRow, on_delete=models.CASCADE, related_name="faults")
    field = models.CharField(max_length=80)
    value = models.TextField(blank=True)
    key = models.CharField(max_length=40, blank=True)
    """The message as the library calls it; empty where that is not known."""
    reason = models.TextField()
    remedy = models.TextField(blank=True)
    language = models.CharField(max_length=2)
    """In which `reason` and `remedy` are written."""

    class Meta:
        ordering = ("field", "id")
        indexes = (models.Index(fields=("field", "key"), name="fault_kind"),)

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


class TalentProfile(models.Model):
    """What a talent says about themselves, in the columns of the pool; what is not there is not known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="talent_profile")
    facts = models.JSONField(default=dict)
    region = models.CharField(_("region"), max_length=20, choices=Region.choices, blank=True)
    """The region whose services may take the profile in, where the talent agreed."""
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-changed_at", "id")

    def __str__(self) -> str:
        return str(self.user)


class Claim(models.Model):
    """A talent's account belongs to a row of a dataset: `record_id` is the row's id there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="claims")
    record_id = models.CharField(max_length=200)
    from_profile = models.BooleanField(default=False)
    """The row was taken from the talent's own profile."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (models.UniqueConstraint("dataset", "record_id", name="one_claim_per_record"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.record_id}"


class ClaimInvitation(models.Model):
    """An invitation to the person of a row; whoever holds the secret and the address may accept it once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="claim_invitations")
    record_id = models.CharField(max_length=200)
    email = models.EmailField(_("e-mail address"))
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="claims_invited"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "id")

    def __str__(self) -> str:
        return f"{self.email} · {self.record_id}"
