"""Why a certificate proves nothing, in Dutch."""

from collections.abc import Mapping
from typing import Final

from gateway.wire.trust import Distrust

REASONS: Final[Mapping[str, str]] = {
    Distrust.UNREADABLE: "het is niet te lezen als certificaat",
    Distrust.NOT_YET_VALID: "het is nog niet geldig",
    Distrust.EXPIRED: "het is verlopen",
    Distrust.NOT_AN_END_ENTITY: "het is van een uitgever, niet van een organisatie",
    Distrust.UNKNOWN_EXTENSION: "het heeft een verplichte uitbreiding die wij niet kennen",
    Distrust.WEAK_KEY: "de sleutel is te zwak of van een soort die niet mag",
    Distrust.WEAK_SIGNATURE: "het is ondertekend met een te zwakke samenvatting",
    Distrust.WRONG_USAGE: "het is niet uitgegeven voor dit gebruik (key usage)",
    Distrust.WRONG_POLICY: "het valt niet onder een van de ingestelde certificaatbeleiden",
    Distrust.NO_OIN: "er staat geen OIN in dat telt (serialNumber, of organizationIdentifier waar dat mag)",
    Distrust.SEVERAL_OINS: "er staat meer dan één OIN in",
    Distrust.INVALID_OIN: "wat in serialNumber staat is geen OIN, of wat in organizationIdentifier staat waar dat mag",
    Distrust.OTHER_PARTY: "het is van een andere organisatie",
    Distrust.OTHER_CERTIFICATE: "het is een ander certificaat dan afgesproken",
    Distrust.NO_PATH: "het leidt niet naar een stamcertificaat dat wij vertrouwen",
    Distrust.INVALID_PATH: "de keten naar het stamcertificaat klopt niet",
    Distrust.DENIED_HERE: "het staat op onze eigen lijst van geweigerde certificaten",
    Distrust.REVOKED: "het is ingetrokken",
    Distrust.REVOCATION_UNKNOWN: "er is geen intrekkingslijst (CRL) van de uitgever",
    Distrust.REVOCATION_STALE: "de intrekkingslijst (CRL) van de uitgever is te oud",
}
