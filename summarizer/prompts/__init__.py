"""Prompts as data: templates, examples and the sector taxonomy, checked when loaded."""

from summarizer.prompts._machine_talk import SetAside, set_aside
from summarizer.prompts._prompt import Example, Prompt, Stage, load_prompt, prompt_names
from summarizer.prompts._render import Message, Question, Turn, render, render_repair, render_told
from summarizer.prompts._repair import correction
from summarizer.prompts._taxonomy import SectorEntry, Taxonomy, load_taxonomy

__all__ = [
    "Example",
    "Message",
    "Prompt",
    "Question",
    "SectorEntry",
    "SetAside",
    "Stage",
    "Taxonomy",
    "Turn",
    "correction",
    "load_prompt",
    "load_taxonomy",
    "prompt_names",
    "render",
    "render_repair",
    "render_told",
    "set_aside",
]
