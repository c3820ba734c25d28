"""What changes talents and vacancies: uploads, imports, corrections, profiles, claims, erasure."""

from corridor.web.pool.domain.datasets import delete_dataset, keep_table, publish
from corridor.web.pool.domain.versions import Overtaken

__all__ = ["Overtaken", "delete_dataset", "keep_table", "publish"]
