"""From article to grounded brief, without any I/O; see :func:`long_steps`."""

from summarizer.pipeline._drive import adrive, drive
from summarizer.pipeline._long import long_steps
from summarizer.pipeline._plan import (
    Event,
    FieldsReady,
    Heard,
    Plan,
    Progress,
    Watcher,
    package_version,
)
from summarizer.pipeline._steps import Steps, steps, usage_of

__all__ = [
    "Event",
    "FieldsReady",
    "Heard",
    "Plan",
    "Progress",
    "Steps",
    "Watcher",
    "adrive",
    "drive",
    "long_steps",
    "package_version",
    "steps",
    "usage_of",
]
