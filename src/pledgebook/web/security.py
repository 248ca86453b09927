"""What keeps a desk safe in a browser: headers, hosts that may be asked for, and tokens of forms."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, and nothing inline: a script that a document smuggles in has nowhere to run."""

SAFE_HEADERS: tuple[tuple[str, str], ...] = (
    ("Content-Security-Policy", CONTENT_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
)

SESSION_COOKIE = "pledgebook-session"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


class Guard:
    """Refuses hosts that are not ours (a name on the net could point here), and puts the headers on all answers.

    Args:
        app: What answers.
        hosts: Names that this desk may be asked for by, without ports; "*" for any.
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE_HEADERS:
                    headers.setdefault(name, value)
            await send(message)

        if "*" not in self.hosts and _host(Headers(scope=scope).get("host", "")) not in self.hosts:
            refusal = PlainTextResponse("This desk is not called by that name.\n", status_code=421)
            await refusal(scope, receive, send_safely)
            return
        await self.app(scope, receive, send_safely)


def _host(header: str) -> str:
    return header.partition("]")[0] + "]" if header.startswith("[") else header.partition(":")[0].lower()


class Tokens:
    """Tokens of forms: what is posted came from a page that this desk gave to this browser."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def session(self, request: Request) -> str:
        """Return the session of a browser: that of its cookie, else a new one."""
        known = request.cookies.get(SESSION_COOKIE, "")
        return known if len(known) == 43 and known.isascii() else secrets.token_urlsafe(32)  # noqa: PLR2004  32 bytes in base 64

    def token(self, session: str) -> str:
        """Return the token for the forms of a session."""
        return hmac.new(self._secret, session.encode(), hashlib.sha256).hexdigest()

    def is_genuine(self, request: Request, given: str) -> bool:
        """Tell whether a form was filled in on one of our pages."""
        session = request.cookies.get(SESSION_COOKIE, "")
        origin = request.headers.get("origin")
        if origin is not None and origin not in {f"http://{request.url.netloc}", f"https://{request.url.netloc}"}:
            return False
        return bool(session) and hmac.compare_digest(self.token(session).encode(), given.encode())

    @staticmethod
    def remember(response: Response, session: str) -> None:
        """Give a session to a browser."""
        response.set_cookie(SESSION_COOKIE, session, httponly=True, samesite="strict", path="/")
