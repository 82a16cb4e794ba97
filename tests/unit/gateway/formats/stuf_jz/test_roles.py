from gateway.formats.stuf_jz.roles import CHILD, CHILD_OF_CHILD, ROLES


def test_a_child_of_the_young_person_has_a_text_that_no_role_has() -> None:
    assert CHILD in ROLES
    assert CHILD_OF_CHILD not in ROLES


def test_every_role_stands_once() -> None:
    assert len(set(ROLES)) == len(ROLES) == 23
