"""StUF-Jeugdzorg messages to play with: small documents in words of the standard, and whole domain messages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final

from lxml import etree

from gateway.domain.content import (
    Adres,
    Betrokkene,
    Bijlage,
    Contact,
    Content,
    Fout,
    Geinformeerde,
    Geslacht,
    Informering,
    Melding,
    OngeborenKind,
    Relatie,
    Terugkoppeling,
    VerzoekTotOnderzoek,
)
from gateway.domain.identifiers import ConversationId, Oin, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.message import Header, Message, Urgency
from gateway.domain.moments import IncompleteDate
from tests.kit import stuf_generic, stuf_inquiry, stuf_youth
from tests.kit.xsd_documents import PREFIXES

POLICE: Final = Oin("00000099000000003000")
VT: Final = Oin("00000099000000001000")
REFERENCE: Final = ReferenceNumber("0e09a81f-64a0-4793-b946-d6538fb3f37e")
EARLIER: Final = ReferenceNumber("9b2f1c55-2d7c-4f0e-8a77-1d0f5b9e4c02")
AT: Final = datetime(2026, 3, 2, 9, 15, 0, tzinfo=UTC)

# --- documents -------------------------------------------------------------------------------------------------------

_NAMES: Final = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in PREFIXES.items() if prefix != "xs")
CLIENT: Final = """<ZKN:natuurlijkPersoon StUF:entiteittype="NPS">
        <BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>
      </ZKN:natuurlijkPersoon>"""
BODIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **stuf_generic.BODIES,
        **stuf_inquiry.BODIES,
        **stuf_youth.BODIES,
        "vtMeldingDi01": """
  <JZ:object StUF:entiteittype="VTM">
    <JZ:identificatieVtMelding>PL0000-2026000001</JZ:identificatieVtMelding>
    <JZ:datumMelding>20260302</JZ:datumMelding>
    <JZ:datumIncident>20260301</JZ:datumIncident>
    <JZ:locatieIncident>Voorbeeldstraat 1, Voorbeeldstad</JZ:locatieIncident>
    <JZ:omschrijvingIncident>Fictief incident</JZ:omschrijvingIncident>
    <JZ:indicatieAgenderingAfstemmingsoverlegGewenst>Nee</JZ:indicatieAgenderingAfstemmingsoverlegGewenst>
    <JZ:contactgegevensVerdiepingOpInfo/>
    <JZ:indicatieSASHIngevuld>Nee</JZ:indicatieSASHIngevuld>
    <JZ:betreft StUF:entiteittype="VTMZOS"><JZ:gerelateerde StUF:entiteittype="ZOS">
      <JZ:omschrijvingZorgelijkeSituatie>Fictieve situatie</JZ:omschrijvingZorgelijkeSituatie>
      <JZ:heeftBetrokken StUF:entiteittype="ZOSNPS">
        <JZ:gerelateerde StUF:entiteittype="NPS">
          <BG:inp.bsn>999990019</BG:inp.bsn>
          <BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>
          <BG:geslachtsaanduiding>V</BG:geslachtsaanduiding>
        </JZ:gerelateerde>
        <JZ:jeugzorgrol>ouder met gezag</JZ:jeugzorgrol>
      </JZ:heeftBetrokken>
    </JZ:gerelateerde></JZ:betreft>
    <JZ:isIngediendDoor StUF:entiteittype="VTMBTR"><JZ:gerelateerde StUF:entiteittype="BTR">
      <ZKN:vestiging StUF:entiteittype="VES"><BG:vestigingsNummer>000000000001</BG:vestigingsNummer></ZKN:vestiging>
    </JZ:gerelateerde></JZ:isIngediendDoor>
  </JZ:object>
""",
        "vtTerugkoppelingDi01": """
  <JZ:object StUF:entiteittype="ZAK">
    <ZKN:toelichting>Fictieve toelichting</ZKN:toelichting>
    <ZKN:uitkomst>vervolgstappen belegd bij VT</ZKN:uitkomst>
    <ZKN:status>overdracht</ZKN:status>
    <ZKN:naarAanleidingVan StUF:entiteittype="ZAKVTM"><ZKN:gerelateerde StUF:entiteittype="VTM">
      <JZ:identificatieVtMelding>PL0000-2026000001</JZ:identificatieVtMelding>
    </ZKN:gerelateerde></ZKN:naarAanleidingVan>
    <ZKN:isUitgevoerdDoor StUF:entiteittype="ZAKBTR"><ZKN:gerelateerde StUF:entiteittype="BTR">
      <ZKN:naam>Veilig Thuis Voorbeeld</ZKN:naam><ZKN:oinNummer>00000099000000001000</ZKN:oinNummer>
    </ZKN:gerelateerde></ZKN:isUitgevoerdDoor>
  </JZ:object>
