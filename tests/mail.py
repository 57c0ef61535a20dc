"""A mail server of our own on this machine: real SMTP, with letters to look at and moods to try."""

from contextlib import contextmanager
from email import message_from_bytes, policy
from socket import create_server

from aiosmtpd.controller import Controller
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

THEIR_NAME = "127.0.0.1"


class PostOffice:
    """What came in, as whoever reads it would see it; and what to answer to whom."""

    def __init__(self):
        self.letters = []
        self.answers = {}
        self.after_taking = "250 OK"
        self.on_letter = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.answers.get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = message_from_bytes(envelope.content, policy=policy.default)
        letter.envelope_to = list(envelope.rcpt_tos)
        self.letters.append(letter)
        if self.on_letter:
            self.on_letter()
        return self.after_taking

    def to(self, address):
        return [letter for letter in self.letters if address in letter.envelope_to]


def free_port():
    with create_server((THEIR_NAME, 0)) as listener:
        return listener.getsockname()[1]


@contextmanager
def post_office(settings):
    """Run it, and send every letter of the site there by way of the queue, as in production."""
    office = PostOffice()
    controller = Controller(office, hostname=THEIR_NAME, port=free_port(), ready_timeout=20)
    controller.start()
    settings.EMAIL_BACKEND = "weald.people.adapters.mail.QueueBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = THEIR_NAME, controller.port
    try:
        yield office
    finally:
        controller.stop()


def queued(name):
    """Give the jobs of that name that wait in the queue, in order."""
    return list(ProcrastinateJob.objects.filter(task_name=name, status="todo").order_by("pk"))


def do(job):
    """Do a job as a worker does, but for taking it off the queue."""
    app.tasks[job.task_name](**job.args)
