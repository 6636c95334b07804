"""Pages that explain: the state of the catalogue, attack patterns, rules, and the stack check."""

from catalog.render.reference.attackpages import AttackCard, attack_cards
from catalog.render.reference.explaining import LabelReference, label_reference
from catalog.render.reference.printing import print_reference
from catalog.render.reference.survey import Survey

__all__ = [
    "AttackCard",
    "LabelReference",
    "Survey",
    "attack_cards",
    "label_reference",
    "print_reference",
]
