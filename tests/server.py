"""A real web server over the tests' database: processes of their own, that can be killed."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

UNANSWERED = (OSError, http.client.HTTPException)


@dataclass
class WebServer:
    """The web processes of a site, without whatever keeps them alive elsewhere."""

    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    counters: TemporaryDirectory[str] = field(default_factory=TemporaryDirectory)
    # Set when it cannot be brought back: then nobody has to wait for it.
    is_lost: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not self.port:
            with socket.create_server(("127.0.0.1", 0)) as listener:
                self.port = listener.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "weald.cli.web", "127.0.0.1", str(self.port), "2"],
            # Who is signed in here is signed in there, though a test took the kept secret away.
            env=os.environ
            | {"PROMETHEUS_MULTIPROC_DIR": self.counters.name, "WEALD_SECRET_KEY": settings.SECRET_KEY},
            cwd=Path(__file__).parents[1],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        deadline = time.monotonic() + 120
        while not self.is_up():
            assert self.process.poll() is None, "the web server ended at once"
            assert time.monotonic() < deadline, "the web server does not come up"
            time.sleep(0.2)

    def is_up(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except UNANSWERED:
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """End it as a power cut would: no goodbye, nothing finished."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            if self.process.stdin:
                self.process.stdin.close()
            self.process = None
