"""What every page of ours is made in: autoescaped, whole in itself, closed to the network."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from summarizer._unseen import plain, short
from summarizer.report.html import _text


@dataclass(frozen=True)
class Frame:
    """The templates of a package, with the style and script that stand in its page."""

    environment: Environment
    style: str
    script: str

    @classmethod
    def of(cls, package: str, *, filters: Mapping[str, Any], variables: Mapping[str, Any]) -> Frame:
        """The frame of the ``templates`` folder in ``package``.

        ``filters`` and ``variables`` are added to those that all pages share.
        """
        loader = PackageLoader(package)
        environment = Environment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        # Jinja leaves the types of these two dictionaries open.
        untyped = cast("Any", environment)
        untyped.filters.update(
            show=_text.show,
            plain=plain,
            short=short,
            link=_text.link,
            # Not Jinja's tojson: its result counts as safe, with double quotes in it.
            as_json=json.dumps,
            **filters,
        )
        untyped.globals.update(variables)
        style = loader.get_source(environment, "style.css")[0]
        script = loader.get_source(environment, "script.js")[0]
        return cls(environment, style, script)

    def render(self, **variables: Any) -> str:
        """The page; its policy allows its own style and script by their hashes, nothing else."""
        return self.environment.get_template("page.html.j2").render(
            **variables,
            style=Markup(self.style),
            script=Markup(self.script),
            policy="; ".join(
                (
                    "default-src 'none'",
                    f"style-src '{_hash(self.style)}'",
                    f"script-src '{_hash(self.script)}'",
                    "base-uri 'none'",
                    "form-action 'none'",
                )
            ),
        )


def _hash(content: str) -> str:
    """The source expression of CSP level 2 that allows exactly this inline content."""
    return f"sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
