"""What the seeds ask of the rules: annex B of domain-rules.md, row by row, in our own few words.

Where a statement names messages and terms besides, those stand in the catalogue and in the clock room; here stand the
rules. A statement without a rule says what keeps it instead.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Statement:
    """One row: seed and section, what it says, the rules that serve it, and what else does."""

    place: str
    says: str
    rules: tuple[str, ...]
    besides: str = ""

    @property
    def seed(self) -> str:
        """Return the tag of the seed."""
        return self.place.split()[0].rstrip(",")


STATEMENTS: Final = (
    Statement("S000, Advies", "advice holds nothing about the people concerned", ("R003",), "MSG-05"),
    Statement("S000, Meldingen aannemen", "urgency is judged at receipt", ("R042",), "D001, MSG-57"),
    Statement(
        "S000, Triage",
        "ask the chain, one contact with the family, acute stays, otherwise push or close",
        ("R041", "R042"),
        "MSG-13 to MSG-22, D002",
    ),
    Statement("S000, Vervolg", "ten weeks; process direction is handed over when safe", (), "D004, MSG-35"),
    Statement(
        "S000, Monitoring", "three months with the case director, twelve with the people", (), "D020, D021, MSG-44/45"
    ),
    Statement("S000, criterion 1.3", "a rule for asking other regions exists", ("R085",), "MSG-27/28"),
    Statement(
        "S001 ch. 2 f-n", "terms, receipt, none at the table, no closing at the decision", ("R060", "R070"), "D012-D016"
    ),
    Statement("S001 ch. 4", "five destinations, the table decides together, VT signs", ("R014",), "CL05"),
    Statement(
        "S001 5.1",
        "criteria, family informed, letter, what is handed over, no monitoring",
        ("R041", "R042", "R043", "R044", "R045", "R046", "R047", "R058"),
        "MSG-34",
    ),
    Statement(
        "S001 5.2",
        "acceptance, content after a service, two municipalities, monitoring",
        ("R048", "R049", "R050", "R053", "R061", "R062", "R063"),
        "MSG-35",
    ),
    Statement("S001 5.3-5.4", "support when it fails; who starts a request to the Raad", ("R104",), "MSG-43, MSG-51"),
    Statement("S001 5.5", "escalate, six weeks", (), "MSG-60/61, D019"),
    Statement("S001 6", "stable safety, plan, case direction, closing with VT", ("R070",), "MSG-46, D023"),
    Statement("S001 bijlage 1", "who is responsible, and when it stops", ("R061",)),
    Statement("S001 bijlage 2", "monitoring after 3 and 12 months, 18 on average", (), "D020-D022"),
    Statement(
        "S001 3a.1-3a.11",
        "GI direct, crisis order, no bare police reports, no double enrichment, one parent, look-backs, anonymous by "
        "the table, personal involvement",
        ("R054", "R066", "R092", "R077", "R051", "R075", "R076", "R032", "R055"),
    ),
    Statement("S001 3b", "five criteria to leave informing to the local field; two months", ("R044", "R045"), "D018"),
    Statement("S002 1-2", "tasks, and how many cases others follow up", (), "sizing only"),
    Statement(
        "S002 3-4", "safety watch; criteria explicit, conditions present, monitoring clear", ("R041", "R048"), "D003"
    ),
    Statement("S002 9 A-D", "framework, advice phase, citizen reports, radar", ("R004", "R007"), "MSG-05"),
    Statement("S002 9 ZSM", "one VT represents another", ("R014a", "R098"), "P03"),
    Statement("S003", "register, five days feedback, conditions, investigation", ("R083", "R084"), "D007, D008, CL04"),
    Statement("S004", "advise anonymously, report by form, mail encrypted, phone first", ("R003", "R137"), "MSG-02"),
)
