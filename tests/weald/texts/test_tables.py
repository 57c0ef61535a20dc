"""Rows that stack on a phone: every cell says under which heading it stands."""

from weald.texts.tables import labelled

NAME = '<th scope="col"><a href="?s">Name &amp; role</a></th>'
HEAD = f'<thead><tr>{NAME}<th scope="col">Since "then"</th></tr></thead>'


def test_every_cell_is_told_its_heading_and_its_role():
    rows = '<tbody><tr class="x"><th scope="row">Ada</th>\n<td class="n">2020</td></tr></tbody>'

    found = labelled(HEAD + rows)

    assert found.startswith('<thead><tr role="row"><th role="columnheader" scope="col">')
    assert (
        '<tr role="row" class="x"><th role="rowheader" data-label="Name &amp; role" scope="row">Ada</th>'
        in found
    )
    assert '<td role="cell" data-label="Since &quot;then&quot;" class="n">2020</td>' in found


def test_more_cells_than_headings_have_none():
    assert '<td role="cell" data-label="">3' in labelled(HEAD + "<tr><td>1</td><td>2</td><td>3</td></tr>")


def test_what_has_no_rows_stays():
    assert labelled("<tbody></tbody>") == "<tbody></tbody>"