""",
        "vtoDi01": f"""
  <JZ:object StUF:entiteittype="ZAK">
    <ZKN:identificatie>VTV-2026-000142</ZKN:identificatie>
    <ZKN:startdatum>20260310</ZKN:startdatum>
    <ZKN:registratiedatum>20260310</ZKN:registratiedatum>
    <StUF:extraElementen><StUF:extraElement naam="indicatieSpoed">true</StUF:extraElement></StUF:extraElementen>
    <ZKN:isVan StUF:entiteittype="ZAKZKT"><ZKN:gerelateerde StUF:entiteittype="ZKT">
      <ZKN:omschrijvingGeneriek>Overwegen kinderbeschermingsmaatregel</ZKN:omschrijvingGeneriek>
    </ZKN:gerelateerde></ZKN:isVan>
    <ZKN:heeftBetrekkingOp StUF:entiteittype="ZAKOBJ"><ZKN:gerelateerde StUF:entiteittype="OBJ">
      {CLIENT}
    </ZKN:gerelateerde><ZKN:omschrijving>Client (kind)</ZKN:omschrijving></ZKN:heeftBetrekkingOp>
    <ZKN:heeftAlsBelanghebbende StUF:entiteittype="ZAKBTRBLH"><ZKN:gerelateerde StUF:entiteittype="BTR">
      {CLIENT.replace("Testpersoon", "Testouder")}
    </ZKN:gerelateerde><ZKN:omschrijving>ouder met gezag</ZKN:omschrijving></ZKN:heeftAlsBelanghebbende>
    <ZKN:heeftAlsUitvoerende StUF:entiteittype="ZAKBTRUTV"><ZKN:gerelateerde StUF:entiteittype="BTR">
      <ZKN:nietNatuurlijkPersoon StUF:entiteittype="NNPINN">
        <BG:statutaireNaam>Veilig Thuis Voorbeeld</BG:statutaireNaam>
      </ZKN:nietNatuurlijkPersoon>
      <ZKN:medewerker StUF:entiteittype="MDW"><ZKN:achternaam>Medewerker</ZKN:achternaam></ZKN:medewerker>
    </ZKN:gerelateerde></ZKN:heeftAlsUitvoerende>
    <ZKN:heeftBetrekkingOpAndere StUF:entiteittype="ZAKZAKBTR"><ZKN:gerelateerde StUF:entiteittype="ZAK">
      <ZKN:isVan StUF:entiteittype="ZAKZKT"><ZKN:gerelateerde StUF:entiteittype="ZKT">
        <ZKN:omschrijvingGeneriek>Uitvoeren onderzoek kinderbeschermingsmaatregel</ZKN:omschrijvingGeneriek>
      </ZKN:gerelateerde></ZKN:isVan>
    </ZKN:gerelateerde></ZKN:heeftBetrekkingOpAndere>
    <ZKN:heeftRelevant StUF:entiteittype="ZAKEDC"><ZKN:gerelateerde StUF:entiteittype="EDC">
      <ZKN:identificatie>D-1</ZKN:identificatie>
      <ZKN:dct.omschrijving>Verzoek tot onderzoek RvdK</ZKN:dct.omschrijving>
      <ZKN:creatiedatum>20260309</ZKN:creatiedatum>
      <ZKN:inhoud StUF:bestandsnaam="verzoek.pdf" xmime:contentType="application/pdf">JVBERi0xLjQK</ZKN:inhoud>
    </ZKN:gerelateerde></ZKN:heeftRelevant>
  </JZ:object>
""",
        "Bv01Bericht": "",
        "Fo01Bericht": """
  <StUF:body>
    <StUF:code>StUF055</StUF:code>
    <StUF:plek>client</StUF:plek>
    <StUF:omschrijving>Het bericht voldoet niet.</StUF:omschrijving>
    <StUF:details>line 12: element geslachtsnaam; line 14: element betreft</StUF:details>
  </StUF:body>
""",
    }
)
_HEAD: Final = """
  <{prefix}:stuurgegevens>
    <StUF:berichtcode>{code}</StUF:berichtcode>
    <StUF:zender>
      <StUF:organisatie>00000099000000003000</StUF:organisatie><StUF:applicatie>Schakel</StUF:applicatie>
    </StUF:zender>
    <StUF:ontvanger>
      <StUF:organisatie>00000099000000001000</StUF:organisatie><StUF:applicatie>Schakel</StUF:applicatie>
    </StUF:ontvanger>
    <StUF:referentienummer>0e09a81f-64a0-4793-b946-d6538fb3f37e</StUF:referentienummer>
    <StUF:tijdstipBericht>20260302101500</StUF:tijdstipBericht>
    {last}
  </{prefix}:stuurgegevens>
