"""A local service that speaks the protocol of chat completions and answers as a test tells it to."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Respond = Callable[[BaseHTTPRequestHandler, Mapping[str, Any]], None]


@dataclass(slots=True)
class Service:
    """A running service.

    Attributes:
        url: Its base address.
        asked: Bodies of the requests, in order.
        headers: Headers of the requests, in order.
    """

    url: str
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)


@contextmanager
def serving(*responses: Respond) -> Iterator[Service]:
    """Serve on loopback; the last response answers all further calls."""
    service = Service("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            service.asked.append(json.loads(body))
            service.headers.append({"path": self.path, **dict(self.headers)})
            responses[min(len(service.asked), len(responses)) - 1](self, service.asked[-1])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def proposal(quote: str, **others: object) -> dict[str, object]:
    """Write one statement as a model would."""
    told = {"amount": "", "goods": [], "donors": ["Norway"], "recipients": ["Moldova"], "stage": "pledged"}
    return {"quote": quote, **told, **others}


def completion(*statements: Mapping[str, object], finish: str = "stop") -> bytes:
    """Write the body of a good answer."""
    content = json.dumps({"statements": statements})
    return said(content, finish=finish)


def said(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> bytes:
    """Write the body of an answer with any content."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choices = [{"index": 0, "message": message, "finish_reason": finish}]
    return json.dumps({"id": "c", "object": "chat.completion", "choices": choices}).encode()


def answer(body: bytes, status: int = 200, headers: Sequence[tuple[str, str]] = ()) -> Respond:
    """Answer with these bytes."""

    def respond(handler: BaseHTTPRequestHandler, _: Mapping[str, Any]) -> None:
        handler.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return respond
