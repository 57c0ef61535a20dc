"""Structured logs: one JSON object a line in production, readable lines elsewhere."""

import structlog

from weald.settings.environment import MODE, Mode, text

shared_processors = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
]
renderer = (
    structlog.processors.JSONRenderer()
    if MODE is Mode.PRODUCTION
    else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
)

structlog.configure(
    processors=[*shared_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            "foreign_pre_chain": shared_processors,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {
        "handlers": ["stderr"],
        "level": text("WEALD_LOG_LEVEL", "WARNING" if MODE is Mode.TEST else "INFO"),
    },
    "loggers": {
        "django.request": {"level": "ERROR"},  # the access line of core.middleware says the rest
        "procrastinate": {"level": "WARNING"},
    },
}

# Lets a collector on another machine read /metrics; without it only this machine may.
WEALD_METRICS_TOKEN = text("WEALD_METRICS_TOKEN")
