"""Find the passages of a definition that steer the model beyond the tool's own use."""

from classifier.steering.concepts import Concepts, default_concepts, read_concepts
from classifier.steering.grams import grams_of
from classifier.steering.noticing import noticed
from classifier.steering.passages import Passage, Text, passages_of, texts_of
from classifier.steering.weighing import Steering, default_steering

__all__ = [
    "Concepts",
    "Passage",
    "Steering",
    "Text",
    "default_concepts",
    "default_steering",
    "grams_of",
    "noticed",
    "passages_of",
    "read_concepts",
    "texts_of",
]
