"""Checks on known and questions about a case to play with: small StUF documents, and whole contents of the domain."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from gateway.domain.content import (
    Adres,
    Antwoord,
    Antwoorddeel,
    Bekendheid,
    Betrokkene,
    Bijlage,
    Contact,
    Content,
    Eenheid,
    Geslacht,
    Uitvraag,
    Vraag,
)
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate

# --- documents -------------------------------------------------------------------------------------------------------

_PERSON: Final = """<ZKN:gerelateerde StUF:entiteittype="OBJ">
      <ZKN:natuurlijkPersoon StUF:entiteittype="NPS">
        <BG:inp.bsn>999990019</BG:inp.bsn>
        <BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>
        <BG:geboortedatum>20150401</BG:geboortedatum>
      </ZKN:natuurlijkPersoon>
    </ZKN:gerelateerde>"""
_CONCERNS: Final = f'<JZ:heeftBetrekkingOp StUF:entiteittype="ZAKOBJ">{_PERSON}</JZ:heeftBetrekkingOp>'


def _unit(name: str, entity: str, unit: str) -> str:
    return f"""<JZ:{name} StUF:entiteittype="{entity}"><ZKN:gerelateerde StUF:entiteittype="BTR">
      <ZKN:organisatorischeEenheid StUF:entiteittype="OEH">
        <ZKN:identificatie>VT-TRIAGE</ZKN:identificatie><ZKN:naam>{unit}</ZKN:naam>
      </ZKN:organisatorischeEenheid>
    </ZKN:gerelateerde></JZ:{name}>"""


_ASKS: Final = _unit("heeftAlsInitiator", "ZAKBTRINI", "Veilig Thuis Voorbeeld")
_ANSWERS: Final = _unit("heeftAlsUitvoerende", "ZAKBTRUTV", "Team West")


def _answer(explanation: str, parts: str, documents: str) -> str:
    return f"""
  <JZ:object StUF:entiteittype="VVZ">
    <JZ:identificatie>GEM-2026-000007</JZ:identificatie>
    <JZ:verzoekidentificatie>VTV-2026-000142</JZ:verzoekidentificatie>{explanation}
    <JZ:heeftBetrekkingOp StUF:entiteittype="ZAKOBJ">{_PERSON}
      <ZKN:indicatieBekend>J</ZKN:indicatieBekend>{parts}
    </JZ:heeftBetrekkingOp>
    {_ASKS}
    {_ANSWERS}{documents}
  </JZ:object>
"""


BODIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "vcobDi01": f"""
  <JZ:object StUF:entiteittype="VVZ">
    <JZ:identificatie>VTV-2026-000142</JZ:identificatie>
    <JZ:soortVerzoeker>05</JZ:soortVerzoeker>
    <JZ:redenVerzoek><JZ:code>01</JZ:code></JZ:redenVerzoek>
    {_CONCERNS}
    {_ASKS}
  </JZ:object>
""",
        "ucobDi01": _answer("", "", ""),
        "vciDi01": f"""
  <JZ:object StUF:entiteittype="VVZ">
    <JZ:identificatie>VTV-2026-000142</JZ:identificatie>
    <JZ:soortVerzoeker>05</JZ:soortVerzoeker>
    <JZ:omschrijving>Fictieve omschrijving</JZ:omschrijving>
    <JZ:redenVerzoek><JZ:code>01</JZ:code></JZ:redenVerzoek>
    <JZ:specifiekeVraag><JZ:code>V001</JZ:code></JZ:specifiekeVraag>
    {_CONCERNS}
    {_ASKS}
  </JZ:object>
