"""Page components: a function's keyword-only signature names the attributes, a template draws them.

An unknown or missing attribute is refused when the template is compiled, a value outside a closed
list (`Literal`) or a blank required text when it is drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from typing import Any, Literal, get_args, get_origin, get_type_hints

from django.http import QueryDict
from django.template import Context, Engine, Library
from django.utils.safestring import SafeString, mark_safe

register = Library()

Declared = Callable[..., dict[str, Any] | None]


class ComponentError(ValueError):
    """A page gave a component something it cannot show."""


@dataclass(frozen=True, slots=True)
class Component:
    """A declared component: what it is called, what it takes, whether it encloses content."""

    name: str
    purpose: str
    attributes: Signature
    has_content: bool
    choices: dict[str, tuple[Any, ...]]
    texts: frozenset[str]

    def check(self, given: dict[str, Any]) -> None:
        for name, allowed in self.choices.items():
            if given[name] not in allowed:
                known = ", ".join(map(repr, allowed))
                msg = f"{self.name}: {name} must be one of {known}, not {given[name]!r}."
                raise ComponentError(msg)
        for name in self.texts:
            if given[name] in (None, ""):
                msg = f"{self.name}: {name} is blank; give the words to show."
                raise ComponentError(msg)


CATALOGUE: dict[str, Component] = {}


def describe(function: Declared, *, has_content: bool) -> Component:
    hints = get_type_hints(function)
    attributes = signature(function)
    choices = {name: get_args(hint) for name, hint in hints.items() if get_origin(hint) is Literal}
    required = {p.name for p in attributes.parameters.values() if p.default is Parameter.empty}
    texts = frozenset(name for name in required if hints[name] is str)
    purpose = (function.__doc__ or "").strip()
    return Component(function.__name__, purpose, attributes, has_content, choices, texts)


def declare(function: Declared, *, has_content: bool) -> Declared:
    component = CATALOGUE[function.__name__] = describe(function, has_content=has_content)
    path = f"_components/{component.name}/{component.name}.html"
    leading = ("context", "content") if has_content else ("context",)

    def render(context: Context, *content: SafeString, **given: Any) -> SafeString:  # noqa: ANN401 -- declared by each
        bound = component.attributes.bind(**given)
        bound.apply_defaults()
        component.check(bound.arguments)
        drawn = bound.arguments | (function(**given) or {})
        drawn["content"] = mark_safe(content[0].strip()) if content else ""  # noqa: S308 -- escaped when it was drawn
        request = context.get("request")
        drawn["query"] = request.GET if request else QueryDict()
        drawn["csrf_token"] = context.get("csrf_token")
        return Engine.get_default().get_template(path).render(Context(drawn))

    # Django reads the signature to refuse attributes: the declared ones behind its own two.
    own = [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in leading]
    render.__signature__ = Signature([*own, *component.attributes.parameters.values()])  # type: ignore[attr-defined] # for Django
    tag = register.simple_block_tag if has_content else register.simple_tag
    tag(render, takes_context=True, name=component.name)
    return function


def part(function: Declared) -> Declared:
    """Declare a component that stands alone: `{% chip text="Yes" %}`."""
    return declare(function, has_content=False)


def block(function: Declared) -> Declared:
    """Declare a component that encloses content: `{% card %}…{% endcard %}`."""
    return declare(function, has_content=True)
