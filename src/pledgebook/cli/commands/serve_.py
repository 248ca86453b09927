"""`pledgebook serve`."""

import getpass
import socket

import click
import uvicorn

from pledgebook.cli.options import book_option
from pledgebook.errors import UsageFault
from pledgebook.reports.query import Basis
from pledgebook.web.app import create_app
from pledgebook.web.security import LOOPBACK
from pledgebook.web.snapshot import Reporting
from pledgebook.workflow.book import open_book
from pledgebook.workflow.reporting import read_table


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen on.")
@click.option(
    "--port",
    default=8310,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 for any free one.",
)
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="A further name that browsers may ask for this desk by; may be repeated.",
)
@click.option("--currency", default="EUR", show_default=True, metavar="CODE", help="Reporting currency.")
@click.option(
    "--gdp-of",
    nargs=2,
    type=(int, str),
    metavar="YEAR CSV",
    help="Show funders' sums as per cent of their GDP of a year too, by a table: country code, year, gdp.",
)
@click.option("--gdp-unit", default="USD", show_default=True, metavar="CODE", help="The currency of the GDP table.")
@click.option(
    "--author",
    envvar="PLEDGEBOOK_AUTHOR",
    default="",
    show_envvar=True,
    help="Who decides, where a reviewer gives no name; by default the user name of the system.",
)
@book_option
def command(  # noqa: PLR0913  one argument for each option
    *,
    host: str,
    port: int,
    names: tuple[str, ...],
    currency: str,
    gdp_of: tuple[int, str] | None,
    gdp_unit: str,
    author: str,
    place: str,
) -> None:
    """Serve the book to browsers: pages, pictures, the review desk, the JSON API.

    It listens on this machine only. There are no accounts: who can reach the desk can decide, so let others reach it
    only through something that knows them.

    \b
    Example:
        pledgebook serve --book demo.db
    """
    with open_book(place):
        pass  # a book that is missing or foreign is told of now, and not on the first page
    year, path = gdp_of or (None, "")
    products = read_table(path, Basis.GDP, gdp_unit.upper()) if path else None
    reporting = Reporting(currency.upper(), year, products)
    listener = _listen(host, port)
    bound = listener.getsockname()[1]
    app = create_app(place, reporting=reporting, author=author or getpass.getuser(), hosts={*LOOPBACK, host, *names})
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"pledgebook serves {place} at http://{shown}:{bound}/ (Ctrl+C ends it)")
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="on")
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named so that small answers go out at once: without it, no accepted socket is given TCP_NODELAY.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()  # who reads the address below can ask at once
    except OSError as fault:
        listener.close()
        raise UsageFault(
            f"cannot listen on {host} port {port}: {fault.strerror or fault}", remedy="choose another with --port"
        ) from fault
    return listener
