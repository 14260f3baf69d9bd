"""Ray and Arrow, which say too little of their types for a strict checker.

``fs``, ``parquet``, ``ray`` … are the modules of these names.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

pa: Any = import_module("pyarrow")
fs: Any = import_module("pyarrow.fs")
parquet: Any = import_module("pyarrow.parquet")
ray: Any = import_module("ray")
data: Any = import_module("ray.data")
# A block (of whatever format) in ``.for_block(block).to_arrow()``.
BlockAccessor: Any = import_module("ray.data.block").BlockAccessor
