"""Rule files are checked when they are loaded, and every problem is told at once."""

import time
from pathlib import Path

import pytest

from classifier import RulesetError
from classifier.lint import lint
from classifier.ruleset import RULES, default_ruleset, load_ruleset

_GOOD = """\
says: It names an act of weaving.
status: stable
category: Write
strength: 50
any: {act: [weave]}
match: [{name: weave_cloth}]
no_match: [{name: get_cloth}]
"""


def _load(tmp_path: Path, **files: str) -> str:
    for name, text in files.items():
        path = tmp_path / "write" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    try:
        load_ruleset(tmp_path)
    except RulesetError as error:
        return str(error).replace(str(tmp_path), "")
    return ""


def test_good_rule_is_loaded(tmp_path: Path) -> None:
    assert _load(tmp_path, weave=_GOOD) == ""


_SLIPS = {
    "unknown key": ("status: stable", "status: stable\ncolour: red", "3: unknown key `colour`"),
    "unknown zone": ("act: [weave]", "acts: [weave]", "5: unknown zone `acts`"),
    "unknown status": ("status: stable", "status: good", "2: `status: good` is not known"),
    "unknown category": ("Write", "Weave", "3: `category: Weave` is not known"),
    "no strength": ("strength: 50\n", "", "`strength` has to be a whole number"),
    "too strong": ("strength: 50", "strength: 100", "4: `strength` has to be"),
    "two conclusions": ("strength: 50", "strength: 50\nsignal: bulk", "exactly one of"),
    "no example": ("match: [{name: weave_cloth}]\n", "", "`match` has to list"),
    "no counter-example": ("no_match: [{name: get_cloth}]\n", "", "`no_match` has to list"),
    "no condition": ("any: {act: [weave]}\n", "", "`all` or `any` has to say"),
    "terms are no list": ("[weave]", "weave", "5: `any.act` has to be a list"),
    "twice": ("status: stable", "status: stable\nstatus: stable", "3: `status` is there twice"),
    "no sentence": ("says: It names an act of weaving.", "says: [x]", "1: `says` has to be"),
    "no YAML": ("says:", "says: [", ": no YAML"),
}


@pytest.mark.parametrize(("old", "new", "message"), _SLIPS.values(), ids=_SLIPS.keys())
def test_slip_is_told_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = _GOOD.replace(old, new, 1)
    assert text != _GOOD
    told = _load(tmp_path, weave=text)
    assert told.startswith("/write/weave.yaml:")
    assert message in told


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    bad = _GOOD.replace("status: stable", "status: good\ncolour: red")
    told = _load(tmp_path, one=bad, two=_GOOD, three="just text")
    assert len(told.splitlines()) == 3


def test_deprecated_rule_never_fires(tmp_path: Path) -> None:
    path = tmp_path / "write" / "weave.yaml"
    path.parent.mkdir()
    path.write_text(_GOOD.replace("stable", "deprecated"), encoding="utf-8")
    assert load_ruleset(tmp_path).rules == ()


_COMPLAINTS = {
    "id is family/name in lower case": ("Weave_It", _GOOD),
    "says is one short sentence": ("weave", _GOOD.replace("weaving.", "weaving")),
    "says does not call a tool safe": ("weave", _GOOD.replace("weaving.", "safe weaving.")),
    "terms can hold": ("weave", _GOOD.replace("[weave]", "[Weave, weave]")),
    "terms are there once": ("weave", _GOOD.replace("[weave]", "[weave, weave]")),
    "patterns are RE2 and do not match the empty text": (
        "weave",
        _GOOD.replace("{act: [weave]}", "{act: [weave], text: ['/x*/']}"),
    ),
    "conditions can be quoted": (
        "weave",
        _GOOD.replace("{act: [weave]}", "{shape: [no-parameters]}"),
    ),
    "examples hold": ("weave", _GOOD.replace("weave_cloth", "knit_cloth")),
}


@pytest.mark.parametrize("check", _COMPLAINTS)
def test_linter_complains(tmp_path: Path, check: str) -> None:
    name, text = _COMPLAINTS[check]
    assert _load(tmp_path, **{name: text}) == ""
    assert check in {complaint.check for complaint in lint(load_ruleset(tmp_path))}


def test_rules_that_ship_load_quickly() -> None:
    start = time.process_time()
    load_ruleset(RULES)
    assert time.process_time() - start < 1.5


def test_rules_are_loaded_once() -> None:
    assert default_ruleset() is default_ruleset()
