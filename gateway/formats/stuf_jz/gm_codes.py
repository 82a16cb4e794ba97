"""The code lists of the generic report (CL12 to CL14, CL07): each code with the chain's own word for it.

Capacities and relations are said in words in the domain: the same number means something else in another list (R132).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gateway.formats.stuf_jz.forms import Form, read_token


def _numbered(*words: str) -> Mapping[str, str]:
    return MappingProxyType({f"{number:03}": word for number, word in enumerate(words, start=1)})


# CL12: in what capacity somebody is concerned in the case.
CAPACITIES: Final = _numbered("verdachte", "slachtoffer", "benadeelde", "getuige", "aangever")
# CL12, second list: what a professional does for the person concerned.
PROFESSIONALS: Final = _numbered(
    "diplomatiek vertegenwoordiger", "hulpverlener", "leraar", "trainer", "vervoerder", "tolk", "jurist"
)
# CL13: what somebody is to the person concerned.
RELATIONS: Final = _numbered(
    "aanverwante familie",
    "begeleider",
    "broer/zus",
    "contact",
    "curator",
    "echtgenoot",
    "eigenaar",
    "ex-partner",
    "garantontvanger",
    "garantsteller",
    "grootouder",
    "horecabezoeker",
    "hulpontvanger",
    "huurder",
    "kind",
    "kleinkind",
    "leerling",
    "leidinggevende",
    "mededader",
    "medereiziger",
    "neef/nicht",
    "ondertoezichtgestelde",
    "onder voogdij",
    "onderdaan",
    "onder leiding van",
    "oom/tante",
    "ouder",
    "partner",
    "pupil",
    "referent",
    "schoonzoon/-dochter",
    "schoonouder",
    "uitgenodigde",
    "verantwoordelijk",
    "verhuurder",
    "vertegenwoordigd",
    "verzorgd door",
    "verzorger",
    "voogd",
    "vriend/vriendin",
    "werkgever",
    "werknemer",
    "zwager/schoonzus",
)
# What an address serves for (SoortAdresType of the standard).
ADDRESSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "01": "post- of correspondentieadres",
        "02": "woon- of verblijfadres",
        "03": "GBA-adres",
        "04": "vestigingsadres",
        "05": "zonder vaste woon- of verblijfplaats hier te lande",
        "06": "factuuradres",
        "07": "detentieadres administratief",
        "08": "detentieadres feitelijk",
        "09": "werkadres",
        "10": "afleveradres",
        "11": "domicilieadres",
        "12": "zetel",
        "13": "vertrokken onbekend waarheen",
        "14": "uitstroomadres",
        "15": "verlofadres",
        "16": "laatst bekende adres",
        "17": "resocialisatie",
        "18": "adres van dagbesteding",
        "19": "gepland verlofadres",
        "20": "regimeadres",
        "51": "GBA-woonadres",
        "52": "GBA-briefadres",
    }
)
REGISTERED: Final = ADDRESSES["03"]
STAY: Final = ADDRESSES["02"]
# CL14; the standard's own second question for a ZVH is spelled so.
QUESTIONS: Final = (
    "NAZ-001",
    "NAZ-002",
    "VT-001",
    "VT-002",
    "VT-003",
    "VT-004",
    "VT-005",
    "VT-006",
    "VT-007",
    "ZVH-001",
    "ZVH-22",
)
LIFE_AREAS: Final = tuple(f"{number:02}" for number in range(1, 13))
KINDS: Final = ("NAZ", "VT", "ZVH")
# CL07.
STATUSES: Final = (
    "VT-00",
    "VT-01-01",
    "VT-01-02",
    "VT-01-03",
    "VT-01-04",
    "VT-02",
    "VT-03",
    "VT-99",
    "ZVH-01",
    "ZVH-02",
    "ZVH-03",
)


def coded(words: Mapping[str, str]) -> Form:
    """Return a form that reads a code as its word; a word that has no code is written as it is, to be refused."""
    codes = {word: code for code, word in words.items()}
    return Form(lambda text: words.get(read_token(text) or ""), lambda word: codes.get(word, word))
