"""`pledgebook publish`."""

from pathlib import Path

import click

from pledgebook.cli.names import counted
from pledgebook.cli.options import book_option, json_option
from pledgebook.cli.output import write_json
from pledgebook.web.publishing.site import publish_site
from pledgebook.workflow.book import open_book


@click.command("publish")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--currency", default="EUR", show_default=True, metavar="CODE", help="Reporting currency.")
@click.option("--url", "address", default="", metavar="URL", help="Where the site will stand; its feed names it.")
@click.option("--title", default="pledgebook", show_default=True, help="Of the feed.")
@book_option
@json_option
def command(folder: Path, *, currency: str, address: str, title: str, place: str, as_json: bool) -> None:
    """Write the book as a site of files: the pages of the desk, data files, a feed, a brief per funder and mechanism.

    It opens from the folder and stands on any web host. Only quotes go out, never whole texts; what is restricted stays
    out, and every sum is added up anew without it. The same book gives the same bytes.

    \b
    Example:
        pledgebook publish site/ --url https://example.org/support/
    """
    with open_book(place) as book:
        site = publish_site(book, folder, currency=currency.upper(), address=address, title=title)
    if as_json:
        write_json(site)
        return
    click.echo(
        f"{counted(site.pages, 'page')} in {counted(site.files, 'file')} of {folder}: open {folder / 'index.html'}"
    )
    if site.restricted:
        click.echo(f"{counted(site.restricted, 'restricted document')} kept out")
