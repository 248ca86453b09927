"""Files, folders and standard input to sources, in a fixed order; what cannot be read becomes a problem."""

import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.sources.base import DEFAULT_LIMITS, Found, Limits

STANDARD_INPUT = "-"
_CHUNK_BYTES = 1 << 20


def collect(
    paths: Sequence[str], limits: Limits = DEFAULT_LIMITS, standard_input: BinaryIO | None = None
) -> Iterator[Found]:
    """Read what the paths name, in the order given; a folder with all below it, sorted by path.

    Inside a folder, entries whose name begins with a dot are passed over, and so is what is no regular file
    (pipes, sockets, devices). Links are followed; a folder that was already walked is not walked again, so that
    loops end. What is named outright is read whatever its name is; a named pipe too.

    Args:
        paths: Files, folders, or "-" for standard input.
        limits: What is refused.
        standard_input: Where "-" reads from; the process's own standard input when None.

    Yields:
        A source for each file read, a problem for each that was not.
    """
    for path in paths:
        if path == STANDARD_INPUT:
            yield _read_stream(standard_input if standard_input is not None else sys.stdin.buffer, path, limits)
        else:
            yield from _collect_path(Path(path), limits)


def _collect_path(path: Path, limits: Limits) -> Iterator[Found]:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as fault:
        yield _unreadable(path, fault)
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path, limits)
    elif stat.S_ISREG(mode) or stat.S_ISFIFO(mode):
        yield _read_file(path, limits)
    else:
        yield Problem(
            ProblemCode.UNREADABLE_PATH,
            Severity.ERROR,
            printable(str(path)),
            "This is a device or a socket, not a file.",
            remedy="Name a file or a folder, or pipe the text in with '-'.",
        )


def _walk(top: Path, limits: Limits) -> Iterator[Found]:
    """Walk a folder without recursion, so that no depth of folders can exhaust the stack."""
    walked: set[tuple[int, int]] = set()
    waiting = [top]
    while waiting:
        path = waiting.pop()
        try:
            status = path.stat()
        except OSError as fault:
            yield _unreadable(path, fault)
            continue
        if stat.S_ISREG(status.st_mode):
            yield _read_file(path, limits)
        if not stat.S_ISDIR(status.st_mode) or (status.st_dev, status.st_ino) in walked:
            continue
        walked.add((status.st_dev, status.st_ino))
        try:
            entries = [entry for entry in path.iterdir() if not entry.name.startswith(".")]
        except OSError as fault:
            yield _unreadable(path, fault)
            continue
        waiting.extend(sorted(entries, key=lambda entry: entry.name, reverse=True))


def _read_file(path: Path, limits: Limits) -> Found:
    try:
        with path.open("rb") as stream:
            size = path.stat().st_size
            if size > limits.largest_bytes:
                return _too_large(str(path), limits, size)
            return _read_stream(stream, str(path), limits)
    except OSError as fault:
        return _unreadable(path, fault)


def _read_stream(stream: BinaryIO, name: str, limits: Limits) -> Found:
    data = bytearray()
    try:
        while chunk := stream.read(_CHUNK_BYTES):
            data += chunk
            if len(data) > limits.largest_bytes:
                return _too_large(name, limits)
    except OSError as fault:
        return _unreadable(Path(name), fault)
    if not data:
        return Problem(
            ProblemCode.EMPTY_FILE,
            Severity.ERROR,
            printable(name),
            "There is nothing in it: 0 bytes.",
            remedy="Check that the download or the copy was completed, and add the file again.",
        )
    return Source(printable(name), bytes(data))


def _too_large(name: str, limits: Limits, size: int = 0) -> Problem:
    told = f"It holds {size:,} bytes" if size else "It holds more than we take"
    return Problem(
        ProblemCode.FILE_TOO_LARGE,
        Severity.ERROR,
        printable(name),
        f"{told}; the limit is {limits.largest_bytes:,} bytes a file.",
        remedy="Split it into its single documents, or raise the limit.",
    )


def _unreadable(path: Path, fault: OSError | ValueError) -> Problem:
    match fault:
        case FileNotFoundError() | NotADirectoryError():
            linked = path.is_symlink()
            message = "The link points to nothing." if linked else "There is no such file or folder."
            remedy = "Mend or remove the link." if linked else "Check the spelling and the folder you are in."
        case PermissionError():
            message = "You have no right to read it."
            remedy = "Ask its owner for the right to read it (a folder needs r and x), or add a copy you own."
        case _:
            reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
            message = f"It cannot be read: {reason}."
            remedy = "Check the name; if the disk or the network share is at fault, copy the file to a local disk."
    return Problem(ProblemCode.UNREADABLE_PATH, Severity.ERROR, printable(str(path)), message, remedy=remedy)


def printable(path: str) -> str:
    r"""Write a path so that it can be stored and shown: bytes that are no UTF-8 stand as \xNN, controls too."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)
