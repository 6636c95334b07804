"""Hold what pages say of tools together against the verdicts: stand-ins and combinations."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from proof_pages import Node, Page

from policy import Standing, load, standing

_PATTERNS = Path(__file__).resolve().parents[2] / "policy/combinations.yaml"
_LEVELS = ("Low", "Medium", "High", "Critical")
_CLOSED = (Standing.HIDDEN, Standing.DENIED)
Wrong = tuple[str, str]


def wrong_instead(
    page: Page, document: Mapping[str, Any], siblings: Mapping[str, Any], recommended: Any
) -> Iterator[Wrong]:
    """Yield what is wrong about the tool that a page names as the weaker one.

    `siblings` are the documents of the tools of the server by their pages.
    """
    where = "least privilege instead"
    found = _instead(page)
    if found is None:
        return
    other = siblings.get(found)
    if other is None:
        yield where, f"{found} is no tool of this server"
        return
    verdict, own = other["verdict"], document["verdict"]
    if verdict["category"] != "Read" or verdict["needs_review"]:
        yield where, f"{other['name']!r} does more than read, or nobody knows"
    # At one risk level a reader is weaker than what does more; never one that is High.
    most = _LEVELS.index(own["risk"]) - (own["category"] == "Read")
    if _LEVELS.index(verdict["risk"]) > min(most, _LEVELS.index("Medium")):
        yield where, f"{other['name']!r} is no weaker"
    if standing(recommended, other["name"]) in _CLOSED:
        yield where, f"{other['name']!r} cannot be called under the recommended policy"
    text = document["definition"].get("description") or ""
    if not _words(other["name"]) & (_words(document["name"]) | _words(text)):
        yield where, f"{other['name']!r} has no word in common with {document['name']!r}"


def _instead(page: Page) -> str | None:
    for section in page.root.all("section", id="control"):
        inside = [each for each in section.inside if isinstance(each, Node)]
        for at, each in enumerate(inside):
            if each.tag == "h3" and each.text() == "Least privilege instead":
                (link,) = inside[at + 1].all("a", kind="name")
                return re.sub(r"^(\.\./)+", "", link.attributes["href"])
    return None


def _words(name: str) -> set[str]:
    """Return the words of a name, those in the plural as in the singular."""
    parts = re.split(r"[^a-z0-9]+", re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name).lower())
    return {form for part in parts if part for form in _singulars(part)}


def _singulars(word: str) -> set[str]:
    return {word, word.removesuffix("s"), word.removesuffix("es"), re.sub("ies$", "y", word)}


def wrong_combinations(
    page: Page, server: Mapping[str, Any], tools: Sequence[Mapping[str, Any]]
) -> Iterator[Wrong]:
    """Yield where combinations, their fewest denials or the sentence about them are wrong."""
    if not server["policies"]:
        return
    policy = load(server["policies"][0]["document"])
    live = _live(tools)
    left = _live([each for each in tools if standing(policy, each["name"]) not in _CLOSED])
    told = server["combinations"]
    legs = {each["id"]: [set(leg["tools"]) for leg in each["legs"]] for each in told["found"]}
    where = "combinations"
    if legs != live:
        yield where, "other combinations than the verdicts make"
    if {each["id"] for each in told["found"] if each["remains"]} != set(left):
        yield where, "others remain under the recommended policy"
    denied = set(told["fewest_denials"])
    after = _live([each for each in tools if each["name"] not in denied])
    if after:
        yield where, f"the denials leave {sorted(after)}"
    fewest = _fewest(list(live.values()))
    if len(denied) != fewest:
        yield where, f"{len(denied)} denials, and {fewest} are enough"
    yield from (
        (where, wrong) for wrong in _wrong_sentence(page, len(live), len(denied), len(left))
    )


def _live(tools: Sequence[Mapping[str, Any]]) -> dict[str, list[set[str]]]:
    raw = yaml.safe_load(_PATTERNS.read_text("utf-8"))
    found = {}
    for pattern in raw["patterns"]:
        legs = [raw["legs"][leg] for leg in pattern["legs"]]
        names = [{each["name"] for each in tools if _serves(leg, each)} for leg in legs]
        if all(names):
            found[pattern["id"]] = names
    return found


def _serves(leg: Mapping[str, Any], tool: Mapping[str, Any]) -> bool:
    category, signals = tool["verdict"]["category"], set(tool["verdict"]["signals"])
    if category in leg.get("categories", ()) or signals & set(leg.get("signals", ())):
        return True
    if any(category == kind and signal in signals for kind, signal in leg.get("together", ())):
        return True
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", tool["name"]).lower()
    words = set(re.split(r"[^a-z0-9]+", name))
    return any(
        category in each["categories"]
        and not words & set(each.get("not", ()))
        and any(set(phrase) <= words for phrase in each["words"])
        for each in leg.get("named", ())
    )


def _fewest(live: list[list[set[str]]], denied: frozenset[str] = frozenset()) -> int:
    """Return how many denials break everything: of each that is live, some leg has to go."""
    whole = [legs for legs in live if not any(leg <= denied for leg in legs)]
    if not whole:
        return len(denied)
    return min(_fewest(whole[1:], denied | leg) for leg in whole[0])


def _wrong_sentence(page: Page, live: int, denied: int, left: int) -> Iterator[str]:
    (section,) = page.root.all("section", id="combinations")
    text = " ".join(section.text().split())
    if (not live) != ("None of the combinations that are looked for" in text):
        yield "the page tells none where there are some, or some where there are none"
    if not live:
        return
    count = re.search(r"Denying ([\d,]+|one) tools? ends (this one|all of these)", text)
    if count is None or count[1].replace(",", "").replace("one", "1") != str(denied):
        yield f"the page tells another number of denials than {denied}"
    says = re.search(r"The recommended policy leaves (none|it|all|\d+)\b", text)
    told = {"none": 0, "it": 1, "all": live}.get(says[1], says[1]) if says else None
    if str(told) != str(left):
        yield f"the page says that the policy leaves {told}, and it leaves {left}"
