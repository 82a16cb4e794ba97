import re

import pytest

from gateway.policy import Effect, Rule, Standing
from gateway.policy.book import RULES, RULES_ALONE, RULES_ON_ARRIVAL

# Chapter 3, "Direction": on the receiving side only these run.
DIRECTION = {"R001", "R002", "R016", "R020", "R027", "R028", "R029", "R029a", "R080", "R099"} | {
    *(f"R{number:03}" for number in range(90, 94)),
    *(f"R{number}" for number in range(131, 154)),
}

# Among them these are about what we send, and who of our own people does (R136 to R139, R143, R150, R151, R153).
OF_THE_SENDER = {"R136", "R137", "R138", "R139", "R143", "R150", "R151", "R153"}

# What a schema cannot say, and a partner is told with a fault code, besides.
CHECKS = {
    *("H1A", "H1O", "H2D", "H2M", "H2P", "CL07", "CL16", "R022", "R023", "R026", "R026a", "R040a"),
    *("R097", "R102", "R105", "R107"),
}
# Typed over from chapter 3; H1, H2 and CL are what chapters 1, 2 and 5 say without a number.
STANDINGS = {
    "LAW": (
        "R001 R002 R003 R004 R005 R008 R009 R012 R013 R014 R015 R017 R018 R019 R020 R024 R027 R028 R033 R034 R035 "
        "R057 R065 R067 R068 R069 R071a R078 R079 R080 R081 R082 R085 R087 R088 R089 R090 R091 R093 R094 "
        "R095 R096 R096a R101 R101a R102 R103 R105 R106 R108 R109 R109a R110 R111 R112 R113 R114 R115 "
        "R116 R117 R118 R119 R120 R121 R123 R125 R126 R127 R128 R129 R130 R149"
    ),
    "AGREE": (
        "R006 R007 R026a R029 R030 R031 R032 R036 R037 R038 R041 R042 R043 R044 R045 R046 R047 R048 R049 R050 R051 "
        "R052 R053 R054 R055 R056 R058 R059 R060 R061 R065a R066 R066a R070 R071 R075 R076 R077 R083 R084 R092 "
        "R104"
    ),
    "STD": (
        "H1A H1O H2M H2P H2X R016 R022 R026 R029a R040 R072 R073 R097 R099 R107 R132 R134 R141 R142 R143 "
        "R144 R135 R137 R139 R140 R147 R148 R151"
    ),
    "DESIGN": (
        "CL07 CL16 H2D R010 R011 R014a R021 R023 R039 R040a R062 R063 R064 R074 R074a R086 R098 R100 R122 R124 "
        "R131 R133 R136 R138 R145 R146 R150 R152 R153 R154"
    ),
    "GK": "R025",
}


def test_every_rule_has_a_number_of_its_own() -> None:
    numbers = [rule.number for rule in RULES]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"R\d{3}[a-z]?|H[12][A-Z]|CL\d{2}", number) for number in numbers)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.number)
def test_every_rule_names_what_it_rests_on_and_what_it_can_say(rule: Rule) -> None:
    assert rule.name
    assert rule.sources
    assert all(rule.sources)
    assert rule.effects


def test_only_the_route_by_law_allows_and_the_consent_of_one_parent_by_agreement() -> None:
    allowing = [rule for rule in RULES if Effect.ALLOW in rule.effects]
    assert [(rule.number, rule.standing) for rule in allowing] == [("R002", Standing.LAW), ("R051", Standing.AGREE)]


def test_on_arrival_only_the_rules_for_the_receiving_side_run_and_the_checks() -> None:
    on_arrival = {rule.number for rule in RULES_ON_ARRIVAL}
    assert on_arrival <= DIRECTION | CHECKS
    assert {rule.number for rule in RULES} & DIRECTION - OF_THE_SENDER <= on_arrival
    assert {rule.number for rule in RULES_ON_ARRIVAL if rule.fault} >= CHECKS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.number)
def test_a_partner_is_told_a_fault_code_by_exactly_the_rules_that_can_stop_its_message(rule: Rule) -> None:
    stops = rule.on_arrival and Effect.DENY in rule.effects
    assert (rule.fault is not None) is stops
    if rule.fault is not None:
        assert f"STUF {rule.fault}" in " ".join(rule.sources)


def test_what_judges_a_document_alone_runs_on_arrival() -> None:
    assert set(RULES_ALONE) <= set(RULES_ON_ARRIVAL)
    asking = {rule.number for rule in RULES_ON_ARRIVAL} - {rule.number for rule in RULES_ALONE}
    assert asking == {
        "H1A",
        "H1O",
        "R002",
        "R092",
        "R102",
        "R131",
        "R134",
        "R135",
        "R140",
        "R141",
        "R147",
        "R148",
        "R149",
    }


def test_every_rule_has_the_standing_that_chapter_3_gives_it() -> None:
    assert {rule.number: str(rule.standing) for rule in RULES} == {
        number: standing for standing, numbers in STANDINGS.items() for number in numbers.split()
    }
