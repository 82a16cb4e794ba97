"""Two real gateways carry payloads of any number, type and size for each other, without reading a word of them."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.domain.agreement import Profile
from tests.kit.chain import eventually
from tests.kit.commands import run
from tests.kit.shipments import PROFILES, Load, ShippingChain, service_of

NAMES = ("foto's & verslag.pdf", 'de "Ünïcode" map.zip', "日本.bin")
BINARY = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShippingChain]:
    chain = ShippingChain(tmp_path_factory.mktemp("zendingen"))
    try:
        chain.start_all()
        yield chain
    finally:
        chain.stop_all()


def _loads(count: int) -> list[Load]:
    """Return that many payloads of every sort: empty, binary, text, with and without a name."""
    kinds = (
        Load(content=b""),
        Load(content=BINARY, media_type="image/jpeg", file_name=NAMES[0]),
        Load(content="één regel\r\n--grens\r\n".encode(), media_type="text/plain", file_name=NAMES[2]),
        Load(content=os.urandom(3_000), media_type="video/mp4"),
    )
    return [kinds[number % len(kinds)] for number in range(count)]


def _unloaded(chain: ShippingChain, reference: str, sender: str, receiver: str) -> list[tuple[str, str | None, bytes]]:
    desk, oin = chain.desk(receiver), chain.oin(sender)
    parts = desk.look(oin, reference)["parts"]
    return [(part["mediaType"], part["fileName"], desk.part(oin, reference, part["number"])[1]) for part in parts]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("count", [0, 1, 3, 29])
def test_what_was_shipped_is_what_is_unloaded(chain: ShippingChain, profile: Profile, count: int) -> None:
    loads = _loads(count)
    reference = chain.ship(profile, loads)
    eventually("the shipment waits", lambda: chain.arrived(reference))
    unloaded = _unloaded(chain, reference, "politie", "veiligthuis")
    assert [content for _, _, content in unloaded] == [load.content for load in loads]
    assert [media_type for media_type, _, _ in unloaded] == [load.media_type for load in loads]
    assert [name for _, name, _ in unloaded] == [load.file_name for load in loads]
    eventually("the shipment is delivered", lambda: chain.state(reference) == "delivered")
    assert chain.desk("veiligthuis").confirm(chain.oin("politie"), reference) == 204
    assert not chain.arrived(reference)


def test_a_shipment_goes_the_other_way_too(chain: ShippingChain) -> None:
    reference = chain.ship(Profile.RM_E, [Load(content=BINARY, file_name=NAMES[1].replace('"', "%22"))], "veiligthuis")
    eventually("the shipment waits", lambda: chain.arrived(reference, "politie"))
    assert _unloaded(chain, reference, "veiligthuis", "politie") == [("application/octet-stream", NAMES[1], BINARY)]


def test_the_name_of_a_file_says_nothing_but_its_name(chain: ShippingChain) -> None:
    reference = chain.ship(Profile.RM, [Load(content=b"x", media_type="text/html", file_name=NAMES[2])])
    eventually("the shipment waits", lambda: chain.arrived(reference))
    headers, _ = chain.desk("veiligthuis").part(chain.oin("politie"), reference, 1)
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E6%97%A5%E6%9C%AC.bin"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_evidence_of_a_shipment_verifies_offline(chain: ShippingChain, tmp_path: Path) -> None:
    reference = chain.ship(Profile.RM_E, [Load(content=BINARY), Load(content=b"")])
    eventually("the shipment is delivered", lambda: chain.state(reference) == "delivered")
    for name in chain.organisations:
        bundle = tmp_path / f"{name}.zip"
        bundle.write_bytes(chain.offices[name].bundle(chain.oin("politie"), reference))
        roots = chain.folder / name / "trust" / "roots"
        ended = run("evidence", "verify", bundle, "--roots", roots)
        assert ended.exit_code == 0, ended.output


def test_the_same_key_ships_once(chain: ShippingChain) -> None:
    loads = [Load(content=BINARY)]
    first = chain.ship(Profile.RM_S, loads, key="zelfde-sleutel-1")
    assert chain.ship(Profile.RM_S, loads, key="zelfde-sleutel-1") == first
    desk, oin = chain.desk("politie"), chain.oin("veiligthuis")
    status, problem = desk.ship(oin, service_of(Profile.RM_S), [Load(content=b"anders")], key="zelfde-sleutel-1")
    assert (status, problem["type"]) == (422, "urn:nl:schakel:problem:key-reused")


def test_h4c_what_nobody_named_is_not_carried(chain: ShippingChain) -> None:
    desk, oin = chain.desk("politie"), chain.oin("veiligthuis")
    status, problem = desk.ship(oin, "Proef:Onbekend:1", [Load(content=b"x")])
    assert (status, [rule["rule"] for rule in problem["rules"]]) == (422, ["H4C"])
    status, problem = desk.ship(oin, "VNG:Jeugdzorg:1:0:9", [Load(content=b"x")])
    assert (status, [rule["rule"] for rule in problem["rules"]]) == (422, ["H4C"])


def test_thirty_signed_parts_are_too_many(chain: ShippingChain) -> None:
    status, problem = chain.desk("politie").ship(chain.oin("veiligthuis"), service_of(Profile.RM_S), [Load()] * 30)
    assert (status, problem["mistakes"]) == (400, ["parts: more than 29"])


def test_a_shipment_is_no_message(chain: ShippingChain) -> None:
    reference = chain.ship(Profile.RM, [Load(content=b"x")])
    eventually("the shipment waits", lambda: chain.arrived(reference))
    desk, oin = chain.desk("veiligthuis"), chain.oin("politie")
    assert all(each["reference"] != reference for each in desk.get("/v1/waiting")[1]["messages"])
    assert desk.get(f"/v1/messages/{oin}/{reference}")[1]["type"] == "zending"
    assert desk.get(f"/v1/shipments/{oin}/{reference}/parts/2")[0] == 404
    told = [each["type"] for each in desk.get("/v1/events")[1]["events"] if each["reference"] == reference]
    assert told == ["shipment-waiting"]


@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        (b"geen formulier", "body: framing"),
        (b'--grens-van-een-formulier\r\nContent-Disposition: form-data; name="shipment"\r\n\r\n{}', "body: framing"),
    ],
    ids=["no form", "a form without an end"],
)
def test_what_is_no_form_is_refused(chain: ShippingChain, body: bytes, mistake: str) -> None:
    status, problem = chain.desk("politie").post_form(body, len(body), "sleutel-van-fout")
    assert (status, problem["mistakes"]) == (400, [mistake])


def test_names_of_files_stand_in_no_table_and_no_log(chain: ShippingChain) -> None:
    reference = chain.ship(Profile.RM_E, [Load(content=b"x", file_name="kanarie-bestand.pdf")])
    eventually("the shipment waits", lambda: chain.arrived(reference))
    for name in chain.organisations:
        home: Path = chain.folder / name
        for file in home.glob("gateway.db*"):
            assert b"kanarie-bestand" not in file.read_bytes()
    assert json.dumps(chain.desk("veiligthuis").look(chain.oin("politie"), reference)).count("kanarie-bestand.pdf") == 1
