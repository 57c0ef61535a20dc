"""How good each ranking is on the judged queries: nDCG@10, as the table of docs/explanation/search.md.

    PYTHONPATH=src:. python -m bench.search_quality

The queries and what was hoped for are in tests/weald/search/judged.txt; the demo's practices are searched.
"""

from bench.search_place import place


def main() -> None:
    with place():
        from tests.weald.search.quality import by_kind, fill, table  # noqa: PLC0415 -- after django.setup()

        fill()
        print(table(by_kind()))


if __name__ == "__main__":
    main()
