"""A definition in, a verdict out. A leaf: knows no network, no HTML, no database."""

from classifier.definition import Definition, parse_definition, path_to, text_at
from classifier.errors import ClassifierError, DefinitionError, RulesetError
from classifier.taxonomy import BASE_RISK, Category, RiskLevel, Signal
from classifier.verdict import Contradiction, Finding, RiskStep, Verdict

__all__ = [
    "BASE_RISK",
    "Category",
    "ClassifierError",
    "Contradiction",
    "Definition",
    "DefinitionError",
    "Finding",
    "RiskLevel",
    "RiskStep",
    "RulesetError",
    "Signal",
    "Verdict",
    "parse_definition",
    "path_to",
    "text_at",
]
