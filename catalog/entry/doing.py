"""Say in one sentence what a tool does: its verb, its object, its key, and what follows."""

from catalog.entry.phrasebook import phrasebook
from catalog.entry.reading import Reading
from catalog.entry.wording import label, listed
from classifier import Category, Signal, Verdict
from classifier.lexicon import plurals

_KEYS = 2
_GIVEN = 3


def doing(reading: Reading, verdict: Verdict) -> str:
    """Return the sentence; where nothing is sure it says what the words point to."""
    texts = phrasebook().summary
    if verdict.needs_review:
        has_words = any(each not in _of_signals(verdict) for each in verdict.findings)
        form = texts["points" if has_words else "undecided"]
        return form.format(name=reading.label, category=verdict.category.value)
    return f"{reading.label} {_act(reading, verdict.category)}; {_clause(reading, verdict)}"


def _act(reading: Reading, category: Category) -> str:
    """Return the verbs of the name with their object, or a phrase for the category."""
    if not reading.verbs:
        return phrasebook().acts[category]
    verbs = " or ".join(next(plurals(verb)) for verb in reading.verbs)
    told = f"{verbs} {_object(reading.noun)}".rstrip()
    keys = " and ".join(map(_written, reading.keys[:_KEYS]))
    if reading.noun:
        return f"{told} by {keys}" if keys else told
    given = [label(each.name) for each in reading.arguments if each.is_required][:_GIVEN]
    return f"{told}, given {listed(given)}" if given else told


def _object(noun: tuple[str, ...]) -> str:
    if not noun:
        return ""
    words = " ".join(map(_written, noun))
    if _takes_no_article(noun[-1]):
        return words
    return f"{'an' if _opens_with_vowel(words) else 'a'} {words}"


def _written(word: str) -> str:
    return word.upper() if word in phrasebook().acronyms else word


def _takes_no_article(last: str) -> bool:
    is_plural = last.endswith("s") and not last.endswith(("ss", "us", "is"))
    return is_plural or last in phrasebook().mass_nouns or last.endswith(("ing", "ed"))


def _opens_with_vowel(words: str) -> bool:
    return words[0] in "aeio" or (
        words[0] == "u" and not words.startswith(("uni", "ur", "us", "ut"))
    )


def _clause(reading: Reading, verdict: Verdict) -> str:
    clauses = phrasebook().clauses
    words = {*reading.verbs, *reading.object}
    match verdict.category:
        case Category.EXECUTE if Signal.FREEFORM_CODE in verdict.signals:
            return clauses["code"]
        case Category.WRITE if Signal.EXTERNAL_SEND in verdict.signals:
            return clauses["sends"]
        case Category.WRITE if Signal.OVERWRITES in verdict.signals:
            return clauses["overwrites"]
        case Category.READ if reading.saves:
            return clauses["saves"]
    for key, marks in phrasebook().marks[verdict.category].items():
        if words & marks:
            return clauses[key]
    return clauses[verdict.category.value]


def _of_signals(verdict: Verdict) -> set[object]:
    return {finding for _, found in verdict.signal_findings for finding in found}


def unlisted(reading: Reading) -> str | None:
    """Return the sentence about arguments that only the text names; None without one."""
    if not reading.unlisted:
        return None
    form = phrasebook().summary["unlisted"]
    return form.format(names=listed(reading.unlisted))
