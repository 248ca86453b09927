"""All proposers by name."""

from collections.abc import Callable, Mapping

from pledgebook.assist.base import AssistSettings, Proposer
from pledgebook.assist.chat import ChatProposer

PROPOSERS: Mapping[str, Callable[[AssistSettings], Proposer]] = {"chat": ChatProposer}
