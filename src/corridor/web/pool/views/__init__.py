"""Pages of `pool`: uploads, quarantine, datasets, talents' own profiles."""
