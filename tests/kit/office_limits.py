"""Where StUF-Jeugdzorg carries less than the office JSON allows: one table, each row with its reason.

A place is a path into the content, with `[]` behind a list; `*` in it stands for any steps. The first row that fits
counts. What more than one place must say together is in AGREEMENTS.
"""

from datetime import UTC, datetime
from typing import Final

from hypothesis import strategies as st

from gateway.formats.stuf_jz import gm_codes
from gateway.formats.stuf_jz.roles import CHILD, CHILD_OF_CHILD, ROLES, YOUNG_PERSON
from tests.kit.office_limit import NEVER, Limit, codes, length, one_of, shaped, texts

_VT: Final = frozenset({"vtMeldingDi01"})
_GM: Final = frozenset({"meldingGeneriekDi01"})
_UGM: Final = frozenset({"uitkomstMeldingGeneriekDi01"})
_VTO: Final = frozenset({"vtoDi01"})
_NOTIFICATIE: Final = frozenset({"notificatieDi01"})
_NOTIFICATIEJR: Final = frozenset({"notificatiejrDi01"})
_ZORG: Final = frozenset({"zorgmeldingDi01"})
_ZORG_BACK: Final = frozenset({"zorgmeldingTerugkoppelingDi01"})
_ZORGEN: Final = _ZORG | _ZORG_BACK
_CASES_OF_PERSONS: Final = _VTO | _NOTIFICATIE | _ZORGEN
_ADDRESSED: Final = _VT | _GM | _VTO | _NOTIFICATIE | _ZORG
_OCTOBER: Final = 10
_MIDNIGHT_HERE: Final = 22
_WITH_UNITS: Final = _GM | _UGM | {"vcobDi01", "vciDi01", "ucobDi01", "uciDi01"}
_ANSWERS: Final = frozenset({"Bv01Bericht", "Bv03Bericht", "Bv04Bericht", "Fo01Bericht", "Fo02Bericht", "Fo03Bericht"})
_SYNCHRONOUS: Final = frozenset({"Fo02Bericht"})


# StUF writes the legal time here without its zone, to the second or the thousandth; in October an hour comes twice.
# Where a day stands beside a moment it is the day here.
_MOMENTS: Final = (
    st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside them
    .filter(lambda at: at.month != _OCTOBER and at.hour < _MIDNIGHT_HERE)
    .map(lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000))
)
_OTHERS: Final = tuple(CHILD_OF_CHILD if role == CHILD else role for role in ROLES)

