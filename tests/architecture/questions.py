"""Chapter 7 of the domain rules: every doubt, what holds it in the house, and what holds when nobody decides.

A holder is the number of a rule, `R075 years` for a parameter of one, or the place of a file that decides.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Question:
    """One doubt: its number, the doubt, what holds it, and the default."""

    number: str
    doubt: str
    held_by: tuple[str, ...]
    default: str


_PARTIES: Final = "gateway/domain/party.py"
_CATALOGUE: Final = "gateway/domain/catalogue"
_WORKDAYS: Final = "gateway/domain/workdays.py"
_STEPS: Final = "gateway/policy/steps.py"
_AGREEMENT: Final = "gateway/domain/agreement.py"
_REGISTER: Final = "adapters/partners/book.py"

QUESTIONS: Final = (
    Question(
        "Q01",
        "Five days (law) against five working days (agreements), and from which start",
        (_WORKDAYS,),
        "rules count working days; the statutory calendar runs beside it once the clock room measures terms",
    ),
    Question(
        "Q02",
        "Whether the rules on the justice chain, read in their text of 2015, still hold so for JUBES",
        ("R106", "R109"),
        "kept as law; no region can switch them",
    ),
    Question(
        "Q03",
        "The Handelingsprotocol of 2019 was not read whole",
        ("R034", "R035", "R036", "R037", "R038"),
        "R036 to R038 are agreements that a region may change; what the law itself says stays",
    ),
    Question("Q04", "Asking other parties in the advice phase", ("R004",), "refused: no inquiry without a report"),
    Question(
        "Q05",
        "How long to keep content, traffic and the audit trail",
        ("R127",),
        "content 24 hours after delivery, traffic 6 months, audit without content 5 years; the privacy officer decides",
    ),
    Question(
        "Q06",
        "No source gives a term for an answer, a receipt or an acceptance",
        (_CATALOGUE, "R062"),
        "the terms of design in the catalogue; silence is never acceptance",
    ),
    Question(
        "Q07",
        "Which region is competent when child and household move or live apart",
        ("R065",),
        "safety first at the place of stay, else where the child lives",
    ),
    Question(
        "Q08",
        "The values of the CBS protocol from 2019 on",
        ("R013",),
        "no BSN in statistics, and the lists of 2015 until newer ones are installed",
    ),
    Question(
        "Q09",
        "Reason code 02 and the list of specific questions",
        (_CATALOGUE,),
        "the code is accepted as it is printed",
    ),
    Question(
        "Q10",
        "How the household itself maps to a feedback code",
        ("R040", "R040a"),
        "VT-01-03 with an own code beside it",
    ),
    Question(
        "Q11",
        "Consent against a statutory ground",
        ("R051", "R052", "R067"),
        "the statutory ground first; consent only where there is none",
    ),
    Question(
        "Q12",
        "Whether the gateway is a processor or a joint controller",
        ("R131", "adapters/logbook/records.py"),
        "processor: what it logs is its organisation's own processing",
    ),
    Question(
        "Q13",
        "Whether the exchange needs ministerial rules (Wmo 5.3.3 lid 4)",
        ("R085", "R057"),
        "held to what is necessary",
    ),
    Question(
        "Q14",
        "Who of OM, reclassering, SHN, providers and schools may have a BSN",
        ("R015",),
        "only who a law read names",
    ),
    Question(
        "Q15",
        "The source system and wording of secret addresses and shelter lists",
        ("R024", "R025"),
        "always taken out; a secret address passes only with necessity and a second person",
    ),
    Question("Q16", "No public scale of triage levels", ("R042",), "acute, structural or none"),
    Question(
        "Q17",
        "Articles of AVG and UAVG that were not read",
        ("R009", "R121", "R128"),
        "kept as law, to be read before production",
    ),
    Question("Q18", "What point o and figures 4A to 4C of S001 say", ("R060",), "point n is meant"),
    Question("Q19", "Whether VT or the table decides", ("R014",), "always VT; the note of the table goes with it"),
    Question(
        "Q20",
        "Who is responsible between receipt and triage",
        ("R061",),
        "nobody, and that is shown; VT from the moment the term passes",
    ),
    Question(
        "Q21", "Whether there are 25 or 26 Veilig Thuis organisations", (_REGISTER,), "as many as the register names"
    ),
    Question("Q22", "Whether Goede Vrijdag and 5 mei are working days", (_WORKDAYS,), "they are not"),
    Question("Q23", "Who informs when the police informed one parent", ("R044", "R045"), "Veilig Thuis"),
    Question(
        "Q24",
        "What proves an oral handover",
        ("R060", "R061"),
        "a decision of the table in the case book, or the message of receipt",
    ),
    Question("Q25", "Hennep and drugs cases", (_CATALOGUE,), "no message and no rule of their own; people decide"),
    Question(
        "Q26",
        "Since when OM, reclassering and SHN may be told",
        ("R008",),
        "allowed; the moment is a parameter where the rule has one",
    ),
    Question(
        "Q27",
        "How roles shift by the Toekomstscenario",
        (_PARTIES, _REGISTER),
        "an organisation may be of several kinds",
    ),
    Question(
        "Q28", "What succeeds NTA 7516, and eDelivery", ("R137", _AGREEMENT), "the channel is part of the agreement"
    ),
    Question("Q29", "Whether VT must answer another region", ("R085",), "yes by agreement, not by law"),
    Question(
        "Q30",
        "Who may send vtMelding today",
        ("R002", "R148", _CATALOGUE),
        "police and Halt; OM through the generic report",
    ),
    Question(
        "Q31",
        "From when the five days for the letter count",
        (_CATALOGUE,),
        "from the handover, once the clock room measures it",
    ),
    Question(
        "Q32",
        "How JUBES wants to be addressed",
        (_AGREEMENT, _REGISTER),
        "by OIN; each agreement names its own party ids",
    ),
    Question(
        "Q33",
        "What proves that follow-up is in place",
        ("R061",),
        "a receipt (MSG-40) or a line of the table (MSG-49); sending alone does not",
    ),
    Question(
        "Q34",
        "The criteria for a direct handover are missing from the text",
        ("R041", "R042"),
        "acute or structural unsafety stays at Veilig Thuis until the region supplies its criteria",
    ),
)
