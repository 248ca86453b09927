"""The bundled samples as sources."""

from collections.abc import Iterator
from importlib import resources

from pledgebook.model.evidence import Source


def sample_sources() -> Iterator[Source]:
    """Read the sample documents of the package, ordered by name."""
    folder = resources.files("pledgebook") / "samples"
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".md"):
            yield Source(name=entry.name, data=entry.read_bytes())
