"""Notifications, reports of concern and the answers in the exchange itself to play with: documents and contents."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final

from gateway.domain.content import (
    Adres,
    Beslissing,
    Betrokkene,
    BetrokkenOrganisatie,
    Bevestiging,
    Bijlage,
    Contact,
    Content,
    Fout,
    Foutplek,
    Geslacht,
    Informering,
    Initiator,
    Jeugdreclassering,
    Notificatie,
    Zorgmelding,
    Zorgterugkoppeling,
)
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate

_SIGNAL: Final = """<ZKN:isVan StUF:entiteittype="ZAKZKT"><ZKN:gerelateerde StUF:entiteittype="ZKT">
      <ZKN:omschrijvingGeneriek>Signaal behandelen</ZKN:omschrijvingGeneriek>
    </ZKN:gerelateerde></ZKN:isVan>"""
_YOUNG: Final = """<ZKN:heeftBetrekkingOp StUF:entiteittype="ZAKOBJ"><ZKN:gerelateerde StUF:entiteittype="OBJ">
      <ZKN:natuurlijkPersoon StUF:entiteittype="NPS">
        <BG:inp.bsn>999990019</BG:inp.bsn>
        <BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>
      </ZKN:natuurlijkPersoon>
    </ZKN:gerelateerde><ZKN:omschrijving>jeugdige</ZKN:omschrijving></ZKN:heeftBetrekkingOp>"""
_KIND: Final = '<StUF:extraElementen><StUF:extraElement naam="signaaltype">{}</StUF:extraElement></StUF:extraElementen>'
_NUMBER: Final = "<ZKN:kenmerk><ZKN:kenmerk>PL0900-1</ZKN:kenmerk><ZKN:bron>Zorgmelding</ZKN:bron></ZKN:kenmerk>"


def _speaker(ways: str) -> str:
    return f"""<ZKN:heeftAlsAanspreekpunt StUF:entiteittype="ZAKBTRINICTP"><ZKN:gerelateerde StUF:entiteittype="CTP">
        <ZKN:naam>A. Agent</ZKN:naam>{ways}
      </ZKN:gerelateerde></ZKN:heeftAlsAanspreekpunt>"""


def _fault(code: str) -> str:
    return f"""
  <StUF:body>
    <StUF:code>{code}</StUF:code>
    <StUF:plek>server</StUF:plek>
    <StUF:omschrijving>Het bericht is niet aangenomen.</StUF:omschrijving>
    <StUF:details>line 12: element geslachtsnaam</StUF:details>
  </StUF:body>
"""


BODIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "notificatieDi01": f"""
  <JZ:object StUF:entiteittype="ZAK">
    <ZKN:identificatie>RVDK-2026-0001</ZKN:identificatie>
    <ZKN:resultaat><ZKN:omschrijving>Maatregel opgelegd</ZKN:omschrijving></ZKN:resultaat>
    {_SIGNAL.replace("Signaal behandelen", "Uitvoeren onderzoek kinderbeschermingsmaatregel")}
    {_YOUNG.replace("jeugdige", "Client (kind)")}
    <ZKN:heeftBetrekkingOpAndere StUF:entiteittype="ZAKZAKBTR"><ZKN:gerelateerde StUF:entiteittype="ZAK">
      <ZKN:identificatie>VTV-2026-000142</ZKN:identificatie>
      {_SIGNAL.replace("Signaal behandelen", "Overwegen kinderbeschermingsmaatregel")}
    </ZKN:gerelateerde></ZKN:heeftBetrekkingOpAndere>
    <ZKN:heeft StUF:entiteittype="ZAKSTT">
      <ZKN:gerelateerde StUF:entiteittype="STT"><ZKN:omschrijving>Zaak afgerond</ZKN:omschrijving></ZKN:gerelateerde>
      <ZKN:datumStatusGezet>20260302101500</ZKN:datumStatusGezet>
    </ZKN:heeft>
    <ZKN:leidtTot StUF:entiteittype="ZAKBSL"><ZKN:gerelateerde StUF:entiteittype="BSL">
      <ZKN:datumBeslissing>20260301</ZKN:datumBeslissing>
      <ZKN:toelichting>Ondertoezichtstelling</ZKN:toelichting>
      <ZKN:ingangsdatumWerking>20260302</ZKN:ingangsdatumWerking>
    </ZKN:gerelateerde></ZKN:leidtTot>
  </JZ:object>
