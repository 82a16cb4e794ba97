"""reliability-security.md 3, group L, as far as policy can show it: what hides stays hidden, whatever stands around."""

import re
from dataclasses import replace
from datetime import date
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.content import Adres, Bijlage, Contact, Content, Melder, Onthulling, Rest, Verrijking
from gateway.domain.kinds import MessageType
from gateway.domain.parking import StepTaken
from gateway.policy import Effect, Facts, explain, judge, strip
from gateway.policy.elements import walk
from tests.kit.policy_cases import (
    AT,
    CHILD,
    DIRECT_HANDOVER,
    EMPLOYEE,
    MOTHER,
    REPORT,
    handover,
)

# Letters that stand in no word of the chain, so that finding them is finding the value.
SURNAME: Final = "Qwzyborn"
NUMBER: Final = "0698765432"
MAIL: Final = "q.wzyborn@wzyschool.invalid"
STREET: Final = "Qwzystraat"
CANARIES: Final = (SURNAME, NUMBER, MAIL, STREET, "8888WZ")
CONTACT: Final = Contact(naam=f"R. {SURNAME}", telefoonnummer=NUMBER, emailadres=MAIL)
HIDDEN: Final = Melder(onthulling=Onthulling.ANONIEM, professional=False, naam=f"R. {SURNAME}", contact=CONTACT)
HOUSE: Final = Adres(straatnaam=STREET, huisnummer=31, postcode="8888WZ", woonplaats="Proefdorp")
NEIGHBOUR: Final = replace(
    MOTHER, rol="melder", geslachtsnaam=SURNAME, voornamen="Quirina", bsn=None, geboortedatum=None, adres=HOUSE
)
SPELLINGS: Final = (
    *(SURNAME, SURNAME.lower(), SURNAME.upper(), f"{SURNAME}s", f"{SURNAME}'s", f"R. {SURNAME}", f"{SURNAME}, R."),
    *(
        f"mevrouw {SURNAME.lower()}",
        "Qwzybórn",
        "Qwzy\u00adborn",
        "Qwzijborn",
        f"<naam>{SURNAME}</naam>",
        "Qwzyb&#111;rn",
    ),
    *(NUMBER, "06-98 76 54 32", "06 9876 5432", "+31 6 98765432", "0031698765432", "+31 (0)6 98.76.54.32"),
    *(MAIL, MAIL.upper(), "q.wzyborn(at)wzyschool.invalid", "q.wzyborn @ wzyschool punt invalid"),
    *(STREET, STREET.lower(), "Qwzystr. 31", f"{STREET} nr. 31", "8888 WZ", "8888wz 31", "Quirina"),
)
# What people write around a name: nothing that makes another word of it.
AROUND: Final = st.text(alphabet=" .,;:()-_/\n0\"'", max_size=6).map(lambda text: f" {text} ")
WORDS: Final = st.sampled_from(["Er zijn zorgen gemeld", "Volgens", "kind zag", "zo hoorde men van", "het team belde"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text in which one of the hidden values stands somewhere, in one of the ways to write it."""
    before, after = draw(WORDS), draw(WORDS)
    return f"{before}{draw(AROUND)}{draw(st.sampled_from(SPELLINGS))}{draw(AROUND)}{after}"


def _placed(text: str, place: int) -> Content:
    content = replace(DIRECT_HANDOVER, melder=HIDDEN, betrokkenen=(MOTHER, CHILD, NEIGHBOUR))
    item = Bijlage(naam="1.txt", soort="s", mime="text/plain", inhoud=b"-")
    note = Verrijking(tekst=text, bron="wijkteam", ontvangen_op=date(2026, 3, 2), noodzaak="veiligheid")
    ways: tuple[Content, ...] = (
        replace(content, melding=replace(REPORT, omschrijving=text)),
        replace(content, verrijking=(note,)),
        replace(content, bijlagen=(replace(item, naam=text),)),
        replace(content, bijlagen=(replace(item, inhoud=text.encode()),)),
        replace(content, rest=(Rest(plaats="p", inhoud=text),)),
        replace(content, betrokkenen=(replace(MOTHER, aanvullende_informatie=text), CHILD, NEIGHBOUR)),
    )
    return ways[place % len(ways)]


def _confirmed(asked: Facts) -> Facts:
    """Return the facts after the author confirmed every removal that was asked for."""
    while True:
        wanted = [step for step in decided(asked) if step[1] is Effect.STRIP]
        if not wanted:
            return asked
        number, effect, elements = wanted[0]
        step = StepTaken(rule=number, effect=effect, by=EMPLOYEE, at=AT, elements=elements)
        asked = replace(asked, steps=(*asked.steps, step))


def decided(asked: Facts) -> list[tuple[str, Effect, tuple[str, ...]]]:
    """Return what each rule says of the message as it would leave."""
    spoken = judge(asked).rulings
    return [(ruling.rule.number, ruling.verdict.effect, ruling.verdict.elements) for ruling in spoken]


def _bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


@settings(max_examples=60)
@given(texts(), st.integers(min_value=0, max_value=5))
def test_no_text_with_a_hidden_value_leaves_without_a_second_reader(text: str, place: int) -> None:
    asked = _confirmed(replace(handover(_placed(text, place)), author=EMPLOYEE))
    after = judge(asked)
    assert not after.passes
    assert {"R029", "R146"} & {rule for rule, effect, _ in decided(asked) if effect is Effect.HOLD}


@settings(max_examples=60)
@given(texts(), st.integers(min_value=0, max_value=5))
def test_what_is_held_is_the_text_that_says_it(text: str, place: int) -> None:
    asked = handover(_placed(text, place))
    held = [elements for rule, effect, elements in decided(asked) if rule == "R029" and effect is Effect.HOLD]
    there = {path for path, value in walk(asked.content) if value in {text, text.encode()}}
    assert there & set(held[0])


@settings(max_examples=60)
@given(texts(), st.integers(min_value=0, max_value=5))
def test_no_explanation_repeats_a_hidden_value(text: str, place: int) -> None:
    decision = judge(handover(_placed(text, place)))
    told = _bare(" ".join(map(explain, decision.rulings)))
    assert not [canary for canary in CANARIES if _bare(canary) in told]


@settings(max_examples=60)
@given(texts(), st.integers(min_value=0, max_value=5))
def test_what_strip_takes_out_stands_in_no_element_that_was_its_own(text: str, place: int) -> None:
    message = handover(_placed(text, place)).message
    left = strip(message, ("melder.naam", "melder.contact", "betrokkenen[2]"), "R027")
    values = [str(value) for path, value in walk(left.content) if isinstance(value, str) and value != text]
    assert not [canary for canary in CANARIES if any(_bare(canary) in _bare(value) for value in values)]
    again = strip(left, ("melder.naam", "melder.contact"), "R027")
    assert again == left


@given(st.lists(WORDS, min_size=1, max_size=8).map(". ".join))
def test_a_text_without_a_hidden_value_is_not_held(text: str) -> None:
    content = replace(DIRECT_HANDOVER, melder=HIDDEN, melding=replace(REPORT, omschrijving=text))
    said = decided(handover(content))
    assert not [rule for rule, effect, _ in said if rule == "R029" and effect is Effect.HOLD]
    assert handover(content).type is MessageType.MSG_34
