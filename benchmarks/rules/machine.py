"""What the benchmark ran on."""

import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path

PACKAGES = ("corridor", "polars", "narwhals", "numpy", "numba", "pydantic", "pyyaml", "typer")


def describe():
    """Processor, cores, memory, system, load."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else None
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": None if memory is None else round(memory, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "load": None if load is None else round(load, 2),
    }


def _processor():
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def version(package):
    """A package's version; None where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def versions(openfisca=None):
    """Versions of Python and of what was measured; `openfisca` is that one's interpreter."""
    found = {"python": platform.python_version(), **{p: version(p) for p in PACKAGES}}
    if openfisca:
        code = "from importlib.metadata import version; print(version('openfisca-core'))"
        found["openfisca-core"] = subprocess.run([openfisca, "-c", code], capture_output=True, text=True).stdout.strip()
    return {name: v for name, v in found.items() if v}


def as_text(found):
    """Two lines for people."""
    m = found["machine"]
    line = f"{m['processor']}, {m['cores']} cores, {m['memory_gb']} GB, {m['system']}, load {m['load']}"
    return line + "\n" + ", ".join(f"{name} {v}" for name, v in found["versions"].items())