""",
        "notificatiejrDi01": f"""
  <JZ:object StUF:entiteittype="ZAK">
    {_KIND.format("Notificatie vrijwillige jeugdreclassering")}
    {_SIGNAL}
    {
            _YOUNG.replace(
                "</ZKN:heeftBetrekkingOp>",
                '<StUF:extraElementen><StUF:extraElement naam="toezichtSoort">Toezicht en begeleiding'
                '</StUF:extraElement><StUF:extraElement naam="toezichtBegindatum">20260302</StUF:extraElement>'
                "</StUF:extraElementen></ZKN:heeftBetrekkingOp>",
            )
        }
  </JZ:object>
""",
        "zorgmeldingDi01": f"""
  <JZ:object StUF:entiteittype="ZAK">
    {_NUMBER}
    {_KIND.format("Zorgmelding")}
    {_SIGNAL}
    {_YOUNG}
    <ZKN:heeftAlsBelanghebbende StUF:entiteittype="ZAKBTRBLH"><ZKN:gerelateerde StUF:entiteittype="BTR">
      <ZKN:vestiging StUF:entiteittype="VES">
        <BG:handelsnaamVerkort>Basisschool Voorbeeld</BG:handelsnaamVerkort>
        <BG:sub.telefoonnummer>0900-0000</BG:sub.telefoonnummer>
      </ZKN:vestiging>
    </ZKN:gerelateerde><ZKN:omschrijving>school</ZKN:omschrijving></ZKN:heeftAlsBelanghebbende>
    <ZKN:heeftAlsInitiator StUF:entiteittype="ZAKBTRINI">
      {_speaker("<ZKN:telefoonnummer>0900-8844</ZKN:telefoonnummer>")}
    </ZKN:heeftAlsInitiator>
    <ZKN:heeftRelevant StUF:entiteittype="ZAKEDC"><ZKN:gerelateerde StUF:entiteittype="EDC">
      <ZKN:dct.omschrijving>Zorgmelding</ZKN:dct.omschrijving>
      <ZKN:creatiedatum>20260302</ZKN:creatiedatum>
      <ZKN:inhoud StUF:bestandsnaam="zorg.pdf" xmime:contentType="application/pdf">JVBERi0xLjQK</ZKN:inhoud>
    </ZKN:gerelateerde></ZKN:heeftRelevant>
  </JZ:object>
""",
        "zorgmeldingTerugkoppelingDi01": f"""
  <JZ:object StUF:entiteittype="ZAK">
    <ZKN:identificatie>GEM-2026-000007</ZKN:identificatie>
    {_NUMBER}
    <ZKN:resultaat><ZKN:omschrijving>Vervolgactie nodig</ZKN:omschrijving></ZKN:resultaat>
    {_SIGNAL}
    {_YOUNG}
    <ZKN:heeftAlsInitiator StUF:entiteittype="ZAKBTRINI">{_speaker("")}</ZKN:heeftAlsInitiator>
  </JZ:object>
