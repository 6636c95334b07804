"""A trained model in plain Python: n-grams in, probabilities and their evidence out."""

from classifier.model.grams import Block, read_grams
from classifier.model.placing import Place, place_of
from classifier.model.predicting import Push, Scored, score
from classifier.model.telling import Shown, findings_of_model, what_moved, why_the_model
from classifier.model.weights import MODELS, Model, default_model, load_model

__all__ = [
    "MODELS",
    "Block",
    "Model",
    "Place",
    "Push",
    "Scored",
    "Shown",
    "default_model",
    "findings_of_model",
    "load_model",
    "place_of",
    "read_grams",
    "score",
    "what_moved",
    "why_the_model",
]
