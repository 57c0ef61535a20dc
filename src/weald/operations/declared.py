"""Every operation says which rule it stands under, and none that writes runs for a token that only reads."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from weald.core.errors import Refused
from weald.core.permissions import RULES, actor_of, permit
from weald.operations.answers import PROBLEMS

Operation = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Declared:
    """One operation as it was declared, for the reference page and for the tests that walk them all."""

    name: str
    method: str
    path: str
    rule: str
    does_write: bool


DECLARED: dict[str, Declared] = {}


def reads(
    router: Router,
    path: str,
    *,
    rule: str,
    answer: Any,  # noqa: ANN401 -- as ninja types them
    **options: Any,  # noqa: ANN401 -- as above
) -> Callable[[Operation], Operation]:
    """Declare a GET. The rule is asked of whoever asks; what they are shown is narrowed by `visible`."""

    def declare(operation: Operation) -> Operation:
        @wraps(operation)
        def guarded(request: HttpRequest, *things: Any, **arguments: Any) -> Any:  # noqa: ANN401 -- an operation's
            permit(rule, actor_of(request))
            return operation(request, *things, **arguments)

        _note(operation, "GET", path, rule, does_write=False)
        router.get(path, response={200: answer, **PROBLEMS}, **options)(guarded)
        return guarded

    return declare


def writes(
    router: Router,
    path: str,
    *,
    rule: str,
    answer: Any,  # noqa: ANN401 -- as ninja types them
    method: str = "POST",
    status: int = 201,
    **options: Any,  # noqa: ANN401 -- as above
) -> Callable[[Operation], Operation]:
    """Declare what changes something. It calls a verb of the domain, which asks the rule of its subject."""

    def declare(operation: Operation) -> Operation:
        @wraps(operation)
        def guarded(request: HttpRequest, *things: Any, **arguments: Any) -> Any:  # noqa: ANN401 -- an operation's
            only_with_leave_to_write(request)
            return Status(status, operation(request, *things, **arguments))

        _note(operation, method, path, rule, does_write=True)
        router.api_operation([method], path, response={status: answer, **PROBLEMS}, **options)(guarded)
        return guarded

    return declare


def only_with_leave_to_write(request: HttpRequest) -> None:
    if getattr(request, "may_write", False):
        return
    finding = "This token only reads." if actor_of(request).is_known else "No token came with the request."
    raise Refused(
        "What changes something is asked with a token that may write.",
        finding,
        "Make one on your page, under ‘Programs that act for you’.",
    )


def _note(operation: Operation, method: str, path: str, rule: str, *, does_write: bool) -> None:
    name = f"{operation.__module__}.{operation.__name__}"
    if name in DECLARED:
        msg = f"operation {name} is declared twice"
        raise ValueError(msg)
    if rule not in RULES:
        msg = f"operation {name} declares {rule}, which is not a rule"
        raise ValueError(msg)
    DECLARED[name] = Declared(name, method, path, rule, does_write)
