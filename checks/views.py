"""Every address leads to a view that declares a rule, or stands here with the reason why it needs none."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from checks.common import main, set_up_site

# Views of libraries that cannot carry a rule: name → why anyone may reach them.
WITHOUT_A_RULE: Mapping[str, str] = {
    # The API's operations declare theirs one by one: tests/weald/api/test_operations.py walks them.
    "ninja.operation.PathView.get_view.<locals>.sync_view_wrapper": "holds several operations",
}


class Address(NamedTuple):
    """Where a view is reached, and the rule it declares."""

    route: str
    view: str
    rule: str | None


def unruled(addresses: Iterable[Address], rules: Iterable[str], allowed: Mapping[str, str]) -> list[str]:
    """Name every view without a rule, with a rule nobody wrote, and every exception nobody needs."""
    rules, addresses = set(rules), list(addresses)
    found = [
        f"/{address.route}: {address.view} declares no rule"
        for address in addresses
        if address.rule is None and address.view not in allowed
    ]
    found += [
        f"/{address.route}: {address.view} declares {address.rule}, which is not a rule"
        for address in addresses
        if address.rule is not None and address.rule not in rules
    ]
    needed = {address.view for address in addresses if address.rule is None}
    return found + [f"{view}: excepted, but not needed" for view in allowed if view not in needed]


def addresses_of(patterns: Iterable[Any], before: str = "") -> Iterator[Address]:
    """Walk the addresses, those of included apps too."""
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            yield from addresses_of(pattern.url_patterns, route)
        else:
            view = pattern.callback
            name = f"{view.__module__}.{getattr(view, '__qualname__', type(view).__name__)}"
            yield Address(route, name, getattr(view, "rule", None))


def addresses_of_the_site() -> list[Address]:
    from django.urls import get_resolver  # noqa: PLC0415 -- the site is set up by now

    return list(addresses_of(get_resolver().url_patterns))


def rules_of_the_site() -> set[str]:
    from weald.core.permissions import RULES  # noqa: PLC0415 -- as above

    return set(RULES)


if __name__ == "__main__":
    set_up_site()
    addresses = addresses_of_the_site()
    main(unruled(addresses, rules_of_the_site(), WITHOUT_A_RULE))
