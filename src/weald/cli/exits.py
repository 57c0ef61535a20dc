"""What a command's exit code says; documented in docs/reference/commands.md from here."""

from enum import IntEnum


class Exit(IntEnum):
    OK = 0
    FINDING = 1
    USAGE = 2
    ENVIRONMENT = 3
    LATER = 75
    INTERRUPTED = 130


MEANINGS = {
    Exit.OK: "All went well.",
    Exit.FINDING: "It ran, and something is not right: a failed check or test, a refusal, rejected rows.",
    Exit.USAGE: "The command was not understood; `--help` says how it is written.",
    Exit.ENVIRONMENT: "Something around Weald has to be put right first: the database, a disk, a setting.",
    Exit.LATER: "Not now: a mail server that hands a letter over tries again later.",
    Exit.INTERRUPTED: "Stopped by Ctrl-C (or by a polite signal to end).",
}
