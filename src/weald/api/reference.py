"""The OpenAPI document as a page people can read: chapters of operations, each with its rule."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from weald.core.permissions import RULES
from weald.operations import DECLARED

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to send, or one thing that comes back."""

    name: str
    kind: str
    is_required: bool
    words: str


@dataclass(frozen=True, slots=True)
class Described:
    """One operation, ready to print."""

    method: str
    path: str
    anchor: str
    summary: str
    rule: str
    does_write: bool
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answer: tuple[Field, ...]
    comes_in_pages: bool


def chapters(document: Document) -> dict[str, list[Described]]:
    """Group the operations by their tag, in the order in which they were declared."""
    found: dict[str, list[Described]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            chapter = found.setdefault(operation["tags"][0], [])
            chapter.append(_described(document, path, method.upper(), operation))
    return found


def _described(document: Document, path: str, method: str, operation: Document) -> Described:
    # Ninja names an operation by module and function, as it was declared.
    declared = _declared(operation["operationId"])
    answer = next(content for status, content in operation["responses"].items() if int(status) < 300)
    schema = _resolved(document, _content(answer))
    in_pages = {"items", "next"} == set(schema.get("properties", ()))
    if in_pages:
        schema = _resolved(document, schema["properties"]["items"]["items"])
    elif schema.get("type") == "array":
        schema = _resolved(document, schema["items"])
    return Described(
        method=method,
        path=path,
        anchor=operation["operationId"],
        summary=operation.get("description") or operation["summary"],
        rule=RULES[declared.rule].sentence,
        does_write=declared.does_write,
        parameters=tuple(_parameters(document, operation)),
        body=tuple(_fields(document, _resolved(document, _content(operation.get("requestBody", {}))))),
        answer=tuple(_fields(document, schema)),
        comes_in_pages=in_pages,
    )


def _declared(operation_id: str) -> Any:  # noqa: ANN401 -- a Declared
    return next(one for name, one in DECLARED.items() if name.replace(".", "_") == operation_id)


def _content(part: Document) -> Document:
    """Give the schema of what is sent, whatever its media type; nothing where there is none."""
    contents = part.get("content", {})
    return next((one.get("schema", {}) for one in contents.values()), {})


def _resolved(document: Document, schema: Document) -> Document:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Document = document["components"]["schemas"][reference.rpartition("/")[2]]
    return found


def _parameters(document: Document, operation: Document) -> Iterator[Field]:
    for one in operation.get("parameters", ()):
        schema = _resolved(document, one["schema"])
        words = one.get("description") or schema.get("description", "")
        yield Field(one["name"], _kind(document, schema), one["required"], words)


def _fields(document: Document, schema: Document) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        yield Field(name, _kind(document, part), name in required, part.get("description", ""))


def _kind(document: Document, schema: Document) -> str:
    """Say in a few words what a value is."""
    if "anyOf" in schema:
        return " or ".join(_kind(document, one) for one in schema["anyOf"])
    if "$ref" in schema:
        target = _resolved(document, schema)
        return _kind(document, target) if "enum" in target else schema["$ref"].rpartition("/")[2]
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(document, schema['items'])}"
    return str(schema.get("format") or schema.get("type", "anything"))