""",
        "Bv03Bericht": "",
        "Bv04Bericht": "",
        "Fo02Bericht": _fault("StUF052"),
        "Fo03Bericht": _fault("StUF016"),
    }
)

_ADDRESS: Final = Adres(
    straatnaam="Teststraat", huisnummer=1, huisletter="A", postcode="1234AB", woonplaats="Voorbeeldstad", geheim=True
)
ABROAD: Final = Adres(landcode="5010", land="België", regels=("Rue Exemple 1", "1000 Bruxelles"), soort="gezin")
_PERSON: Final = Betrokkene(
    kenmerk="jongere-1",
    rol="jeugdige",
    geslachtsnaam="Voorbeeld",
    voorvoegsel="van",
    voornamen="Sam",
    voorletters="S.",
    geslacht=Geslacht.ONBEKEND,
    geboortedatum=IncompleteDate(2012, 4),
    bsn="999990019",
    vreemdelingennummer="1234567890",
    rni="0000000001",
    gezag=False,
    status_in_zaak="getuige",
    informering=Informering(geinformeerd=True, datum=date(2026, 3, 2), wijze="mondeling", door="Politie"),
    aanvullende_informatie="Spreekt Nederlands.",
    overige_zorg="Geen.",
    taal="Nederlands",
)
_SISTER: Final = Betrokkene(kenmerk="jongere-2", rol="jeugdige", geslachtsnaam="Voorbeeld", voornamen="Kim")
_PARENT: Final = Betrokkene(
    kenmerk="ouder-1",
    rol="ouder, gezag niet benoemd",
    geslachtsnaam="Voorbeeld",
    voorletters="R.",
    geslacht=Geslacht.VROUW,
    geboortedatum=IncompleteDate(1988, 2, 11),
    adres=ABROAD,
    telefoonnummer="0900-0000",
    emailadres="r@voorbeeld.example",
)
SPEAKER: Final = Contact(
    naam="A. Agent",
    afdeling="Zorg",
    functie="wijkagent",
    telefoonnummer="0900-8844",
    emailadres="a.agent@politie.example",
)
STARTER: Final = Initiator(
    organisatie="Politie Eenheid Voorbeeld",
    rsin="123456782",
    code="01",
    hoedanigheid="melder",
    toelichting="Naar aanleiding van een bezoek.",
    contact=SPEAKER,
)
SCHOOL: Final = BetrokkenOrganisatie(
    naam="Basisschool Voorbeeld",
    rol="onderwijsgevende",
    vestigingsnummer="000000000001",
    telefoonnummer="0900-0001",
    emailadres="school@voorbeeld.example",
)
NOTICE: Final = Notificatie(
    status="Zaak afgerond",
    datum=date(2026, 3, 2),
    verzoek="VTV-2026-000142",
    identificatie="RVDK-2026-0001",
    tijdstip=datetime(2026, 3, 2, 9, 15, tzinfo=UTC),
    resultaat="Maatregel opgelegd",
    beslissingen=(
        Beslissing(
            datum=date(2026, 3, 1),
            maatregel="Ondertoezichtstelling",
            vanaf=date(2026, 3, 2),
            tot=date(2027, 3, 1),
        ),
        Beslissing(datum=date(2026, 3, 1), maatregel="Geen machtiging tot uithuisplaatsing"),
    ),
    uitvoerende="Gecertificeerde Instelling Voorbeeld",
)
PROBATION: Final = Jeugdreclassering(
    signaal="Notificatie vrijwillige jeugdreclassering",
    omschrijving="Toezicht en begeleiding",
    toezicht_soort="Tijdens of na kortdurende detentie",
    toezicht_vanaf=date(2026, 3, 2),
    toezicht_tot=date(2026, 9, 1),
    initiator=STARTER,
)
CONCERN: Final = Zorgmelding(kenmerk="PL0900-2026000001", signaal="Zorgmelding", initiator=STARTER)
OUTCOME: Final = Zorgterugkoppeling(
    identificatie="GEM-2026-000007",
    kenmerk="PL0900-2026000001",
    resultaat="Vervolgactie nodig",
    initiator=Initiator(contact=Contact(naam="A. Agent", afdeling="Zorg", functie="wijkagent")),
)
SCAN: Final = Bijlage(
    naam="zorg.pdf",
    soort="Zorgmelding",
    mime="application/pdf",
    inhoud=b"%PDF-1.4\n",
    identificatie="Z-1",
    datum=date(2026, 3, 2),
    titel="Zorgformulier",
    auteur="A. Agent",
)
CONTENTS: Final[Mapping[MessageType, Content]] = MappingProxyType(
    {
        MessageType.MSG_53: Content(
            zaak="ZAAK-1",
            betrokkenen=(
                Betrokkene(kenmerk="kind-1", rol="kind", geslachtsnaam="Voorbeeld", adres=_ADDRESS),
                _PARENT,
            ),
            notificatie=NOTICE,
        ),
        MessageType.JZ_01: Content(
            zaak="ZAAK-1",
            betrokkenen=(_PERSON, _SISTER, _PARENT),
            organisaties=(SCHOOL,),
            zorgmelding=CONCERN,
            bijlagen=(SCAN,),
        ),
        MessageType.JZ_02: Content(
            zaak="ZAAK-1",
            betrokkenen=(
                Betrokkene(kenmerk="jongere-1", rol="jeugdige", geslachtsnaam="Voorbeeld", bsn="999990019"),
                Betrokkene(
                    kenmerk="ouder-1",
                    rol="moeder met gezag",
                    geslachtsnaam="Voorbeeld",
                    geboortedatum=IncompleteDate(1988),
                ),
            ),
            organisaties=(BetrokkenOrganisatie(naam="Wijkteam West", rol="neemt het op", contact=SPEAKER),),
            zorgterugkoppeling=OUTCOME,
        ),
        MessageType.JZ_03: Content(zaak="ZAAK-1", betrokkenen=(_PERSON, _SISTER), jeugdreclassering=PROBATION),
        MessageType.TEC_01: Content(bevestiging=Bevestiging(kop_gecontroleerd=True)),
        MessageType.TEC_03: Content(
            fout=Fout(code="StUF016", omschrijving="Niet uniek.", plaatsen=("R141",), plek=Foutplek.SERVER)
        ),
    }
)
