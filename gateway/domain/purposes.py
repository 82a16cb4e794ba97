"""For what and on what ground a message may be sent (domain-rules.md 5, CL23): one table, by message type."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from gateway.domain.kinds import MessageType as M


class Purpose(StrEnum):
    """What a message is for: CL23, and below the line what chapter 2 knows and CL23 has no code for."""

    VEILIGHEIDSBEOORDELING = "VEILIGHEIDSBEOORDELING"
    ONDERZOEK = "ONDERZOEK"
    VOORWAARDEN_VERVOLG = "VOORWAARDEN_VERVOLG"
    OVERDRACHT = "OVERDRACHT"
    MONITORING = "MONITORING"
    CRISIS = "CRISIS"
    IN_KENNISSTELLING = "IN_KENNISSTELLING"
    VTO = "VTO"
    TERUGKOPPELING_MELDER = "TERUGKOPPELING_MELDER"
    BETROKKENE_INFORMEREN = "BETROKKENE_INFORMEREN"
    CORRECTIE = "CORRECTIE"
    BELEID = "BELEID"
    # Ours.
    ADVIES = "ADVIES"
    MAATREGEL = "MAATREGEL"
    TOEZICHT = "TOEZICHT"
    BEVEILIGING = "BEVEILIGING"


class Basis(StrEnum):
    """The ground it rests on: CL23, and below the line the articles that chapter 2 names and CL23 has no code for."""

    WMO_411_2_A = "WMO_411_2_A"
    WMO_411_2_B = "WMO_411_2_B"
    WMO_411_2_C = "WMO_411_2_C"
    WMO_411_2_D = "WMO_411_2_D"
    WMO_411_2_E = "WMO_411_2_E"
    WMO_411_2_F = "WMO_411_2_F"
    WMO_411_2_G = "WMO_411_2_G"
    WMO_516_2 = "WMO_516_2"
    WMO_526 = "WMO_526"
    WMO_529 = "WMO_529"
    WMO_531 = "WMO_531"
    JW_31 = "JW_31"
    JW_7311_4 = "JW_7311_4"
    JW_740 = "JW_740"
    BPG_42_1I = "BPG_42_1I"
    WGS_12 = "WGS_12"
    WTH_2 = "WTH_2"
    TOESTEMMING = "TOESTEMMING"
    VITAAL_BELANG = "VITAAL_BELANG"
    # Ours.
    WMO_411_3 = "WMO_411_3"
    WMO_425 = "WMO_425"
    WMO_4212 = "WMO_4212"
    JW_714 = "JW_714"
    AVG_16 = "AVG_16"
    AVG_33 = "AVG_33"


Pairs = tuple[tuple[Purpose, Basis], ...]
P = Purpose
B = Basis


def _pairs(purposes: Iterable[Purpose], bases: Iterable[Basis]) -> Pairs:
    grounds = tuple(bases)
    return tuple((purpose, basis) for purpose in purposes for basis in grounds)


_ASSESSING: Final = (P.VEILIGHEIDSBEOORDELING, P.ONDERZOEK, P.VOORWAARDEN_VERVOLG)
_REPORTED: Final = _pairs((P.VEILIGHEIDSBEOORDELING,), (B.BPG_42_1I, B.WMO_526, B.WGS_12, B.VITAAL_BELANG))
_ASKED: Final = _pairs(_ASSESSING, (B.WMO_516_2, B.VITAAL_BELANG))
_ANSWERED: Final = _pairs(_ASSESSING, (B.WMO_526, B.TOESTEMMING, B.VITAAL_BELANG))
# The bodies and the OM check on "known" for a task of their own (CL11).
_CHECKED: Final = _pairs(_ASSESSING, (B.WMO_516_2, B.WMO_526, B.WGS_12, B.BPG_42_1I))
_TOLD_BACK: Final = _pairs((P.TERUGKOPPELING_MELDER,), (B.WMO_411_2_G, B.WGS_12))
_HANDED_OVER: Final = _pairs((P.OVERDRACHT,), (B.WMO_411_2_D, B.TOESTEMMING, B.VITAAL_BELANG))
# The municipality answers for what it was handed, and for its own youth help.
_TAKEN_OVER: Final = _pairs((P.OVERDRACHT,), (B.WMO_411_2_D, B.WMO_526, B.JW_740, B.JW_7311_4, B.WGS_12))
_WATCHED: Final = _pairs((P.MONITORING,), (B.WMO_516_2, B.WMO_526, B.JW_740, B.WMO_411_2_D))
_NOTIFIED: Final = _pairs((P.IN_KENNISSTELLING,), (B.WMO_411_2_E, B.VITAAL_BELANG))
_INVESTIGATED: Final = _pairs((P.VTO,), (B.JW_31,))
_AT_THE_MEASURE: Final = _pairs((P.MAATREGEL,), (B.JW_7311_4,))
_RESTRAINED: Final = _pairs((P.VEILIGHEIDSBEOORDELING, P.CRISIS), (B.WTH_2,))
_COORDINATED: Final = _pairs((P.OVERDRACHT, P.MONITORING), (B.WMO_411_2_D, B.JW_740, B.WMO_411_2_F))

# The first pair of each is what the type implies where a format has no place to say it.
PAIRS: Final[Mapping[M, Pairs]] = MappingProxyType(
    {
        **dict.fromkeys((M.MSG_01, M.MSG_03), _REPORTED),
        M.MSG_02: _pairs((P.VEILIGHEIDSBEOORDELING,), (B.WMO_526, B.VITAAL_BELANG)),
        M.MSG_04: _pairs((P.VEILIGHEIDSBEOORDELING,), (B.WMO_411_2_A,)),
        M.MSG_05: _pairs((P.ADVIES,), (B.WMO_411_3,)),
        **dict.fromkeys((M.MSG_06, M.MSG_06B, M.MSG_07), _RESTRAINED),
        **dict.fromkeys((M.MSG_08, M.MSG_09, M.MSG_10, M.MSG_11, M.MSG_12), _TOLD_BACK),
        **dict.fromkeys((M.MSG_13, M.MSG_14, M.MSG_15, M.MSG_16), _CHECKED),
        **dict.fromkeys((M.MSG_17, M.MSG_21, M.MSG_23, M.MSG_25, M.MSG_26, M.MSG_27, M.MSG_29), _ASKED),
        M.MSG_18: _pairs(_ASSESSING, (B.WMO_526, B.JW_740, B.VITAAL_BELANG)),
        **dict.fromkeys((M.MSG_19, M.MSG_20), _pairs(_ASSESSING, (B.WGS_12, B.WMO_516_2, B.WMO_526))),
        M.MSG_22: _ANSWERED,
        M.MSG_24: _pairs(_ASSESSING, (B.BPG_42_1I,)),
        M.MSG_28: _ASKED,
        **dict.fromkeys((M.MSG_30, M.MSG_31), _ANSWERED),
        **dict.fromkeys((M.MSG_32, M.MSG_32B), _AT_THE_MEASURE),
        **dict.fromkeys((M.MSG_33, M.MSG_40, M.MSG_41, M.MSG_42), _TAKEN_OVER),
        **dict.fromkeys((M.MSG_34, M.MSG_35, M.MSG_37), _HANDED_OVER),
        **dict.fromkeys((M.MSG_36, M.MSG_36C), _pairs((P.OVERDRACHT,), (B.WMO_411_2_D, B.JW_7311_4))),
        M.MSG_38: _pairs((P.OVERDRACHT,), (B.WGS_12, B.WMO_411_2_D, B.TOESTEMMING)),
        M.MSG_39: _pairs((P.OVERDRACHT,), (B.WMO_516_2, B.VITAAL_BELANG)),
        M.MSG_43: _pairs((P.MONITORING,), (B.WMO_526, B.JW_740, B.VITAAL_BELANG)),
        **dict.fromkeys((M.MSG_44, M.MSG_47, M.MSG_48), _WATCHED),
        **dict.fromkeys((M.MSG_45, M.MSG_46), _pairs((P.MONITORING,), (B.WMO_526, B.JW_740))),
        M.MSG_49: _pairs((P.OVERDRACHT, P.VEILIGHEIDSBEOORDELING), (B.WMO_411_2_D, B.WMO_411_2_C, B.JW_740)),
        M.MSG_50: _pairs((P.VTO,), (B.WMO_411_2_F,)),
        **dict.fromkeys((M.MSG_51, M.MSG_52, M.MSG_53, M.MSG_54), _INVESTIGATED),
        **dict.fromkeys((M.MSG_55, M.MSG_56), _NOTIFIED),
        **dict.fromkeys((M.MSG_57, M.MSG_58), _pairs((P.CRISIS,), (B.WMO_411_2_D, B.VITAAL_BELANG))),
        M.MSG_59: _pairs((P.VEILIGHEIDSBEOORDELING,), (B.WMO_411_2_E, B.BPG_42_1I)),
        **dict.fromkeys((M.MSG_60, M.MSG_61), _COORDINATED),
        M.MSG_62: _pairs((P.BETROKKENE_INFORMEREN,), (B.WMO_531,)),
        M.MSG_63: _pairs((P.CORRECTIE,), (B.AVG_16, B.WMO_516_2, B.WMO_526, B.BPG_42_1I)),
        M.MSG_64: _pairs((P.CORRECTIE, P.BETROKKENE_INFORMEREN), (B.AVG_16, B.WMO_531)),
        M.MSG_65: _pairs((P.BEVEILIGING,), (B.AVG_33,)),
        M.MSG_66: _pairs((P.IN_KENNISSTELLING,), (B.JW_714,)),
        M.MSG_67: _pairs((P.TOEZICHT,), (B.WMO_425,)),
        **dict.fromkeys((M.MSG_68, M.MSG_69), _pairs((P.BELEID,), (B.WMO_4212,))),
        M.JZ_01: _pairs((P.IN_KENNISSTELLING, P.VEILIGHEIDSBEOORDELING), (B.BPG_42_1I,)),
        M.JZ_02: _pairs((P.TERUGKOPPELING_MELDER,), (B.WMO_411_2_G, B.JW_740)),
        M.JZ_03: _pairs((P.IN_KENNISSTELLING,), (B.JW_740,)),
    }
)


def implied(kind: M) -> tuple[Purpose, Basis] | tuple[None, None]:
    """Return the pair that a type implies; the gateway's own messages are for nothing but the traffic itself."""
    return PAIRS[kind][0] if kind in PAIRS else (None, None)
