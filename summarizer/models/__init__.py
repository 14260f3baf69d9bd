"""Language models behind one interface: the embedded one and every provider."""

from summarizer.models._ask import Ask, LanguageModel, Listener, Reply
from summarizer.models._open import open_model

__all__ = ["Ask", "LanguageModel", "Listener", "Reply", "open_model"]
