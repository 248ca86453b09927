"""Web addresses within a text: their words are no prose ("…/aid-of-1-2-billion/")."""

import re

# Up to white space or a closing mark; a trailing full stop belongs to the sentence.
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'|]*[^\s<>()\[\]\"'|.,;:!?]")
_BLANK = "_"  # one character that no finder reads, so that offsets stay and words on either side do not meet


def without_addresses(text: str) -> str:
    """Return a text of the same length in which every web address is one run of a sign without meaning."""
    if "http" not in text and "www." not in text:
        return text
    return _ADDRESS.sub(lambda match: _BLANK * len(match.group()), text)
