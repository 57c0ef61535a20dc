"""Tables that a phone shows as stacked rows: every cell told under which heading it stands."""

import re

HEADING = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
ROW = re.compile(r"<tr\b([^>]*)>(.*?)</tr>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
CELL = re.compile(r"<(th|td)\b")
ROLES = {"th": "rowheader", "td": "cell"}


def labelled(html: str) -> str:
    """Give each cell its heading and its role, which it loses where style lays it out as a block."""
    head, end, body = html.partition("</thead>")
    headings = [
        " ".join(TAG.sub("", words).replace('"', "&quot;").split()) for words in HEADING.findall(head)
    ]
    head = head.replace("<th ", '<th role="columnheader" ').replace("<tr>", '<tr role="row">')
    return head + end + ROW.sub(lambda row: _row(row, headings), body)


def _row(row: re.Match[str], headings: list[str]) -> str:
    names = iter(headings)

    def named(cell: re.Match[str]) -> str:
        return f'<{cell[1]} role="{ROLES[cell[1]]}" data-label="{next(names, "")}"'

    return f'<tr role="row"{row[1]}>{CELL.sub(named, row[2])}</tr>'