_HEADS: Final = (
    Limit(
        place="rest[]", values=NEVER, reason="what a document holds besides comes from a document, not from an office"
    ),
    Limit(place="zaak", values=NEVER, reason="an answer has no element for the case", roots=_ANSWERS),
    *(
        Limit(place=f"header.{name}", values=NEVER, reason="an answer has no object to say it in", roots=_ANSWERS)
        for name in ("urgency", "purpose", "basis")
    ),
    Limit(place="header.*_unit", values=NEVER, reason="an Fo02 names nobody", roots=_SYNCHRONOUS),
    *length(50, "header.sender_unit", "header.receiver_unit"),
    Limit(place="bevestiging.*", values=st.just(value=True), reason="a Bv03 says so", roots=frozenset({"Bv03Bericht"})),
    Limit(
        place="bevestiging.*", values=st.just(value=False), reason="a Bv04 says so", roots=frozenset({"Bv04Bericht"})
    ),
    Limit(place="*synchroon", values=st.just(value=True), reason="an Fo02 says so", roots=_SYNCHRONOUS, demanded=True),
    Limit(place="*synchroon", values=NEVER, reason="an Fo01 or Fo03 says that it is not"),
    Limit(place="ontvangst", values=NEVER, reason="a Bv01 says by its head that it arrived, and no more"),
    *length(7, "fout.code"),
    *length(200, "fout.omschrijving"),
    Limit(
        place="fout.plaatsen[]", values=texts(60).filter(lambda text: "; " not in text), reason="a semicolon parts them"
    ),
)
_ADDRESSES: Final = (
    shaped("*.postcode", "[1-9][0-9]{3}[A-Z]{0,2}", _ADDRESSED),
    Limit(place="*.huisnummer", values=st.integers(1, 99_999), reason="1 to 99999"),
    shaped("*.huisletter", "[a-zA-Z]", _ADDRESSED),
    shaped("*.huisnummertoevoeging", "[a-zA-Z0-9]{1,4}", _ADDRESSED),
    shaped("*.landcode", "[0-9]{1,4}", _ADDRESSED),
    *length(80, "*.straatnaam", "*.woonplaats", roots=_ADDRESSED),
    *length(40, "*.land"),
    *length(35, "*.regels[]"),
    # Of the other two kinds each has a place of its own.
    one_of(
        "betrokkenen[].overige_adressen[].soort",
        set(gm_codes.ADDRESSES.values()) - {gm_codes.REGISTERED, gm_codes.STAY},
        _GM,
    ),
)
_PERSONS: Final = (
    Limit(place="betrokkenen[].geslachtsnaam", values=texts(200), reason="it must say something", roots=_ZORG_BACK),
    shaped("*bsn", "[0-9]{9}"),
    *length(40, "*kenmerk"),
    *length(10, "*.voorvoegsel"),
    *length(200, "*.geslachtsnaam", "*.voornamen"),
    *length(150, "betrokkenen[].emailadres", "organisaties[].emailadres", roots=_CASES_OF_PERSONS),
    *length(254, "*emailadres", "*emailadressen[]"),
    *length(80, "*.contact.naam", "*.contacten[].naam", roots=_WITH_UNITS),
    *length(50, "*.contact.functie", "*.aanvrager.functie", roots=_VTO | _NOTIFICATIEJR),
    *length(20, "*.voorletters", "*telefoonnummer", "*telefoonnummers[]"),
    *length(42, "*.nationaliteit"),
    shaped("*.nationaliteit_code", "[0-9]{1,4}", _GM),
    one_of("betrokkenen[].rol", (*ROLES, ""), _VT),
    one_of("betrokkenen[].rol", (CHILD, *_OTHERS), _VTO),
    one_of("betrokkenen[].rol", (CHILD, "ouder, gezag niet benoemd"), _NOTIFICATIE),
    one_of("betrokkenen[].rol", (YOUNG_PERSON,), _NOTIFICATIEJR),
    Limit(place="betrokkenen[].rol", values=texts(80), reason="1 to 80 characters, and it must stand", roots=_ZORGEN),
    one_of("betrokkenen[].betrokkenheid", gm_codes.RELATIONS.values(), _GM),
    one_of("betrokkenen[].status_in_zaak", gm_codes.CAPACITIES.values(), _GM),
)
_REPORTS: Final = (
    *length(200, "melding.ingediend_door.organisatie"),
    one_of("melding.sash_niveau", ("laag", "matig", "hoog")),
    one_of("melding.geinformeerden[].wijze", ("mondeling", "schriftelijk", "telefonisch", "e-mail", "onbenoemd")),
    *length(40, "melding.identificatie", roots=_GM, shortest=5),
    one_of("generiek.soort", gm_codes.KINDS),
    Limit(
        place="generiek.reden_code",
        values=texts(60).map(lambda text: " ".join(text.split())).filter(bool),
        reason="white space around and between the parts of a code says nothing",
    ),
    one_of("generiek.antwoorden[].code", gm_codes.QUESTIONS),
    one_of("generiek.leefgebieden[].code", gm_codes.LIFE_AREAS),
    one_of("generiek.eenheden[].betrokkenheid", gm_codes.RELATIONS.values()),
    Limit(place="generiek.tijdstip", values=_MOMENTS, reason="no zone, no less than a thousandth"),
    Limit(place="generiek.incident_*", values=_MOMENTS, reason="no zone, no less than a thousandth"),
)
_FEEDBACK: Final = (
    one_of("terugkoppeling.status", gm_codes.STATUSES, _UGM),
    one_of("terugkoppeling.soort", gm_codes.KINDS, _UGM),
    one_of("terugkoppeling.eenheden[].betrokkenheid", gm_codes.PROFESSIONALS.values(), _UGM),
    *length(200, "*verwijzing*", "*.juiste_organisatie", "*.uitgevoerd_door_naam", "*.zicht_op_veiligheid_bij"),
    *length(40, "terugkoppeling.identificatie_melding", roots=_UGM, shortest=5),
    *length(40, "terugkoppeling.identificatie", shortest=5),
    one_of(
        "terugkoppeling.status",
        (
            "melding niet ontvankelijk",
            "uitkomst veiligheidsbeoordeling",
            "overdracht",
            "afsluiting zonder overdracht",
            "Melding onjuist geadresseerd",
        ),
    ),
    one_of(
        "terugkoppeling.uitkomst",
        ("vervolgstappen belegd bij VT", "overdracht", "geen vervolgstappen nodig", "inzet regionaal maatwerk VT"),
    ),
)
_INQUIRIES: Final = (
    *length(40, "uitvraag.identificatie", shortest=5),
    *length(80, "antwoord*toelichting"),
    *length(200, "antwoord*toelichting_link"),
    one_of("uitvraag.soort_verzoeker", codes(5)),
    one_of("uitvraag.reden", codes(6)),
    *length(24, "*initiator.identificatie", "*uitvoerende.identificatie", "*eenheden[].identificatie"),
    *length(40, "antwoord*identificatie", shortest=5),
    *length(50, "*initiator.naam", "*uitvoerende.naam", "*eenheden[].naam"),
)
_CASES: Final = (
    *length(45, "organisaties[].naam"),
    *length(40, "verzoek.zaak", "notificatie.verzoek", "notificatie.identificatie", shortest=5),
    one_of("notificatie.status", ("Intake afgerond", "Onderzoek afgerond", "Zaak afgerond")),
    one_of(
        "notificatie.resultaat",
        (
            "Verzoek tot onderzoek afgewezen",
            "Geen rekest Kinderbescherming",
            "Maatregel opgelegd",
            "Geen maatregel opgelegd",
        ),
    ),
    one_of("organisaties[].rol", ROLES, _VTO),
    shaped("organisaties[].vestigingsnummer", "[0-9A-Za-z]{12}"),
    shaped("*.rsin", "[0-9]{9}"),
    *length(10, "*.initiator.code"),
    *length(80, "*.initiator.hoedanigheid", "jeugdreclassering.omschrijving", "verzoek.omschrijving"),
    *length(40, "zorgterugkoppeling.identificatie", shortest=5),
    one_of("zorgterugkoppeling.resultaat", ("Geen actie nodig", "Vervolgactie nodig")),
)
_DOCUMENTS: Final = (
    one_of(
        "bijlagen[].soort",
        ("Verzoek tot onderzoek RvdK", "Gezinsgeschiedenis", "Diagnostisch onderzoek", "Hulpverleningsrapportage"),
        _VTO,
    ),
    one_of("bijlagen[].soort", ("Zorgmelding",), _ZORG),
    *length(100, "bijlagen[].mime", shortest=3),
    *length(255, "bijlagen[].naam"),
    *length(40, "bijlagen[].identificatie", roots=_VTO | _ZORG),
    *length(200, "bijlagen[].titel", "bijlagen[].auteur", roots=_VTO | _ZORG),
    *length(20, "bijlagen[].taal", "bijlagen[].status", roots=_VTO),
    one_of(
        "bijlagen[].vertrouwelijkheid",
        (
            "ZEER GEHEIM",
            "GEHEIM",
            "CONFIDENTIEEL",
            "VERTROUWELIJK",
            "ZAAKVERTROUWELIJK",
            "INTERN",
            "BEPERKT OPENBAAR",
            "OPENBAAR",
        ),
        _VTO,
    ),
)

