"""Write the pages that explain, and the documents that belong to them."""

from collections.abc import Iterator
from itertools import count

from catalog.entry import TOKENIZER, WINDOW, Summary
from catalog.errors import RenderError
from catalog.render.address import ATTACKS, CHECK, RULES, STATE, document_of, file_of
from catalog.render.documents import SCHEMA_VERSION
from catalog.render.listpage import chunks, part, tool_line
from catalog.render.pages import Printer
from catalog.render.reference.attackpages import AttackCard, attack_cards
from catalog.render.reference.lookup import print_lookup
from catalog.render.reference.rulepages import RulePage, rule_families
from catalog.render.reference.state import charts, state_result
from catalog.render.reference.survey import Survey

EXAMPLES = 12
"""Tools that the page of a rule shows."""


def print_reference(printer: Printer, survey: Survey, summary: Summary) -> Iterator[str]:
    """Write everything; yields the files."""
    yield from _print_state(printer, survey, summary)
    yield from _print_attacks(printer, survey)
    yield from _print_rules(printer, survey)
    yield printer.page("check.html", CHECK, tools=survey.tools)
    yield from print_lookup(printer, survey, summary)


def _print_state(printer: Printer, survey: Survey, summary: Summary) -> Iterator[str]:
    shown = charts(summary, survey.figures, printer.words)
    document = {
        "schema_version": SCHEMA_VERSION,
        "generated_at": summary.generated_at,
        "classifier": summary.classifier,
        "result": state_result(summary, survey, shown),
    }
    yield printer.document("state", document_of(STATE), document)
    values = {
        "summary": summary,
        "charts": shown,
        "figures": survey.figures,
        "heaviest": survey.heaviest(),
        "tokenizer": TOKENIZER,
        "window": WINDOW,
    }
    yield printer.page("state.html", STATE, **values)


def _print_attacks(printer: Printer, survey: Survey) -> Iterator[str]:
    cards = attack_cards(survey.counts("attack"), printer.words)
    frameworks = dict.fromkeys(card.framework for card in cards)
    groups = [(name, [card for card in cards if card.framework == name]) for name in frameworks]
    yield printer.page("attacks.html", ATTACKS, groups=groups)
    for card in cards:
        yield from _print_attack(printer, survey, card)


def _print_attack(printer: Printer, survey: Survey, card: AttackCard) -> Iterator[str]:
    seen = 0
    rows = survey.rows("attack", card.id)
    for number, chunk in zip(count(1), chunks(rows), strict=False):
        seen += len(chunk)
        at = part(card.page, number, card.count)
        lines = [tool_line(row, printer.words) for row in chunk]
        yield printer.page("attack.html", at.address, part=at, card=card, rows=lines)
    if seen != card.count:
        raise RenderError(f"{file_of(card.page)}: {card.count} tools were counted, {seen} found")


def _print_rules(printer: Printer, survey: Survey) -> Iterator[str]:
    families = rule_families(survey.counts("rule"), printer.words)
    yield printer.page("rules.html", RULES, families=families)
    for family in families:
        for rule in family.rules:
            examples = tuple(survey.rows("rule", rule.id, EXAMPLES))
            view = RulePage(rule, family, examples)
            lines = [tool_line(row, printer.words) for row in examples]
            yield printer.page("rule.html", rule.page, view=view, rows=lines)
