"""Language models behind one interface: the embedded one and every provider."""

from summarizer.models._ask import Ask, LanguageModel, Listener, Reply, validated
from summarizer.models._cached import CachedModel
from summarizer.models._open import is_embedded, open_model

__all__ = [
    "Ask",
    "CachedModel",
    "LanguageModel",
    "Listener",
    "Reply",
    "is_embedded",
    "open_model",
    "validated",
]