""",
        "uciDi01": _answer(
            """
    <JZ:toelichtendeInformatie>
      <JZ:omschrijving>Fictieve toelichting</JZ:omschrijving>
    </JZ:toelichtendeInformatie>""",
            """
      <ZKN:specifiekeVraag><BG:code>V001</BG:code><BG:antwoord>Ja</BG:antwoord></ZKN:specifiekeVraag>""",
            """
    <JZ:heeftRelevant StUF:entiteittype="ZAKEDC"><ZKN:gerelateerde StUF:entiteittype="EDC">
      <ZKN:inhoud StUF:bestandsnaam="plan.pdf" xmime:contentType="application/pdf">JVBERi0xLjQK</ZKN:inhoud>
      <ZKN:naam>Plan van aanpak</ZKN:naam>
    </ZKN:gerelateerde></JZ:heeftRelevant>""",
        ),
    }
)

# --- contents --------------------------------------------------------------------------------------------------------

CHILD: Final = Betrokkene(
    kenmerk="kind-1",
    rol="kind",
    geslachtsnaam="Vörbeeld-Çelik",
    voorvoegsel="van 't",
    voorletters="S.Ø.",
    voornamen="Søren Ömer",
    geslacht=Geslacht.ONBEKEND,
    geboortedatum=IncompleteDate(2015, 4),
    bsn="999990019",
    vreemdelingennummer="1234567890",
    adres=Adres(
        soort="woonadres",
        straatnaam="Teststraat",
        huisnummer=1,
        huisletter="A",
        huisnummertoevoeging="bis",
        postcode="1234AB",
        woonplaats="Voorbeeldstad",
        landcode="6030",
        land="Nederland",
        regels=("eerste", "tweede"),
        geheim=True,
        opvang=True,
    ),
)
PARENT: Final = Betrokkene(kenmerk="ouder-1", rol="ouder met gezag", geslachtsnaam="Voorbeeld")
CONTACT: Final = Contact(
    naam="R. de Tester",
    organisatie="Gemeente Voorbeeldstad",
    afdeling="Team West",
    functie="medewerker",
    telefoonnummer="0900-0000",
    emailadres="west@gemeente.example",
)
ASKER: Final = Eenheid(naam="Veilig Thuis Voorbeeld", identificatie="VT-TRIAGE", contact=replace(CONTACT, naam="T."))
TEAM: Final = Eenheid(naam="Team West", identificatie="GEM-WEST", contact=CONTACT)
CHECK: Final = Uitvraag(
    reden="01",
    identificatie="VTV-2026-000142",
    soort_verzoeker="05",
    initiator=ASKER,
    antwoord_voor=date(2026, 3, 5),
)
QUESTION: Final = replace(
    CHECK,
    toelichting="Fictieve omschrijving.",
    vragen=(Vraag(code="V001", tekst="Is er hulp?"), Vraag(code="V002", tekst="Sinds wanneer?")),
)
OUTCOME: Final = Antwoord(
    bekend=True,
    identificatie="GEM-2026-000007",
    verzoek_identificatie="VTV-2026-000142",
    per_persoon=(
        Bekendheid(kenmerk="kind-1", bekend=False),
        Bekendheid(
            kenmerk="ouder-1",
            bekend=True,
            identificatie="GEM-2026-000008",
            uitvoerende=Eenheid(naam="Team Oost"),
        ),
    ),
    initiator=ASKER,
    uitvoerende=TEAM,
)
PARTS: Final = (
    Antwoorddeel(
        code="V001",
        tekst="Ja, sinds 2025.",
        datum=date(2026, 3, 1),
        bron="casushouder",
        eigen_waarneming=True,
        voorwaarden=("niet aan ouders", "niet aan politie zonder overleg"),
        wpg_artikel="8",
    ),
    Antwoorddeel(code="V002", tekst="Onbekend."),
    Antwoorddeel(code="V001", tekst="Nee.", kenmerk="ouder-1", voorwaarden=("bron is minderjarig",)),
)
INFORMATION: Final = replace(
    OUTCOME,
    per_persoon=(
        OUTCOME.per_persoon[0],
        replace(
            OUTCOME.per_persoon[1],
            toelichting="Alleen de ouder.",
            toelichting_link="https://voorbeeld.example/2",
            reden_geen_gegevens="geen toestemming",
        ),
    ),
    delen=PARTS,
    toelichting="Fictieve toelichting.",
    toelichting_link="https://voorbeeld.example/1",
    reden_geen_gegevens="onder de rechter",
)
PLAN: Final = Bijlage(
    naam="plan.pdf",
    soort="plan",
    mime="application/pdf",
    inhoud=b"%PDF-1.4\n",
    identificatie="D-1",
    datum=date(2026, 3, 9),
    titel="Plan van aanpak",
    taal="Nederlands",
    status="definitief",
    vertrouwelijkheid="VERTROUWELIJK",
    auteur="R. de Tester",
    toelichting="Fictief plan.",
    link="https://voorbeeld.example/plan",
)
CONTENTS: Final[Mapping[MessageType, Content]] = MappingProxyType(
    {
        MessageType.MSG_13: Content(zaak="ZAAK-1", betrokkenen=(CHILD,), uitvraag=CHECK),
        MessageType.MSG_14: Content(zaak="ZAAK-1", betrokkenen=(CHILD, PARENT), antwoord=OUTCOME),
        MessageType.MSG_15: Content(zaak="ZAAK-1", betrokkenen=(CHILD,), uitvraag=QUESTION),
        MessageType.MSG_16: Content(
            zaak="ZAAK-1",
            betrokkenen=(CHILD, PARENT),
            antwoord=INFORMATION,
            bijlagen=(PLAN, replace(PLAN, betreft="ouder-1")),
        ),
    }
)
