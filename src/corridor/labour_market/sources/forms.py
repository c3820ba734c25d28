"""Which source reads which form."""

from __future__ import annotations

from collections.abc import Mapping

from corridor.labour_market.sources.agency_file import AgencyFile
from corridor.labour_market.sources.bestat import BeStat
from corridor.labour_market.sources.catalogue import Form
from corridor.labour_market.sources.json_stat import JsonStat
from corridor.labour_market.sources.opendatasoft import Opendatasoft
from corridor.labour_market.sources.sdmx_csv import SdmxCsv
from corridor.labour_market.sources.source import Source

SOURCES: Mapping[Form, Source] = {
    "sdmx_csv": SdmxCsv(),
    "json_stat": JsonStat(),
    "bestat": BeStat(),
    "opendatasoft": Opendatasoft(),
    "agency_file": AgencyFile(),
}
