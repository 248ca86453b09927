"""Forms: what a browser posts is read in bounds, and taken only from a page that this desk gave it."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from pledgebook.errors import UsageFault
from pledgebook.web.security import SESSION_COOKIE, Tokens

MOST_FIELDS = 60
LARGEST_FIELD_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Upload:
    """An attached file."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """What was posted.

    Attributes:
        session: Of the browser.
        fields: Texts by name, without the white space around them.
        files: Attached files by name of the field; fields without a file are left out.
    """

    session: str
    fields: Mapping[str, str]
    files: Mapping[str, Upload]

    def get(self, name: str) -> str:
        """Return a text; empty where there is none."""
        return self.fields.get(name, "")


async def read_form(request: Request, tokens: Tokens) -> Form:
    """Read a posted form.

    Raises:
        HTTPException: 403 where it did not come from one of our pages.
        UsageFault: It cannot be read.
    """
    async with request.form(max_files=4, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD_BYTES) as posted:
        given = posted.get("token")
        if not isinstance(given, str) or not tokens.is_genuine(request, given):
            raise HTTPException(403, "This form did not come from a page of this desk. Load the page again.")
        fields: dict[str, str] = {}
        files: dict[str, Upload] = {}
        for name, value in posted.multi_items():
            if isinstance(value, UploadFile):
                data = await value.read()
                if value.filename and data:
                    files[name] = Upload(_file_name(value.filename), data)
            elif name != "token":
                fields[name] = _sound(value)
        return Form(request.cookies[SESSION_COOKIE], fields, files)


def _file_name(given: str) -> str:
    """Return the last part of a name, printable; it is shown, and never opened."""
    last = given.replace("\\", "/").rpartition("/")[2]
    return "".join(sign if sign.isprintable() else "?" for sign in last)[:200] or "attached"


def _sound(text: str) -> str:
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise UsageFault("half a character was sent", remedy="send the form in UTF-8")
    return text.strip()
