"""From article to grounded brief, without any I/O; see :func:`steps`."""

from summarizer.pipeline._plan import (
    Event,
    FieldsReady,
    Plan,
    Progress,
    Watcher,
    package_version,
)
from summarizer.pipeline._steps import Steps, steps

__all__ = [
    "Event",
    "FieldsReady",
    "Plan",
    "Progress",
    "Steps",
    "Watcher",
    "package_version",
    "steps",
]