"""

_NAMELESS: Final = "<StUF:stuurgegevens><StUF:berichtcode>Fo02</StUF:berichtcode></StUF:stuurgegevens>"
# The messages that name in their head what they are about.
_REFERRING: Final = frozenset({"ucobDi01", "uciDi01"})


def document(root: str, *changes: tuple[str, str]) -> bytes:
    """Return the small document of that root, with the first occurrence of each text replaced."""
    answers = root.endswith("Bericht")
    prefix, code = ("StUF", root.removesuffix("Bericht")) if answers else ("JZ", "Di01")
    cross = f"<StUF:crossRefnummer>{EARLIER}</StUF:crossRefnummer>" if answers or root in _REFERRING else ""
    last = cross if answers else f"{cross}<StUF:functie>{root}</StUF:functie>"
    head = _NAMELESS if root == "Fo02Bericht" else _HEAD.format(prefix=prefix, code=code, last=last)
    text = f"<{prefix}:{root} {_NAMES}>{head}{BODIES[root]}</{prefix}:{root}>"
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text.encode()


def canonical(octets: bytes) -> str:
    """Return a document in one form: our prefixes, no layout, no white space in base64."""
    root = etree.fromstring(octets)
    holder = etree.Element("holder", nsmap={key: value for key, value in PREFIXES.items() if key != "xs"})
    _copy(root, holder)
    return etree.tostring(holder[0], method="c14n", exclusive=True).decode()


def _copy(element: etree._Element, parent: etree._Element) -> None:
    copy = etree.SubElement(parent, element.tag)
    for name, value in element.attrib.items():
        copy.set(name, value)
    leaf = len(element) == 0
    if leaf or (element.text or "").strip():
        copy.text = element.text
    if leaf and etree.QName(element).localname == "inhoud":
        copy.text = "".join((element.text or "").split())
    for child in element:
        _copy(child, copy)


# --- domain messages -------------------------------------------------------------------------------------------------

ADDRESS: Final = Adres(
    straatnaam="Teststraat",
    huisnummer=1,
    huisletter="A",
    huisnummertoevoeging="bis",
    postcode="1234AB",
    woonplaats="Voorbeeldstad",
)
CHILD: Final = Betrokkene(
    kenmerk="kind-1",
    rol="kind",
    geslachtsnaam="Voorbeeld",
    voorvoegsel="van",
    voornamen="Sam",
    geslacht=Geslacht.ONBEKEND,
    geboortedatum=IncompleteDate(2015, 4),
    bsn="999990019",
    vreemdelingennummer="1234567890",
    adres=replace(ADDRESS, geheim=True),
    telefoonnummer="0900-0000",
    emailadres="sam@voorbeeld.example",
    gezag=False,
    status_in_zaak="getuige",
    informering=Informering(geinformeerd=False, reden_niet="veiligheid kind"),
    aanvullende_informatie="Spreekt Nederlands.",
    overige_zorg="Geen.",
    taal="Nederlands",
)
PARENT: Final = Betrokkene(
    kenmerk="ouder-1",
    rol="ouder met gezag",
    geslachtsnaam="Voorbeeld",
    geslacht=Geslacht.VROUW,
    geboortedatum=IncompleteDate(1988, 2, 11),
    gezag=True,
    informering=Informering(geinformeerd=True, datum=date(2026, 3, 2), wijze="telefonisch", door="Politie"),
)
CONTACT: Final = Contact(
    naam="Afdeling Zorg",
    organisatie="Politie Eenheid Voorbeeld",
    afdeling="Zorg",
    functie="medewerker",
    telefoonnummer="0900-0000",
    emailadres="zorg@politie.example",
)
UNBORN: Final = OngeborenKind(kenmerk_moeder="ouder-1", uitgerekende_datum=IncompleteDate(2026, 7))
REPORT: Final = Melding(
    identificatie="PL0900-2026000001",
    datum_melding=date(2026, 3, 2),
    omschrijving="Fictief incident.",
    datum_incident=IncompleteDate(2026, 3, 1),
    locatie_incident="Teststraat 1",
    zorgelijke_situatie="Fictieve situatie.",
    afstemmingsoverleg_gewenst=False,
    contact_verdieping=CONTACT,
    sash_ingevuld=True,
    sash_niveau="hoog",
    bestaande_hulpverlening="geen",
    tijdelijk_huisverbod="nee",
    aanhouding="ja",
    aangifte="nee",
    eergerelateerd_geweld="nee",
    relevante_registraties=("eerste", "tweede"),
    aanvullende_informatie="geen",
    ingediend_door=replace(CONTACT, naam="J. de Tester", functie="wijkagent"),
    informering="Ouders zijn ingelicht.",
    geinformeerden=(
        Geinformeerde(
            geslachtsnaam="Voorbeeld",
            voorvoegsel="van",
            voornamen="Robin",
            wijze="telefonisch",
            datum=IncompleteDate(2026, 3, 2),
            gereageerd=True,
            reactie="Begrip.",
        ),
        Geinformeerde(volledige_naam="R. Voorbeeld", gereageerd=False),
    ),
)
FEEDBACK: Final = Terugkoppeling(
    identificatie_melding="PL0900-2026000001",
    status="uitkomst veiligheidsbeoordeling",
    uitgevoerd_door_naam="Veilig Thuis Voorbeeldregio",
    uitgevoerd_door_oin=VT,
    identificatie="VTV-2026-000142",
    uitkomst="overdracht",
    toelichting="De veiligheidsbeoordeling is afgerond.",
    zicht_op_veiligheid_bij="Gemeente Voorbeeldstad",
    contact=CONTACT,
)
REQUEST: Final = VerzoekTotOnderzoek(
    zaak="VTV-2026-000142",
    omschrijving="Verzoek om onderzoek.",
    startdatum=date(2026, 3, 10),
    registratiedatum=date(2026, 3, 9),
    aanvrager=CONTACT,
    spoed=True,
)
DOCUMENT: Final = Bijlage(
    naam="verzoek.pdf",
    soort="Verzoek tot onderzoek RvdK",
    mime="application/pdf",
    inhoud=b"%PDF-1.4\n",
    identificatie="D-1",
    datum=date(2026, 3, 9),
)
DOCUMENTS: Final = (
    DOCUMENT,
    replace(DOCUMENT, naam="gezin.odt", soort="Gezinsgeschiedenis", mime="application/vnd.oasis.opendocument.text"),
    replace(
        DOCUMENT,
        naam="hulp.png",
        soort="Hulpverleningsrapportage",
        mime="image/png",
        titel="Verslag",
        taal="nld",
        status="definitief",
        vertrouwelijkheid="VERTROUWELIJK",
        auteur="J. de Tester",
    ),
)
CONTENTS: Final[Mapping[MessageType, Content]] = MappingProxyType(
    {
        **stuf_generic.CONTENTS,
        **stuf_inquiry.CONTENTS,
        **stuf_youth.CONTENTS,
        MessageType.MSG_01: Content(
            zaak="ZAAK-1",
            betrokkenen=(
                replace(
                    CHILD,
                    verblijfadres=replace(ADDRESS, opvang=True),
                    relaties=(
                        Relatie(omschrijving="kind van", kenmerk="ouder-1"),
                        Relatie(omschrijving="halfzus van", volledige_naam="K. Voorbeeld", bsn="999990020"),
                    ),
                ),
                replace(
                    PARENT,
                    rni="R-1",
                    nationaliteit="Nederlandse",
                    nationaliteit_code="0001",
                    adres=Adres(landcode="6029", land="Voorbeeldland", regels=("Example Road 1", "Exampletown")),
                ),
            ),
            ongeboren=(UNBORN,),
            melding=REPORT,
        ),
        MessageType.MSG_08: Content(zaak="ZAAK-1", terugkoppeling=FEEDBACK),
        MessageType.MSG_51: Content(
            zaak="ZAAK-1",
            betrokkenen=(replace(CHILD, voorletters="S."), replace(PARENT, adres=stuf_youth.ABROAD)),
            ongeboren=(UNBORN,),
            organisaties=(stuf_youth.SCHOOL,),
            verzoek=REQUEST,
            bijlagen=DOCUMENTS,
        ),
        MessageType.TEC_02: Content(),
        MessageType.TEC_04: Content(fout=Fout(code="StUF055", omschrijving="Voldoet niet.", plaatsen=("R016", "R018"))),
    }
)


def header(kind: MessageType) -> Header:
    """Return a header with everything that StUF can carry for this type."""
    answers = kind in {MessageType.TEC_01, MessageType.TEC_02, MessageType.TEC_03, MessageType.TEC_04}
    bare = Header(
        reference=REFERENCE,
        type=kind,
        sender=POLICE,
        receiver=VT,
        conversation=ConversationId(str(EARLIER)),
        created_at=AT,
        cross_reference=EARLIER,
        sender_unit="Team Noord",
        receiver_unit="Team Zuid",
    )
    return bare if answers else replace(bare, urgency=Urgency.SPOED, purpose="VTO", basis="JW_31")


def message(kind: MessageType, content: Content | None = None) -> Message:
    """Return a message with everything that StUF can carry for this type, or with this content."""
    return Message(header=header(kind), content=CONTENTS[kind] if content is None else content)


# What an answer that names nobody is about.
ABOUT: Final = header(MessageType.MSG_51)
