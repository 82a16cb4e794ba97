"""Chapter 3.10: the way that a message takes: partner, environment, channel, sealing, version, and who may send what.

What the house keeps before any rule is asked, facts say only where the caller hands it over (`Facts.house`).
"""

from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.faults import FaultCode
from gateway.policy.facts import Facts
from gateway.policy.house import PRODUCTION, Channel
from gateway.policy.people import bsns
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Hold

# Numbers that no person has (the public test numbers of RvIG); any other may be somebody's.
_TEST_NUMBERS: Final = ("99999", "0000")
_INSECURE: Final = frozenset({Channel.MAIL, Channel.FAX, Channel.SMS})


def _registered(facts: Facts) -> Verdicts:
    if facts.house.agreed is not False:
        return ()
    return (
        Deny(
            because="met deze organisatie is geen geldige overeenkomst met sleutels geregistreerd",
            repair="registreer de overeenkomst en de sleutels voordat er wordt uitgewisseld",
        ),
    )


def _environments(facts: Facts) -> Verdicts:
    own, other = facts.house.own_environment, facts.house.partner_environment
    if own is not None and other is not None and own != other:
        return (
            Deny(
                because="productie en test zijn gescheiden, en deze twee partijen zijn niet van dezelfde omgeving",
                repair="gebruik de overeenkomst van de eigen omgeving",
            ),
        )
    return () if own in {None, PRODUCTION} else _real_numbers(facts)


def _real_numbers(facts: Facts) -> Verdicts:
    found = (path for path, number in bsns(facts.content) if not number.startswith(_TEST_NUMBERS))
    elements = tuple(dict.fromkeys(found))
    if not elements:
        return ()
    return (
        Deny(
            because="buiten productie staat een BSN dat van iemand kan zijn",
            repair="gebruik buiten productie alleen de openbare testnummers",
            elements=elements,
        ),
    )


def _no_fallback(facts: Facts) -> Verdicts:
    house = facts.house
    if house.channel in _INSECURE:
        return (
            Deny(
                because="de inhoud gaat nooit per gewone mail, fax of sms",
                repair="wacht tot het kanaal het doet, en bel wat niet kan wachten",
            ),
        )
    if house.channel_up is not False:
        return ()
    return (
        Hold(
            because="het kanaal naar deze ontvanger doet het niet",
            repair="bel wat niet kan wachten, en geef vrij als het kanaal het doet",
            owner=StaffRole.TEAMLEIDER,
            limit="D053",
        ),
    )


def _sealed(facts: Facts) -> Verdicts:
    house = facts.house
    if house.sealed is not False or not house.relayed or house.relay_named is True:
        return ()
    return (
        Deny(
            because="een tussenliggende partij die geen rol heeft, kan de inhoud lezen",
            repair="versleutel voor de ontvanger, of leg de tussenliggende partij als verwerker vast",
        ),
    )


def _version(facts: Facts) -> Verdicts:
    """A version that was not agreed, or that cannot say it all, the interpreter refuses itself."""
    if facts.house.version_supported is not False:
        return ()
    return (
        Deny(
            because="de ontvanger kent deze versie van het bericht niet",
            repair="gebruik de dichtstbijzijnde versie die met de ontvanger is afgesproken",
        ),
    )


def _authorised(facts: Facts) -> Verdicts:
    """Whoever may send it to nobody, may not send it; to whom the others may, R002 says."""
    sender = facts.sender
    if sender is None or not sender.kinds.isdisjoint(kind for kind, _ in facts.entry.routes):
        return ()
    return (
        Deny(
            because="deze afzender mag deze berichtsoort aan niemand sturen",
            repair="kies een berichtsoort die voor deze afzender is afgesproken",
            elements=("header.type", "header.sender"),
        ),
    )


def _in_europe(facts: Facts) -> Verdicts:
    """Partners are those of our own book, hosts those of their agreements."""
    if facts.house.inside_eea is not False:
        return ()
    return (
        Deny(
            because="een computer of sleutel op de weg staat buiten de EER",
            repair="kies een weg die de EER niet verlaat",
        ),
    )


RULES: Final = (
    # Who is in no agreement in force is answered by none of ours.
    Rule(
        number="R131",
        name="Alleen met een geregistreerde overeenkomst en sleutels",
        standing=Standing.DESIGN,
        sources=("AVG 28 (GK)", "RKJ bijlage 5", "STUF StUF052"),
        effects=(Effect.DENY,),
        judge=_registered,
        on_arrival=True,
        fault=FaultCode.NOT_AUTHORISED,
        examples=Examples(
            passes="De overeenkomst is getekend en de sleutel nagegaan", refuses="Een testpartij in productie"
        ),
    ),
    Rule(
        number="R135",
        name="Productie en test zijn gescheiden",
        standing=Standing.STD,
        sources=("DK EB003-EB005", "STUF StUF052"),
        effects=(Effect.DENY,),
        judge=_environments,
        on_arrival=True,
        fault=FaultCode.NOT_AUTHORISED,
        examples=Examples(
            passes="Twee partijen van dezelfde omgeving",
            refuses="Een partij met _T in productie, of een echt BSN in test",
        ),
    ),
    # There is one channel, and what cannot be delivered waits.
    Rule(
        number="R137",
        name="Geen terugval op onveilige post",
        standing=Standing.STD,
        sources=("NTA7516", "S004"),
        effects=(Effect.DENY, Effect.HOLD),
        judge=_no_fallback,
        examples=Examples(
            passes="Het kanaal doet het niet, en er wordt gebeld", refuses="Een overdracht per gewone mail"
        ),
    ),
    Rule(
        number="R140",
        name="Versleuteld tot bij de ontvanger",
        standing=Standing.STD,
        sources=("DK osb-rm-e", "NTA7516", "STUF StUF052"),
        effects=(Effect.DENY,),
        judge=_sealed,
        on_arrival=True,
        fault=FaultCode.NOT_AUTHORISED,
        examples=Examples(
            passes="De inhoud is versleuteld met de sleutel van de ontvanger",
            refuses="Leesbare inhoud bij een tussenliggende partij die nergens staat",
        ),
    ),
    Rule(
        number="R147",
        name="Een versie die de ontvanger kent",
        standing=Standing.STD,
        sources=("STUF StUF058", "JZ 1.0.7 en 1.0.9"),
        effects=(Effect.DENY,),
        judge=_version,
        on_arrival=True,
        fault=FaultCode.PROCESS_FAULT,
        examples=Examples(
            passes="Versie 1.0.7 gaat zonder verlies naar 1.0.9",
            refuses="Een zorgmelding in een versie van voor 1.0.7",
        ),
    ),
    Rule(
        number="R148",
        name="De afzender mag deze berichtsoort sturen",
        standing=Standing.STD,
        sources=("RKJ", "STUF StUF052"),
        effects=(Effect.DENY,),
        judge=_authorised,
        on_arrival=True,
        fault=FaultCode.NOT_AUTHORISED,
        examples=Examples(
            passes="Veilig Thuis stuurt de politie een terugkoppeling",
            refuses="Een gemeente stuurt een politiemelding",
        ),
    ),
    Rule(
        number="R149",
        name="Niets buiten de EER",
        standing=Standing.LAW,
        sources=("AVG 44 (GK)", "STUF StUF052"),
        effects=(Effect.DENY,),
        judge=_in_europe,
        on_arrival=True,
        fault=FaultCode.NOT_AUTHORISED,
        examples=Examples(passes="Een computer in Nederland", refuses="Een tussenstation buiten de EER"),
    ),
)
