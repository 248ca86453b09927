"""The description of the API in OpenAPI 3.1, made from the table of questions and the shapes of their answers."""

from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from pledgebook.web.api.registry import CLOCKS, ENDPOINTS, REPEATED, Endpoint
from pledgebook.web.api.shapes import FaultAnswer

_REFERENCE = "#/components/schemas/{name}"


@cache
def description() -> bytes:
    """Return the description as JSON."""
    types = [*dict.fromkeys(endpoint.answer for endpoint in ENDPOINTS.values()), FaultAnswer]
    schemas, components = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    by_type = dict(zip(types, schemas, strict=True))
    paths = {path: {"get": _operation(path, endpoint, by_type)} for path, endpoint in ENDPOINTS.items()}
    whole = {
        "openapi": "3.1.0",
        "info": {
            "title": "pledgebook",
            "version": version("pledgebook"),
            "description": "Who promised what to whom, what has really moved, and which sentence says so. Figures are "
            "decimals as text; every answer has an ETag; every error has one shape.",
        },
        "paths": paths,
        "components": {"schemas": components},
    }
    return msgspec.json.encode(whole, order="deterministic")


def _operation(path: str, endpoint: Endpoint, schemas: dict[type, dict[str, Any]]) -> dict[str, Any]:
    parameters: list[dict[str, Any]] = []
    if "{name}" in path:
        parameters.append({"name": "name", "in": "path", "required": True, "schema": {"type": "string"}})
    for name, meaning in {**endpoint.pairs, **CLOCKS}.items():
        schema: dict[str, Any] = {"type": "integer"} if name in {"page", "size", "vague-days"} else {"type": "string"}
        if name in REPEATED:
            schema = {"type": "array", "items": schema}
        parameters.append({"name": name, "in": "query", "description": meaning, "schema": schema})
    fault = {"description": "What is wrong and what to do.", "content": _json(schemas[FaultAnswer])}
    return {
        "summary": endpoint.summary,
        "operationId": path.removeprefix("/api/").replace("/{name}", "-one"),
        "parameters": parameters,
        "responses": {
            "200": {"description": endpoint.summary, "content": _json(schemas[endpoint.answer])},
            "304": {"description": "Nothing has changed since the answer with that ETag."},
            "4XX": fault,
            "5XX": fault,
        },
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
