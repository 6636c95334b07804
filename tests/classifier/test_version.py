"""The version covers all that verdicts depend on, and the face of the package is fixed."""

import re

import classifier
from classifier import CLASSIFIER_VERSION, classify, parse_definition
from classifier.version import classifier_version


def test_version_names_package_and_content() -> None:
    assert re.fullmatch(r"[0-9][^+]*\+[0-9a-f]{12}", CLASSIFIER_VERSION)


def test_version_is_the_same_each_time() -> None:
    assert classifier_version() == CLASSIFIER_VERSION


def test_verdict_carries_the_version() -> None:
    assert classify(parse_definition({"name": "x"})).classifier == CLASSIFIER_VERSION


def test_face_of_the_package() -> None:
    assert classifier.__all__ == sorted(classifier.__all__)
    assert {"classify", "CLASSIFIER_VERSION", "parse_definition", "text_at"} <= set(
        classifier.__all__
    )
    assert all(hasattr(classifier, name) for name in classifier.__all__)
