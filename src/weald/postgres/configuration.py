"""How the embedded server is set up; written anew at every start."""

from __future__ import annotations

import os
from pathlib import Path

AUTHENTICATION = """\
# Passwords only, on the private socket only. Weald writes this file; changes are lost.
local  all  all  scram-sha-256
"""

_MEGABYTE = 2**20


def configuration(socket_folder: Path, *, durable: bool) -> str:
    settings = _BASE | _memory() | {"unix_socket_directories": str(socket_folder)}
    if not durable:
        settings |= _THROWAWAY
    lines = [f"{name} = '{value}'" for name, value in settings.items()]
    return "\n".join(["# Weald writes this file; changes are lost.", *lines, ""])


_BASE = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "cluster_name": "weald",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "lc_messages": "C",
    "default_text_search_config": "pg_catalog.english",
    # Solid-state disks, and queries far too short for compiling them to pay.
    "random_page_cost": "1.1",
    "jit": "off",
    # Imports write in bulk: fewer, larger checkpoints.
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    # Nobody replicates an embedded server.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
}

_THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "checkpoint_timeout": "1h",
    "shared_buffers": "128MB",
}


def _memory() -> dict[str, str]:
    """An eighth of the machine for the server's own cache, within reason."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // _MEGABYTE
    return {
        "shared_buffers": f"{min(1024, max(64, total // 8))}MB",
        "effective_cache_size": f"{max(128, total // 2)}MB",
        "work_mem": f"{min(32, max(4, total // 256))}MB",
        "maintenance_work_mem": f"{min(256, max(32, total // 32))}MB",
    }