# What must stand, and say something.
_DEMANDED: Final = (
    Limit(
        place="organisaties[].telefoonnummer",
        values=texts(20),
        reason="it must stand",
        roots=_VTO | _ZORG,
        demanded=True,
    ),
    *(
        Limit(place=place, values=texts(40), reason="it must stand", roots=roots, demanded=True)
        for place, roots in (
            # Of an organisation without an employee the name is that of the organisation.
            ("melding.ingediend_door.naam", _VT),
            ("verzoek.aanvrager.naam", _VTO),
            ("verzoek.aanvrager.organisatie", _VTO),
            ("bijlagen[].identificatie", _VTO),
            ("bijlagen[].naam", _VTO | {"uciDi01"}),
            ("notificatie.beslissingen[].maatregel", _NOTIFICATIE),
            ("bijlagen[].titel", frozenset({"uciDi01"})),
            ("jeugdreclassering.signaal", _NOTIFICATIEJR),
            ("*.contact.naam", _NOTIFICATIEJR | _ZORGEN),
        )
    ),
    Limit(
        place="notificatie.tijdstip",
        values=_MOMENTS.map(lambda at: at.replace(microsecond=0)),
        reason="no zone, no less than a second",
    ),
)


LIMITS: Final[tuple[Limit, ...]] = (
    *(*_DEMANDED, *_HEADS, *_ADDRESSES, *_PERSONS, *_REPORTS),
    *(*_FEEDBACK, *_INQUIRIES, *_CASES, *_DOCUMENTS),
)
