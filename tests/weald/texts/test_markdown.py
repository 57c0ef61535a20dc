"""Markdown becomes HTML that can do nothing but be read."""

from html.parser import HTMLParser

import pytest
from tests.work import lines_run

from weald.texts import markdown
from weald.texts.limits import TooLong, cleaned
from weald.texts.markdown import as_html, as_words, excerpt
from weald.texts.paragraphs import joined, paragraphs

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt&#58;alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](vbscript:x)",
    "![x](javascript:alert(1))",
    '![x](https://spy.example/p.png "onerror=alert(1)")',
    "<a href='javascript:alert(1)'>x</a>",
    '[x](https://a.example"onmouseover="alert(1))',
    "<javascript:alert(1)>",
    "```<script>\nalert(1)\n```",
    '``` x" onmouseover="alert(1)\ncode\n```',
    "<style>body{display:none}</style>",
    "<iframe src=//evil.example></iframe>",
    "<form action=/x><button>",
    '<math><mtext></form><form><mglyph><style></math><img src onerror="alert(1)">',
    "[a]: javascript:alert(1)\n\n[a]",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "<!-- --!><script>alert(1)</script>",
    "\x00<scr\x00ipt>alert(1)</script>",
]
SAFE_ATTRIBUTES = {("a", "href"), ("a", "rel"), ("a", "title"), ("ol", "start")}


class Reader(HTMLParser):
    """What a browser would find in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[tuple[str, str]] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.links += [value for name, value in attrs if name == "href"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_written_can_run_or_fetch(text):
    read = Reader(as_html(text))

    assert not {"script", "style", "img", "svg", "iframe", "form", "button", "math"} & set(read.tags)
    assert read.attributes <= SAFE_ATTRIBUTES
    assert all(link.startswith(("https://", "http://", "mailto:")) for link in read.links)


def test_what_was_written_is_still_shown():
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in as_html("<script>alert(1)</script>")


def test_usual_marks_are_drawn():
    html = as_html("One **two** *three* ~~four~~ `five`\nsix\n\n1. a\n2. b\n\n|x|y|\n|-|-|\n|1|2|\n\n> said")

    for part in (
        "<strong>two",
        "<em>three",
        "<s>four",
        "<code>five",
        "<br>",
        "<ol>",
        "<td>1",
        "<blockquote>",
    ):
        assert part in html


def test_links_say_that_they_are_no_recommendation():
    html = as_html("[research](https://research.example/a?b=1&c=2)")

    assert 'href="https://research.example/a?b=1&amp;c=2"' in html
    assert 'rel="nofollow ugc noopener noreferrer"' in html


def test_a_picture_from_elsewhere_becomes_a_link():
    assert ">Picture: the wall</a>" in as_html("![the wall](https://a.example/wall.png)")
    assert ">Picture: without a description</a>" in as_html("![](https://a.example/wall.png)")


@pytest.mark.parametrize(
    ("text", "top", "levels"),
    [
        ("# a\n## b\n# c", 3, ["h3", "h4", "h3"]),
        ("### a\n##### b", 3, ["h3", "h4"]),
        ("## a\n# b", 4, ["h4", "h4"]),
        ("# a\n## b\n### c\n#### d\n##### e", 4, ["h4", "h5", "h6", "h6", "h6"]),
        ("no heading", 3, []),
    ],
)
def test_headings_go_below_the_page_and_skip_no_level(text, top, levels):
    tags = Reader(as_html(text, top=top)).tags

    assert [tag for tag in tags if tag[0] == "h"] == levels


def test_ten_megabytes_never_reach_the_parser():
    text = "# a\n" * 2_500_000

    def drawn():
        with pytest.raises(TooLong) as refused:
            as_html(text)
        assert refused.value.need.startswith("A text is 200,000 characters at most")
        assert refused.value.finding == "This one has 10,000,000."
        assert "attach" in refused.value.remedy

    assert lines_run(drawn) < 200


@pytest.mark.parametrize(
    "piece", ["> ", "[", "*a ", "`", "- ", "![](", "<", "|a", "\\", "&#", "_a*", "[a](", "# a\n", "1. a\n"]
)
def test_no_text_is_so_bad_that_its_drawing_grows_faster_than_its_length(piece, monkeypatch):
    monkeypatch.setattr(markdown, "MOST_BRACKETS", 400)  # a tenth, so that a tenth of the text shows it

    def work(size):
        return lines_run(lambda: as_html((piece * size)[:size]))

    half, whole = work(2_000), work(4_000)

    assert whole < 2.2 * half
    # Without the limit on brackets it would be 460 to 880 a character, and minutes for the longest text.
    assert whole < 400 * 4_000


def test_work_that_grows_with_the_square_would_be_seen():
    def pairs(size):
        for one in range(size):
            for _other in range(one):
                pass

    assert lines_run(lambda: pairs(200)) > 3 * lines_run(lambda: pairs(100))


def test_what_only_misleads_is_left_out_and_words_of_every_writing_stay():
    assert cleaned("a\r\nb\rc") == "a\nb\nc"
    assert cleaned("pay \u202eevil\u202c\x00\x1b[0m") == "pay evil[0m"
    assert cleaned("العربية 👩‍🏫 né") == "العربية 👩‍🏫 né"


def test_words_alone():
    assert (
        as_words("# One\n\n*two* [three](https://a.example)\nfour\n\n```\nfive\n```")
        == "One two three four five"
    )


def test_an_excerpt_ends_with_a_whole_word():
    assert excerpt("**Short.**") == "Short."
    assert excerpt("One two three, four", characters=15) == "One two three …"
    assert excerpt("x" * 50, characters=10) == "x" * 10 + " …"


def test_paragraphs_split_at_empty_lines_but_not_inside_code():
    text = "one\ntwo  \r\n\r\n\n```py\na\n\nb\n```\nafter\n\n~~~\n```\n\n~~~\n"

    parts = paragraphs(text)

    assert parts == ["one\ntwo", "```py\na\n\nb\n```\nafter", "~~~\n```\n\n~~~"]
    assert paragraphs(joined(parts)) == parts
    assert paragraphs("") == paragraphs("\n \n") == []
