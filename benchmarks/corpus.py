"""Documents of a tar archive, never unpacked; the standard library alone, so that the peer can use it too."""

import random
import tarfile
from pathlib import Path

ENDINGS = (".md", ".txt")


def documents(archive: Path, sample: int, seed: int) -> list[str]:
    """Return the texts of an archive in its order.

    Args:
        archive: A tar file, compressed or not.
        sample: How many to draw; 0 for all.
        seed: Seed of the draw: the same seed draws the same documents.
    """
    texts: list[str] = []
    with tarfile.open(archive) as opened:
        for member in opened:
            content = opened.extractfile(member) if member.isfile() and member.name.endswith(ENDINGS) else None
            if content is not None:
                texts.append(content.read().decode("utf-8", errors="replace"))
    if not 0 < sample < len(texts):
        return texts
    drawn = sorted(random.Random(seed).sample(range(len(texts)), sample))  # noqa: S311  a draw, no secret
    return [texts[place] for place in drawn]
