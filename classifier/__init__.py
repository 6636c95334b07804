"""A definition in, a verdict out. A leaf: knows no network, no HTML, no database."""

from classifier.classifying import classify
from classifier.definition import Definition, parse_definition, path_to, text_at
from classifier.errors import ClassifierError, DefinitionError, LabelError, RulesetError
from classifier.taxonomy import BASE_RISK, Category, RiskLevel, Signal
from classifier.verdict import (
    Contradiction,
    DecidedBy,
    Envelope,
    Finding,
    Operation,
    Prediction,
    RiskStep,
    Verdict,
)
from classifier.version import CLASSIFIER_VERSION

__all__ = [
    "BASE_RISK",
    "CLASSIFIER_VERSION",
    "Category",
    "ClassifierError",
    "Contradiction",
    "DecidedBy",
    "Definition",
    "DefinitionError",
    "Envelope",
    "Finding",
    "LabelError",
    "Operation",
    "Prediction",
    "RiskLevel",
    "RiskStep",
    "RulesetError",
    "Signal",
    "Verdict",
    "classify",
    "parse_definition",
    "path_to",
    "text_at",
]
