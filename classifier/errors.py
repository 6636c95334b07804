"""The errors of the classifier.

ClassifierError
├── DefinitionError   a definition cannot be read
├── LabelError        a file of labels or definitions cannot be used
└── RulesetError      a rule file cannot be used
"""


class ClassifierError(Exception):
    """Something the classifier was given cannot be used."""


class DefinitionError(ClassifierError):
    """A definition is not usable; the message names the field and the remedy."""


class LabelError(ClassifierError):
    """A file to train from is not usable; the message starts with `path:line`."""


class RulesetError(ClassifierError):
    """A rule file is not usable; the message starts with `path:line` and lists every problem."""
