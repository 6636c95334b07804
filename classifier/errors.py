"""The errors of the classifier.

ClassifierError
├── DefinitionError   a definition cannot be read
└── RulesetError      a rule file cannot be used
"""


class ClassifierError(Exception):
    """Something the classifier was given cannot be used."""


class DefinitionError(ClassifierError):
    """A definition is not usable; the message names the field and the remedy."""


class RulesetError(ClassifierError):
    """A rule file is not usable; the message starts with `path:line` and lists every problem."""
