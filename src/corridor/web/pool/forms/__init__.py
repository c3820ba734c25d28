"""Forms of `pool`: uploads and mappings, corrections, talents' own profiles."""

from corridor.web.pool.forms.corrections import CellsForm, CorrectedFileForm, DiscardForm, FaultFilter
from corridor.web.pool.forms.profile import ProfileForm
from corridor.web.pool.forms.uploads import ClaimForm, CvForm, MappingForm, UploadForm

__all__ = [
    "CellsForm",
    "ClaimForm",
    "CorrectedFileForm",
    "CvForm",
    "DiscardForm",
    "FaultFilter",
    "MappingForm",
    "ProfileForm",
    "UploadForm",
]
