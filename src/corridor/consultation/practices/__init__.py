"""The library of good practices: dated, sourced records. `library()` reads them."""

from corridor.consultation.practices.practice import Practice, PracticeSource, library, practice

__all__ = ["Practice", "PracticeSource", "library", "practice"]
