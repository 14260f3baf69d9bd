"""YAML as trees that keep comments and line numbers, and edits that keep both."""

# The library's annotations are incomplete; its objects are unknown to a type checker.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

import io
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.representer import RoundTripRepresenter

_ONE_LINE = {"type", "kind", "position", "speaker", "via", "holder", "salience"}


class YamlSyntaxError(ValueError):
    """Not YAML; ``line`` is counted from 1, where it is known."""

    def __init__(self, message: str, line: int | None) -> None:
        super().__init__(message)
        self.line = line


class _Representer(RoundTripRepresenter):
    """Writes ``null`` in full: an empty value looks like one that was forgotten."""

    def represent_none(self, data: Any) -> Any:
        return self.represent_scalar("tag:yaml.org,2002:null", "null")


_Representer.add_representer(type(None), _Representer.represent_none)


def _yaml() -> Any:
    yaml: Any = YAML(typ="rt")
    yaml.Representer = _Representer
    yaml.width = 10_000  # one line for each text: folded lines would end in spaces
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def parse(data: str) -> Any:
    """The tree of ``data``.

    Raises:
        YamlSyntaxError: not YAML, or a key given twice.
    """
    try:
        return _yaml().load(data)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise YamlSyntaxError(
            str(problem).splitlines()[0], None if mark is None else int(mark.line) + 1
        ) from None


def to_text(tree: Any) -> str:
    """The YAML of a tree."""
    stream = io.StringIO()
    _yaml().dump(tree, stream)
    return stream.getvalue()


def to_plain(node: Any) -> Any:
    """Containers and scalars of the YAML library as those of the language."""
    if isinstance(node, Mapping):
        return {str(key): to_plain(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [to_plain(value) for value in cast("list[Any]", node)]
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def line_of(tree: Any, location: tuple[int | str, ...]) -> int | None:
    """The line, from 1, of the deepest node on ``location`` that exists."""
    node, line = tree, None
    for step in location:
        try:
            at = node.lc.key(step) if isinstance(node, CommentedMap) else node.lc.item(step)
            node = node[step]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
        line = int(at[0]) + 1
    return line


def to_tree(value: Any, key: str = "") -> Any:
    """Plain data as a new tree; names and short overrides stand on one line."""
    if isinstance(value, Mapping):
        made: Any = CommentedMap()
        for name, entry in value.items():
            made[name] = to_tree(entry, str(name))
        if key == "alternatives" and set(made) <= _ONE_LINE:
            made.fa.set_flow_style()
        return made
    if isinstance(value, list | tuple):
        sequence: Any = CommentedSeq()
        for entry in cast("list[Any]", value):
            sequence.append(to_tree(entry, key))
        if key == "aliases":
            sequence.fa.set_flow_style()
        return sequence
    return value


def _identity(item: Any) -> str:
    """What makes an entry of a list the same one after an edit."""
    if isinstance(item, Mapping):
        for keys in (("name",), ("code",), ("holder", "target"), ("text",), ("id",)):
            if all(key in item for key in keys):
                return repr([str(item[key]) for key in keys])
    return repr(to_plain(item))


def _merge_sequence(old: Any, entries: list[Any], key: str) -> None:
    before = [_identity(item) for item in old]
    after = [_identity(item) for item in entries]
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    # From the end, so that the places of earlier changes stay right.
    for _, low, high, new_low, new_high in reversed(changes):
        shared = min(high - low, new_high - new_low)
        for place in reversed(range(low + shared, high)):
            del old[place]
        for step in range(shared):
            old[low + step] = merge(old[low + step], entries[new_low + step], key)
        for step in range(shared, new_high - new_low):
            old.insert(low + step, to_tree(entries[new_low + step], key))


def merge(old: Any, new: Any, key: str = "") -> Any:
    """``new``'s content in the nodes of the tree ``old``, so that comments on them survive.

    Returns ``old``, changed, or a new tree where the two differ in kind.
    """
    if isinstance(old, CommentedMap) and isinstance(new, Mapping):
        node: Any = old
        for gone in [name for name in node if name not in new]:
            del node[gone]
        for place, (name, value) in enumerate(new.items()):
            if name in node:
                node[name] = merge(node[name], value, str(name))
            else:
                node.insert(place, name, to_tree(value, str(name)))
        return node
    if isinstance(old, CommentedSeq) and isinstance(new, list | tuple):
        _merge_sequence(old, list(cast("list[Any]", new)), key)
        return old
    return old if to_plain(old) == to_plain(new) else to_tree(new, key)
