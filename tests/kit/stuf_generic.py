"""The generic report and its outcome to play with: small documents, whole contents, and contents of every size."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from hypothesis import strategies as st

from gateway.domain.content import (
    Adres,
    Bereikbaarheid,
    Betrokkene,
    BetrokkenEenheid,
    Contact,
    Content,
    Eenheid,
    Geslacht,
    Informering,
    Melding,
    MeldingGeneriek,
    Terugkoppeling,
    VraagAntwoord,
)
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate
from gateway.formats.stuf_jz.gm_codes import (
    ADDRESSES,
    CAPACITIES,
    KINDS,
    LIFE_AREAS,
    PROFESSIONALS,
    QUESTIONS,
    REGISTERED,
    RELATIONS,
    STATUSES,
    STAY,
)
from gateway.formats.stuf_jz.gm_incident import day_of
from gateway.formats.stuf_jz.moments import read_moment, write_moment
from tests.kit.stuf_contents import ABROAD, DATES, DAYS, FLAGS, HOME, maybe, texts

# --- documents -------------------------------------------------------------------------------------------------------

_UNIT: Final = """<ZKN:gerelateerde StUF:entiteittype="BTR"><ZKN:organisatorischeEenheid StUF:entiteittype="OEH">
      <ZKN:identificatie>PL09</ZKN:identificatie><ZKN:naam>Politie Voorbeeld</ZKN:naam>
    </ZKN:organisatorischeEenheid></ZKN:gerelateerde>"""
BODIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "meldingGeneriekDi01": f"""
  <JZ:object StUF:entiteittype="ZAK">
    <ZKN:identificatie>PL0900-2026000001</ZKN:identificatie>
    <ZKN:heeftBetrekkingOp StUF:entiteittype="ZAKOBJ">
      <ZKN:gerelateerde StUF:entiteittype="OBJ">
        <ZKN:natuurlijkPersoon StUF:entiteittype="NPS">
          <BG:geslachtsnaam>Testpersoon</BG:geslachtsnaam>
          <BG:voornamen>Sam</BG:voornamen>
          <BG:geslachtsaanduiding>O</BG:geslachtsaanduiding>
          <BG:adres><BG:soortadres>02</BG:soortadres><BG:nederlandsadres/></BG:adres>
        </ZKN:natuurlijkPersoon>
      </ZKN:gerelateerde>
      <ZKN:hoedanigheid>002</ZKN:hoedanigheid>
    </ZKN:heeftBetrekkingOp>
    <ZKN:heeftAlsInitiator StUF:entiteittype="ZAKBTRINI">{_UNIT}</ZKN:heeftAlsInitiator>
    <ZKN:heeftAlsUitvoerende StUF:entiteittype="ZAKBTRUTV">{_UNIT}</ZKN:heeftAlsUitvoerende>
    <ZKN:betreft StUF:entiteittype="ZAKZOS"><ZKN:gerelateerde StUF:entiteittype="ZOS">
      <JZ:omschrijvingZorgelijkeSituatie>Fictieve situatie</JZ:omschrijvingZorgelijkeSituatie>
      <JZ:kent StUF:entiteittype="ZOSINC"><JZ:gerelateerde StUF:entiteittype="INC">
        <JZ:datumTijd>20260301</JZ:datumTijd>
        <JZ:locatieAanduiding>Voorbeeldstad</JZ:locatieAanduiding>
      </JZ:gerelateerde></JZ:kent>
    </ZKN:gerelateerde></ZKN:betreft>
    <JZ:datumTijdMelding>20260302101500</JZ:datumTijdMelding>
    <JZ:soortmeldingCode>VT</JZ:soortmeldingCode>
    <JZ:redenMelding><JZ:omschrijving>Zorgen</JZ:omschrijving></JZ:redenMelding>
    <JZ:verzoekOmschrijving xsi:nil="true" StUF:noValue="geenWaarde"/>
  </JZ:object>
""",
        "uitkomstMeldingGeneriekDi01": f"""
  <JZ:object StUF:entiteittype="ZAK">
    <ZKN:identificatie>VTV-2026-000142</ZKN:identificatie>
    <ZKN:heeftAlsInitiator StUF:entiteittype="ZAKBTRINI">{_UNIT}</ZKN:heeftAlsInitiator>
    <ZKN:heeftAlsUitvoerende StUF:entiteittype="ZAKBTRUTV">{_UNIT}</ZKN:heeftAlsUitvoerende>
    <JZ:uwIdentificatie>PL0900-2026000001</JZ:uwIdentificatie>
    <JZ:soortmeldingCode>VT</JZ:soortmeldingCode>
    <JZ:statuscode>VT-01-02</JZ:statuscode>
  </JZ:object>
