"""The JSON Schema says what the codec takes."""

from gateway.formats.office.schema import components


def test_every_record_that_is_referred_to_is_there() -> None:
    schemas = components()
    text = str(schemas)
    for name in schemas:
        assert isinstance(name, str)
    referred = {part.split("'")[0] for part in text.split("#/components/schemas/")[1:]}
    assert referred <= schemas.keys()
    assert "Content" in referred


def test_codes_lists_and_leaves_are_described() -> None:
    schemas = components()
    draft = schemas["Draft"]
    assert isinstance(draft, dict)
    assert draft["required"] == ["type", "receiver", "content"]
    assert draft["additionalProperties"] is False
    assert "MSG-01" in draft["properties"]["type"]["enum"]
    content = schemas["Content"]
    assert isinstance(content, dict)
    assert content["properties"]["betrokkenen"]["type"] == "array"
