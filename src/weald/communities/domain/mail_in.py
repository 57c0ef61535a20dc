"""Letters that come in: a reply, or a new thread, written where somebody reads their letters.

Everybody has an address of their own for each thread and community, which nobody can guess. A letter is taken
in where it comes from the address its writer signs in with, and under the rules of the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses, parseaddr
from html import unescape

import nh3
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from weald.communities.domain.threads import LONGEST_POST, reply, start_thread
from weald.communities.models import Community, Post, Thread
from weald.core.errors import WealdError
from weald.core.permissions import Actor, visible
from weald.people.models import User
from weald.people.queries.actor import actor_for

LARGEST = 1_000_000
LONGEST_TITLE = 160
THREAD, COMMUNITY = "t", "c"
ADDRESS = re.compile(r"[^@]*\+([tc])(\d{1,15})-(\d{1,15})-([0-9a-f]{20})@.+", re.IGNORECASE)
# Where mail programs put the address that a letter was handed over for.
HANDED_TO = ("Delivered-To", "X-Original-To", "To", "Cc")
# What stands below is somebody else's, or a signature.
ENDS = re.compile(
    r"--|-{2,} ?original message ?-{2,}|_{10,}|on .{5,200} wrote:|sent from my .{1,40}", re.IGNORECASE
)
PREFIX = re.compile(r"^((re|fwd?|aw)\s*:\s*)+", re.IGNORECASE)
# A mail server that was not told in time that a letter is here hands it over again.
HANDED_OVER_AGAIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Meant:
    """What a letter is for, and whose address it was sent to."""

    kind: str
    thing_id: int
    person_id: int


def address_for(kind: str, thing_id: int, person_id: int | None) -> str:
    """Give the address under which somebody writes to a thread or community; none without `WEALD_MAIL_IN`."""
    name, at, domain = settings.WEALD_MAIL_IN.partition("@")
    if not at or person_id is None:
        return ""
    meant = Meant(kind, thing_id, person_id)
    return f"{name}+{kind}{thing_id}-{person_id}-{_secret(meant)}@{domain}"


@transaction.atomic
def take_in(letter: bytes) -> Post | None:
    """Write down what a letter says; nothing for one that a machine wrote by itself."""
    if len(letter) > LARGEST:
        raise WealdError(
            "A letter to Weald is at most a megabyte.",
            "This one is larger.",
            "Leave its files out, and share them with a practice.",
        )
    read = message_from_bytes(letter, policy=policy.default)
    if _is_automatic(read):
        return None
    meant = _meant(read)
    person = User.objects.filter(pk=meant.person_id, is_active=True).first()
    if person is None or parseaddr(str(read.get("From", "")))[1].lower() != person.email:
        raise WealdError(
            "A letter comes from the address its writer signs in with.",
            "This one comes from another.",
            "Send it from that address, or write on the page.",
        )
    actor = actor_for(person)
    return _reply(meant, read, actor) if meant.kind == THREAD else _begin(meant, read, actor)


def _secret(meant: Meant) -> str:
    value = f"{meant.kind}{meant.thing_id}-{meant.person_id}"
    return salted_hmac("weald.communities.mail_in", value, algorithm="sha256").hexdigest()[:20]


def _is_automatic(letter: Message) -> bool:
    """Tell what answers by itself or goes to many: an answer to that would come back for ever."""
    submitted = str(letter.get("Auto-Submitted", "no")).strip().lower()
    precedence = str(letter.get("Precedence", "")).strip().lower()
    return submitted != "no" or precedence in {"bulk", "junk", "list", "auto_reply"} or "List-Id" in letter


def _meant(letter: Message) -> Meant:
    for found in _addresses(letter):
        meant = Meant(found[1].lower(), int(found[2]), int(found[3]))
        if constant_time_compare(found[4].lower(), _secret(meant)):
            return meant
    raise WealdError(
        "A letter goes to an address that a thread or community shows you.",
        "This one went to none of them.",
        "Copy the address again from the page you would write on.",
    )


def _addresses(letter: Message) -> Iterator[re.Match[str]]:
    said = [str(value) for name in HANDED_TO for value in letter.get_all(name, [])]
    for _, address in getaddresses(said):
        if found := ADDRESS.fullmatch(address):
            yield found


def _reply(meant: Meant, letter: EmailMessage, actor: Actor) -> Post:
    found = Thread.objects.filter(pk=meant.thing_id).select_related("community")
    thread = visible(found, actor).first()
    if thread is None:
        raise _gone("thread")
    text = _text_of(letter)
    return _written(Post.objects.filter(thread=thread), text, actor) or reply(thread, text, by=actor)


def _begin(meant: Meant, letter: EmailMessage, actor: Actor) -> Post:
    community = visible(Community.objects.filter(pk=meant.thing_id), actor).first()
    if community is None:
        raise _gone("community")
    title, text = _title_of(letter), _text_of(letter)
    same = Post.objects.filter(thread__community=community, thread__title=title)
    if before := _written(same, text, actor):
        return before
    return start_thread(community, title, text, by=actor).posts.get()


def _gone(what: str) -> WealdError:
    return WealdError(
        f"A letter is for a {what} its writer may read.",
        f"This {what} is not there for you any more.",
        "Look in your communities for where it is talked about now.",
    )


def _written(posts: QuerySet[Post], text: str, actor: Actor) -> Post | None:
    lately = timezone.now() - HANDED_OVER_AGAIN
    return posts.filter(written_by_id=actor.person_id, text=text, written_at__gte=lately).first()


def _title_of(letter: Message) -> str:
    title = " ".join(PREFIX.sub("", str(letter.get("Subject", "")).strip()).split())
    if not title:
        raise WealdError("A thread has a subject.", "This letter has none.", "Send it again with one.")
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _text_of(letter: EmailMessage) -> str:
    """Give what the writer wrote, without what they answer to, and say how many files were left out."""
    text = "\n".join(_own_lines(_body_of(letter))).strip()
    if not text:
        raise WealdError("A letter says something.", "This one is empty.", "Write above what you answer to.")
    if files := sum(1 for _ in letter.iter_attachments()):
        came = "One file" if files == 1 else f"{files} files"
        text += f"\n\n*{came} that came with this letter stayed out.*"
    if len(text) > LONGEST_POST:
        raise WealdError(
            f"What is said in a thread has at most {LONGEST_POST:,} characters.",
            f"This letter has {len(text):,}.",
            "Shorten it, or share it as a practice.",
        )
    return text


def _body_of(letter: EmailMessage) -> str:
    body = letter.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        said = str(body.get_content())
    except LookupError as error:
        raise WealdError(
            "A letter is written in an alphabet that programs know.",
            "This one names none.",
            "Send it again as plain text.",
        ) from error
    if body.get_content_subtype() != "html":
        return said
    return unescape(nh3.clean(re.sub(r"(?i)<br\s*/?>|</(p|div|li|h\d)>", "\n", said), tags=set()))


def _own_lines(text: str) -> Iterator[str]:
    for line in text.replace("\r\n", "\n").replace("\x00", "").split("\n"):
        if ENDS.fullmatch(line.strip()):
            return
        if not line.startswith(">"):
            yield line.rstrip()
