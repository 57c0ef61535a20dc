"""Markdown as people write it → HTML that can do nothing but be read."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from weald.texts.limits import checked, cleaned

# Parsing costs about a millisecond a page, and of a text made to be slow some seconds: kept once parsed.
KEPT_CHARACTERS = 20_000
KEPT_TEXTS = 512
KEPT_LONG_TEXTS = 32
DEEPEST_HEADING = 6
# Eighty pages hold fewer links; a text of brackets alone would keep the parser for a minute.
MOST_BRACKETS = 4_000

TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code"),
    *("ul", "ol", "li", "strong", "em", "s", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "code": set[str]()}
SCHEMES = {"http", "https", "mailto"}
# What readers write is no recommendation of ours, and where they go from here is theirs to tell.
LINK_REL = "nofollow ugc noopener noreferrer"

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])


def as_html(text: str, *, top: int = 3) -> str:
    """Give harmless HTML whose topmost heading is `<h{top}>`; raises TooLong before anything is parsed.

    Pictures become links: none is fetched from elsewhere for whoever reads.
    """
    checked(text)
    return _kept(text, top) if len(text) <= KEPT_CHARACTERS else _kept_long(text, top)


def _render(text: str, top: int) -> str:
    tokens = _parsed(text)
    _shift_headings(tokens, top)
    for token in tokens:
        if token.children:
            token.children = _pictures_as_links(token.children)
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=LINK_REL)


def _parsed(text: str) -> list[Token]:
    text = cleaned(text)
    return _parser.parse(text.replace("[", "\\[") if text.count("[") > MOST_BRACKETS else text)


_kept = lru_cache(maxsize=KEPT_TEXTS)(_render)
_kept_long = lru_cache(maxsize=KEPT_LONG_TEXTS)(_render)


def _shift_headings(tokens: list[Token], top: int) -> None:
    """Move headings below the page's own, and let none skip a level."""
    headings = [token for token in tokens if token.type == "heading_open"]
    first = min((int(token.tag[1]) for token in headings), default=1)
    level = top - 1
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            wanted = int(token.tag[1]) - first + top
            level = min(wanted, level + 1, DEEPEST_HEADING)
            # Opening, words, closing: a heading encloses exactly one part.
            token.tag = tokens[index + 2].tag = f"h{level}"


def _pictures_as_links(children: list[Token]) -> list[Token]:
    shown: list[Token] = []
    for child in children:
        if child.type != "image":
            shown.append(child)
            continue
        opening = Token("link_open", "a", 1, attrs={"href": str(child.attrGet("src") or "")})
        words = Token("text", "", 0, content=f"Picture: {child.content or 'without a description'}")
        shown += [opening, words, Token("link_close", "a", -1)]
    return shown


def as_words(text: str) -> str:
    """Give the words alone, without marks, in one line: for excerpts, exports and search."""
    tokens = _parsed(text)
    parts: list[str] = []
    for token in tokens:
        if token.children:
            parts.append("".join(_words_of(child) for child in token.children))
        elif token.type in {"code_block", "fence"}:
            parts.append(token.content)
    return " ".join(" ".join(parts).split())


def _words_of(child: Token) -> str:
    return " " if child.type in {"softbreak", "hardbreak"} else child.content


def excerpt(text: str, *, characters: int = 200) -> str:
    """Give the beginning in whole words."""
    # Nobody needs the rest parsed for its first lines.
    words = as_words(text[: 20 * characters])
    if len(words) <= characters:
        return words
    cut = words[:characters].rpartition(" ")[0] or words[:characters]
    return f"{cut.rstrip(' ,;:–-')} …"