""",
    }
)

# --- contents --------------------------------------------------------------------------------------------------------

_CONTACT: Final = Contact(
    naam="J. de Tester",
    organisatie="Politie Eenheid Voorbeeld",
    afdeling="Zorg",
    functie="wijkagent",
    telefoonnummer="0900-0000",
    emailadres="zorg@politie.example",
)
_POLICE: Final = Eenheid(naam="Politie Voorbeeld", identificatie="PL09", contact=_CONTACT)
_REGION: Final = Eenheid(naam="Veilig Thuis Voorbeeldregio")
HOME_ADDRESS: Final = Adres(
    straatnaam="Teststraat", huisnummer=1, huisletter="A", huisnummertoevoeging="bis", postcode="1234AB",
    woonplaats="Voorbeeldstad", geheim=True,
)  # fmt: skip
ADDRESS_ABROAD: Final = Adres(
    landcode="6029", land="Voorbeeldland", regels=("Example Road 1", "Exampletown"), opvang=True
)
SUBJECT: Final = Betrokkene(
    kenmerk="kind-1",
    rol="kind",
    geslachtsnaam="Voorbeeld",
    voorvoegsel="van",
    voornamen="Zoë Łucja",
    voorletters="Z.L.",
    geslacht=Geslacht.VROUW,
    geboortedatum=IncompleteDate(2015, 4),
    bsn="999990019",
    vreemdelingennummer="1234567890",
    rni="R-1",
    nationaliteit="Nederlandse",
    nationaliteit_code="0001",
    adres=HOME_ADDRESS,
    verblijfadres=ADDRESS_ABROAD,
    overige_adressen=(
        replace(HOME_ADDRESS, soort="post- of correspondentieadres"),
        Adres(soort="zonder vaste woon- of verblijfplaats hier te lande"),
    ),
    telefoonnummer="0900-0000",
    emailadres="zoe@voorbeeld.example",
    gezag=False,
    status_in_zaak="slachtoffer",
    informering=Informering(geinformeerd=False, reden_niet="veiligheid kind"),
    aanvullende_informatie="Spreekt Nederlands.",
    overige_zorg="Geen.",
    taal="Nederlands",
)
OTHER: Final = replace(
    SUBJECT,
    kenmerk="ouder-1",
    rol="ouder met gezag",
    voornamen="Robin",
    betrokkenheid="ouder",
    bsn=None,
    status_in_zaak="verdachte",
    adres=None,
    informering=Informering(
        geinformeerd=True, datum=date(2026, 3, 2), wijze="telefonisch", door="wijkagent", reactie="Begrip."
    ),
)
UNIT: Final = BetrokkenEenheid(
    betrokkenheid="begeleider",
    naam="School Voorbeeld",
    identificatie="S-1",
    contacten=(_CONTACT,),
    informering=Informering(geinformeerd=False, reden_niet="nog niet"),
)
REPORT: Final = Melding(
    identificatie="PL0900-2026000001",
    datum_melding=date(2026, 3, 2),
    omschrijving="Fictief incident.",
    datum_incident=IncompleteDate(2026, 3, 1),
    locatie_incident="Teststraat 1",
    zorgelijke_situatie="Fictieve situatie.",
    aanvullende_informatie="Geen.",
)
GENERIC: Final = MeldingGeneriek(
    soort="VT",
    tijdstip=datetime(2026, 3, 2, 9, 15, tzinfo=UTC),
    reden="Zorgen over een kind.",
    reden_code="HG",
    initiator=_POLICE,
    uitvoerende=_REGION,
    verzoek="Graag onderzoek.",
    terugkoppeling_gewenst=True,
    incident_vanaf=datetime(2026, 3, 1, 20, 0, tzinfo=UTC),
    incident_tot=datetime(2026, 3, 1, 21, 0, 0, 250_000, tzinfo=UTC),
    antwoorden=(VraagAntwoord(code="VT-001", antwoord="ja"), VraagAntwoord(code="VT-007")),
    leefgebieden=(VraagAntwoord(code="06", antwoord="urgent"), VraagAntwoord(code="12")),
    instanties_betrokken=False,
    eenheden=(UNIT,),
    overige_informatie="Zie de website.",
    verwijzingen=("https://voorbeeld.example/1", "https://voorbeeld.example/2"),
    ontvanger=Bereikbaarheid(telefoonnummers=("0900-0000", "0900-0001")),
)
OUTCOME: Final = Terugkoppeling(
    identificatie_melding="PL0900-2026000001",
    status="VT-99",
    identificatie="VTV-2026-000142",
    soort="VT",
    toelichting="Dit is een andere regio.",
    contact=_CONTACT,
    juiste_organisatie="Veilig Thuis Andere Regio",
    juiste_oin=Oin("00000099000000002000"),
    initiator=_POLICE,
    uitvoerende=_REGION,
    eenheden=(
        BetrokkenEenheid(
            betrokkenheid="tolk", naam="Tolken", contacten=(_CONTACT, replace(_CONTACT, naam="T. de Tolk"))
        ),
    ),
    zaaknummer="VTV-2026-000142",
    verwijzing="https://voorbeeld.example/3",
    ontvanger=Bereikbaarheid(emailadressen=("zorg@politie.example",)),
)
CONTENTS: Final[Mapping[MessageType, Content]] = MappingProxyType(
    {
        MessageType.MSG_03: Content(zaak="ZAAK-1", betrokkenen=(SUBJECT, OTHER), melding=REPORT, generiek=GENERIC),
        MessageType.MSG_11: Content(zaak="ZAAK-1", terugkoppeling=OUTCOME),
    }
)

# --- contents of every size ------------------------------------------------------------------------------------------

_PURPOSES: Final = tuple(word for word in ADDRESSES.values() if word not in {REGISTERED, STAY})
_CONTACTS: Final = st.builds(
    Contact,
    naam=texts(80),
    organisatie=maybe(texts()),
    afdeling=maybe(texts()),
    functie=maybe(texts()),
    telefoonnummer=maybe(texts(20)),
    emailadres=maybe(texts(254)),
)
_UNITS: Final = st.builds(Eenheid, naam=texts(50), identificatie=maybe(texts(24)), contact=st.none() | _CONTACTS)
_INFORMED: Final = st.builds(
    Informering,
    geinformeerd=st.booleans(),
    datum=st.none() | DAYS,
    wijze=maybe(texts()),
    door=maybe(texts()),
    reden_niet=maybe(texts()),
    reactie=maybe(texts(1000)),
)
_ADDRESSES: Final = HOME | ABROAD
_OTHER_ADDRESSES: Final = st.builds(
    lambda address, purpose: replace(address, soort=purpose), _ADDRESSES, st.sampled_from(_PURPOSES)
)
# The hour that comes twice in autumn has no name of its own in StUF; no moment of these falls in it.
_MOMENTS: Final = (
    st.integers(0, 2_800_000_000_000)
    .map(lambda thousandths: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(milliseconds=thousandths))
    .filter(lambda at: read_moment(write_moment(at)) == at.replace(microsecond=0))
)
_PLACES: Final = st.builds(
    Bereikbaarheid, telefoonnummers=st.lists(texts(20), min_size=1, max_size=2).map(tuple)
) | st.builds(Bereikbaarheid, emailadressen=st.lists(texts(254), min_size=1, max_size=2).map(tuple))


def _person(
    betrokkenheid: st.SearchStrategy[str | None], status: st.SearchStrategy[str | None]
) -> st.SearchStrategy[Betrokkene]:
    return st.builds(
        Betrokkene,
        kenmerk=texts(40).filter(lambda text: not text.startswith("#")),
        rol=st.just("") | texts(),
        geslachtsnaam=texts(200),
        voorvoegsel=maybe(texts(10)),
        voornamen=maybe(texts(200)),
        voorletters=maybe(texts(20)),
        geslacht=st.none() | st.sampled_from(Geslacht),
        geboortedatum=st.none() | DATES,
        bsn=maybe(st.just("999990019")),
        vreemdelingennummer=maybe(texts()),
        rni=maybe(texts()),
        nationaliteit=maybe(texts(42)),
        nationaliteit_code=maybe(st.from_regex(r"\A[0-9]{4}\Z")),
        adres=st.none() | _ADDRESSES,
        verblijfadres=st.none() | _ADDRESSES,
        overige_adressen=st.lists(_OTHER_ADDRESSES, max_size=2).map(tuple),
        telefoonnummer=maybe(texts(20)),
        emailadres=maybe(texts(254)),
        gezag=FLAGS,
        status_in_zaak=status,
        betrokkenheid=betrokkenheid,
        informering=st.none() | _INFORMED,
        aanvullende_informatie=maybe(texts()),
        overige_zorg=maybe(texts()),
        taal=maybe(texts()),
    )


def _answers(codes: tuple[str, ...]) -> st.SearchStrategy[tuple[VraagAntwoord, ...]]:
    return st.lists(st.builds(VraagAntwoord, code=st.sampled_from(codes), antwoord=maybe(texts())), max_size=3).map(
        tuple
    )


def _concerned(parts: Mapping[str, str], most: int) -> st.SearchStrategy[tuple[BetrokkenEenheid, ...]]:
    units = st.builds(
        BetrokkenEenheid,
        betrokkenheid=st.sampled_from(list(parts.values())),
        naam=texts(50),
        identificatie=maybe(texts(24)),
        contacten=st.lists(_CONTACTS, max_size=most).map(tuple),
        informering=(st.none() | _INFORMED) if most == 1 else st.none(),
    )
    return st.lists(units, max_size=2).map(tuple)


_PERSONS: Final = st.tuples(
    _person(st.none(), st.sampled_from(list(CAPACITIES.values()))),
    st.lists(_person(st.sampled_from(list(RELATIONS.values())), maybe(texts())), max_size=2),
).map(lambda pair: (pair[0], *pair[1])).filter(
    lambda persons: len({person.kenmerk for person in persons}) == len(persons)
)  # fmt: skip
_GENERIC: Final = st.builds(
    MeldingGeneriek,
    soort=st.sampled_from(KINDS),
    tijdstip=_MOMENTS,
    reden=texts(),
    reden_code=maybe(st.just("HG")),
    initiator=_UNITS,
    uitvoerende=_UNITS,
    verzoek=maybe(texts()),
    terugkoppeling_gewenst=FLAGS,
    incident_vanaf=st.none() | _MOMENTS,
    antwoorden=_answers(QUESTIONS),
    leefgebieden=_answers(LIFE_AREAS),
    instanties_betrokken=FLAGS,
    eenheden=_concerned(RELATIONS, 1),
    overige_informatie=maybe(texts()),
    verwijzingen=st.lists(texts(200), max_size=2).map(tuple),
    ontvanger=st.none() | _PLACES,
)


def _reported(generic: MeldingGeneriek) -> st.SearchStrategy[Content]:
    reported_on = day_of(write_moment(generic.tijdstip)) if generic.tijdstip else None
    report = st.builds(
        Melding,
        identificatie=texts(40, shortest=5),
        datum_melding=st.just(reported_on),
        omschrijving=st.just("") | texts(),
        datum_incident=st.none() | DATES,
        locatie_incident=maybe(texts()),
        zorgelijke_situatie=maybe(texts()),
        aanvullende_informatie=maybe(texts()),
    )
    since = generic.incident_vanaf
    period = st.none() if since is None else st.sampled_from([None, since.replace(microsecond=0) + timedelta(days=1)])
    whole = period.filter(lambda at: at is None or read_moment(write_moment(at)) == at).map(
        lambda until: replace(generic, incident_tot=until)
    )
    return st.builds(Content, zaak=maybe(texts()), betrokkenen=_PERSONS, melding=report, generiek=whole)


GENERIC_REPORTS: Final = _GENERIC.flatmap(_reported)
OUTCOMES: Final = st.builds(
    Content,
    zaak=maybe(texts()),
    terugkoppeling=st.builds(
        Terugkoppeling,
        identificatie_melding=texts(40, shortest=5),
        status=st.sampled_from(STATUSES),
        identificatie=texts(40, shortest=5),
        soort=st.sampled_from(KINDS),
        toelichting=maybe(texts()),
        contact=st.none() | _CONTACTS,
        juiste_organisatie=maybe(texts(200)),
        juiste_oin=st.none() | st.just(Oin("00000099000000002000")),
        initiator=st.none() | _UNITS,
        uitvoerende=st.none() | _UNITS,
        eenheden=_concerned(PROFESSIONALS, 3),
        zaaknummer=maybe(texts()),
        verwijzing=maybe(texts(200)),
        ontvanger=st.none() | _PLACES,
    ),
)
