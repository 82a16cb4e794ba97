"""Chapter 3.3, third part: a text by which the hidden can be recognised."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, groupby
from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.policy.elements import covers
from gateway.policy.facts import Facts, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules import addresses, reporter
from gateway.policy.scan import Hit, Mark, Text, find_marks, find_relations, marks_at, marks_of_person, texts_of
from gateway.policy.scan.texts import text_of
from gateway.policy.verdicts import Flag, Hold, Strip, Verdict

_OF_REPORTER: Final = ("R027", "R028", "R029a")
_OF_ADDRESS: Final = ("R024", "R025")
_HIDING: Final = {rule.number: rule for rule in (*addresses.RULES, *reporter.RULES)}
# A ground of CL09 tells nothing about anybody.
_GROUND: Final = "melder.reden_onthulling"
_NUMBER: Final = "R029"
# By the number of each rule, the elements that it hides.
Hidden = dict[str, tuple[str, ...]]
# By whom everybody around a family knows who is meant; a region adds the words of its own people.
RELATIONS: Final = frozenset(
    {
        *("buurvrouw", "buurman", "buren", "buurmeisje", "buurjongen", "buurtbewoner", "buurtgenoot"),
        *("overbuurvrouw", "overbuurman", "overburen", "bovenbuurvrouw", "bovenbuurman", "bovenburen"),
        *("onderbuurvrouw", "onderbuurman", "onderburen", "benedenbuurvrouw", "benedenbuurman", "benedenburen"),
        *("juf", "juffrouw", "leerkracht", "leraar", "lerares", "docent", "docente", "intern begeleider"),
        *("schoolarts", "jeugdarts", "jeugdverpleegkundige", "wijkverpleegkundige", "huisarts", "verloskundige"),
        *("kraamverzorgster", "kraamhulp", "oppas", "gastouder", "pedagogisch medewerker", "klassenassistent"),
        *("oma", "opa", "grootmoeder", "grootvader", "tante", "oom", "schoonmoeder", "schoonvader", "schoonzus"),
        *("zwager", "peettante", "peetoom", "werkgever", "leidinggevende", "huisbaas", "verhuurder", "dominee"),
        *("pastoor", "imam", "voetbaltrainer", "trainer"),
    }
)
# These mean somebody only with an article before them, or with `van` behind.
RELATIONS_WITH_ARTICLE: Final = frozenset(
    {
        *("meester", "mentor", "collega", "coach", "vriend", "vriendin", "nicht", "neef", "zus", "broer"),
        *("wijkagent", "hulpverlener", "begeleider", "agent", "conrector", "directeur", "kapper"),
    }
)
# Surnames and first names that are words too; with a capital, a title or initials they are names.
COMMON_NAMES: Final = frozenset(
    {
        *("appel", "baas", "bakker", "beek", "berg", "best", "beuk", "blauw", "bloem", "boer", "boom", "boon", "bos"),
        *("brand", "brink", "broek", "brouwer", "brug", "bruin", "buur", "dam", "dekker", "dijk", "dorp", "drost"),
        *("eind", "engel", "fijn", "geel", "goed", "graaf", "groen", "groot", "haan", "haas", "hart", "heer", "herder"),
        *("hoek", "hof", "hond", "huis", "jager", "jong", "kamp", "kant", "kat", "kerk", "keizer", "kind", "klein"),
        *("kok", "koning", "koopman", "kort", "kraan", "kramer", "kuiper", "laan", "lam", "land", "lang", "leeuw"),
        *("lente", "maas", "maat", "man", "mark", "meer", "meester", "metselaar", "molen", "molenaar", "mooi", "mus"),
        *("nacht", "oud", "os", "otter", "park", "plas", "poot", "post", "postma", "prins", "raaf", "rijk", "ring"),
        *("roos", "rood", "ruiter", "schaap", "schilder", "schipper", "schouten", "slager", "slot", "smid", "smit"),
        *("snel", "snijder", "spin", "spruit", "steen", "stoel", "storm", "straat", "timmerman", "veen", "veer"),
        *("veld", "visser", "vlieger", "voet", "vogel", "vos", "vrij", "vrijdag", "vrouw", "waal", "water", "wever"),
        *("wil", "wind", "winter", "wit", "witte", "wolf", "zaal", "zand", "zee", "zomer", "zorg", "zwaan", "zwart"),
    }
)


def _hidden(facts: Facts) -> Hidden:
    """Return what each rule hides in the message of these facts; on arrival the reporter alone is marked."""
    numbers = (*_OF_REPORTER, *_OF_ADDRESS) if facts.leaves else _OF_REPORTER
    asked = (_HIDING[number] for number in numbers if number not in facts.region.off)
    found = {rule.number: tuple(_elements(rule, facts)) for rule in asked}
    return {number: elements for number, elements in found.items() if elements}


def _elements(rule: Rule, facts: Facts) -> Iterator[str]:
    for verdict in rule.judge(facts):
        if isinstance(verdict, Strip if facts.leaves else Flag):
            yield from (element for element in verdict.elements if element != _GROUND)


def _hits(facts: Facts, before: Facts, hidden: Hidden, relation: str | None) -> Iterator[Hit]:
    """Search what would leave for the marks of what was hidden in what was handed in."""
    there = hidden if before is facts else _hidden(facts)
    now = tuple(chain.from_iterable(there.values()))
    texts = [(path, Text(text)) for path, text in texts_of(facts.message) if text and not _covered(path, now)]
    stays = _marks_that_stay(facts, now) if hidden else frozenset()
    common = facts.region.words(_NUMBER, "common_names")
    for number, elements in hidden.items():
        marks = marks_at(before.content, elements, common)
        # Where somebody hides may not be said of who lives there too; a name may be that of another.
        yield from find_marks(texts, marks if number in _OF_ADDRESS else marks - stays, number)
    if relation is not None:
        words = facts.region.words(_NUMBER, "relations"), facts.region.words(_NUMBER, "relations_with_article")
        yield from find_relations(texts, *words, relation)


def _covered(path: str, hidden: tuple[str, ...]) -> bool:
    return any(covers(each, path) for each in hidden)


def _hides_reporter(facts: Facts, hidden: Hidden) -> str | None:
    """Return the rule that hides the reporter, also when nothing of who that is stands in the message."""
    if facts.leaves and facts.type in reporter.REPORTS:
        return None
    found = reporter.hiding_rule(facts) or next((number for number in _OF_REPORTER if number in hidden), None)
    removed = (number for number in _OF_REPORTER if number in facts.content.verwijderd)
    if found or facts.history.known(CaseFact.REPORTER_HIDDEN) is not Known.YES:
        return found or next(removed, None)
    return "R027"


def _marks_that_stay(facts: Facts, hidden: tuple[str, ...]) -> frozenset[Mark]:
    """Return the marks of the persons who stay in the message: a text may mean them."""
    common = facts.region.words(_NUMBER, "common_names")
    there = enumerate(facts.content.betrokkenen)
    persons = (person for place, person in there if not _covered(f"betrokkenen[{place}]", hidden))
    return frozenset(mark for person in persons for mark in marks_of_person(person, common))


def _recognisable(facts: Facts) -> Verdicts:
    before = facts if facts.submitted is None else replace(facts, message=facts.submitted)
    hidden = _hidden(before)
    relation = _hides_reporter(before, hidden)
    if not hidden and relation is None:
        return ()
    hits = tuple(sorted(_hits(facts, before, hidden, relation)))
    unread = () if relation is None else _unread(facts)
    return (_held(facts, hits), *unread) if hits else unread


def _held(facts: Facts, hits: tuple[Hit, ...]) -> Verdict:
    elements = tuple(dict.fromkeys(hit.path for hit in hits))
    because = f"wie verborgen blijft, is te herkennen: {_told(hits)}"
    repair = "herschrijf deze teksten zonder wat naar die persoon of plaats leidt, en laat een tweede lezer ze nakijken"
    if not facts.leaves:
        return Flag(because=because, repair="behandel deze teksten als beschermd", elements=elements)
    return Hold(
        because=because,
        repair=repair,
        elements=elements,
        owner=StaffRole.GEDRAGSWETENSCHAPPER,
        limit="D053",
        another=True,
    )


def _told(hits: tuple[Hit, ...]) -> str:
    """Say of each kind of mark where it stands; never what it is."""
    ordered = sorted(hits, key=lambda hit: (hit.rule, hit.kind, hit.path))
    groups = groupby(ordered, key=lambda hit: (hit.rule, hit.kind))
    return "; ".join(f"{kind} ({rule}) in {', '.join(hit.path for hit in found)}" for (rule, kind), found in groups)


def _unread(facts: Facts) -> Verdicts:
    """A document that is no plain text nobody reads here: it is said, for it may hold what was looked for."""
    items = enumerate(facts.content.bijlagen)
    found = tuple(f"bijlagen[{place}]" for place, item in items if text_of(item.inhoud) is None)
    if not facts.leaves or not found:
        return ()
    return (
        Flag(
            because="de melder blijft verborgen, en deze bijlagen zijn hier niet te doorzoeken",
            repair="kijk zelf na of de melder in deze bijlagen te herkennen is",
            elements=found,
        ),
    )


RULES: Final = (
    Rule(
        number=_NUMBER,
        name="Wie verborgen blijft, is niet te herkennen in een tekst",
        standing=Standing.AGREE,
        sources=("UbWmo 4.1.8 lid 3", "KNMG"),
        effects=(Effect.HOLD, Effect.FLAG),
        judge=_recognisable,
        on_arrival=True,
        alone=True,
        revision=2,
        examples=Examples(
            passes="In de tekst staat: er zijn zorgen gemeld",
            refuses="In de tekst staat: de buurvrouw hoorde het door de muur",
        ),
        parameters={
            "relations": RELATIONS,
            "relations_with_article": RELATIONS_WITH_ARTICLE,
            "common_names": COMMON_NAMES,
        },
    ),
)
