"""The page docs/commands.md, made from the commands themselves so that it cannot go stale."""

import inspect
from collections.abc import Iterator

import click

from pledgebook.errors import PledgebookError
from pledgebook.workflow.settings import SETTINGS

_HEAD = """# Commands

Made from the program by `make docs`; a test holds it fresh. Every command takes `--help`. Tables go to standard output,
problems and faults to standard error; with `--json` standard output is JSON and nothing else.
"""


def render_command_page(group: click.Group) -> str:
    """Write the page: a section per command, then settings and exit codes."""
    context = click.Context(group, info_name="pledgebook")
    parts = [_HEAD]
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            parts.append(_render_command(name, command, context))
    parts.append(_render_settings())
    parts.append(_render_exit_codes())
    return "\n".join(parts)


def _render_command(name: str, command: click.Command, parent: click.Context) -> str:
    context = click.Context(command, info_name=name, parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"## {name}", "", "```", f"pledgebook {name} {usage}".rstrip(), "```", ""]
    lines += [_unwrap(inspect.cleandoc(command.help or "")), ""]
    if isinstance(command, click.Group):
        for sub_name in command.list_commands(context):
            sub = command.get_command(context, sub_name)
            if sub is not None:
                lines.append(_render_command(f"{name} {sub_name}", sub, parent).replace("## ", "### ", 1))
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    if options:
        lines += ["| option | meaning |", "|---|---|"]
        lines += [_render_option(option, context) for option in options]
        lines.append("")
    return "\n".join(lines)


def _unwrap(text: str) -> str:
    """Turn click's verbatim paragraphs (marked by a lone backspace) into code blocks."""
    return "\n\n".join(_unwrap_paragraphs(text))


def _unwrap_paragraphs(text: str) -> Iterator[str]:
    for paragraph in text.split("\n\n"):
        lines = paragraph.splitlines()
        if lines and lines[0].strip() == "\b":
            head, body = lines[1], lines[2:]
            yield f"{head.strip()}\n```\n" + "\n".join(line.strip() for line in body) + "\n```"
        else:
            yield paragraph


def _render_option(option: click.Option, context: click.Context) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    value = "" if option.is_flag else f" {option.make_metavar(context)}".replace("|", "\\|")
    default = (
        f" Default: `{option.default}`."
        if option.default and isinstance(option.default, str | int) and not option.is_flag
        else ""
    )
    return f"| {names}{value} | {(option.help or '').replace('|', chr(92) + '|')}{default} |"


def _render_settings() -> str:
    lines = ["## Settings", "", "| environment variable | meaning | default |", "|---|---|---|"]
    lines += [f"| `{name}` | {setting.meaning} | {setting.default} |" for name, setting in sorted(SETTINGS.items())]
    return "\n".join([*lines, ""])


def _render_exit_codes() -> str:
    lines = ["## Exit codes", "", "| code | meaning |", "|---|---|", "| 0 | done |"]
    by_code: dict[int, list[str]] = {}
    for fault in sorted(_all_faults(PledgebookError), key=lambda fault: fault.exit_code):
        if fault is not PledgebookError:
            by_code.setdefault(fault.exit_code, []).append(inspect.cleandoc(fault.__doc__ or "").splitlines()[0])
    by_code[PledgebookError.exit_code] = ["A fault of pledgebook itself; please report it."]
    lines += [f"| {code} | {' '.join(dict.fromkeys(meanings))} |" for code, meanings in sorted(by_code.items())]
    lines += [
        "| 130 | Stopped from the keyboard; the book is as it was. |",
        "| 141 | The reader of the output went away. |",
        "",
    ]
    return "\n".join(lines)


def _all_faults(root: type[PledgebookError]) -> list[type[PledgebookError]]:
    return [root, *(fault for child in root.__subclasses__() for fault in _all_faults(child))]
