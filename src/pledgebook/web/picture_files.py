"""The pictures as files, and the tables behind them as CSV."""

import csv
import io

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pledgebook.model.identity import digest
from pledgebook.web.pages.overview import overview_pictures
from pledgebook.web.pictures.drawing import Picture
from pledgebook.web.serving import ask_of, tagged
from pledgebook.web.shelf import Shelf


def picture_file(request: Request, shelf: Shelf) -> Response:
    """Answer with a picture of the first page as a file."""
    ask = ask_of(request, shelf)
    name, form = request.path_params["name"], request.path_params["form"]
    picture = overview_pictures(ask).get(name)
    if picture is None or form not in {"svg", "csv"} or (form == "svg" and not picture.drawings):
        raise HTTPException(404)
    body = picture.drawings[0].file().encode() if form == "svg" else table_file(picture)
    kind = "image/svg+xml" if form == "svg" else "text/csv; charset=utf-8"
    return tagged(request, body, f'"{digest(body)[:24]}"', kind)


def table_file(picture: Picture) -> bytes:
    """Return the table behind a picture as CSV in UTF-8.

    A cell that a spreadsheet would take for a formula is given an apostrophe first.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(picture.headings)
    writer.writerows([_plain(cell.text) for cell in row] for row in picture.rows)
    return text.getvalue().encode()


def _plain(text: str) -> str:
    flat = text.replace("\u00a0", " ").replace("\u202f", " ")
    return f"'{flat}" if flat[:1] in {"=", "+", "-", "@"} and flat[1:2].isalpha() else flat
