"""Language models behind one interface: the embedded one and every provider."""

from summarizer.models._ask import Ask, LanguageModel, Listener, Reply, aclose, validated
from summarizer.models._cached import AnswerStore, CachedModel, answer_key
from summarizer.models._open import is_embedded, open_model
from summarizer.models._recorded import RecordedAnswers, UnaskedModel
from summarizer.models._wrapper import WrapperModel

__all__ = [
    "AnswerStore",
    "Ask",
    "CachedModel",
    "LanguageModel",
    "Listener",
    "RecordedAnswers",
    "Reply",
    "UnaskedModel",
    "WrapperModel",
    "aclose",
    "answer_key",
    "is_embedded",
    "open_model",
    "validated",
]
