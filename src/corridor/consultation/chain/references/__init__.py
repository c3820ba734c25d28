"""Reading what evidence refers to, as it stands now (`seen`), and whether it is as it was (`freshness`, `stale`)."""

from corridor.consultation.chain.references.reading import Freshness, Stale, freshness, noted, seen, stale

__all__ = ["Freshness", "Stale", "freshness", "noted", "seen", "stale"]
