"""Answers by the digest of what was asked: the same text asked of the same model costs nothing twice."""

import contextlib
import os
import tempfile
from pathlib import Path

_ENDING = ".json"


class AnswerCache:
    """Keeps the bytes of usable answers, in memory and, where a folder is given, on disk.

    A file is written whole or not at all; one that cannot be read or written costs a call, never a run.
    """

    __slots__ = ("_folder", "_held")

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._held: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return the answer kept under a digest; None when there is none."""
        if key in self._held:
            return self._held[key]
        if self._folder is None:
            return None
        try:
            found = (self._folder / f"{key}{_ENDING}").read_bytes()
        except OSError:
            return None
        self._held[key] = found
        return found

    def put(self, key: str, body: bytes) -> None:
        """Keep an answer."""
        self._held[key] = body
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            Path(name).replace(self._folder / f"{key}{_ENDING}")
