"""One exchange by the library as4, at both ends in one process, without network, store or retries."""

import sys
import time
from collections.abc import Callable

from as4 import AS4LocalPrivateKey, SecurityPolicy, pinned_certificates
from as4.peppol import (
    build_peppol_message,
    create_peppol_external_party,
    create_peppol_internal_party,
    parse_peppol_message,
    parse_peppol_receipt,
)

from tests.bench.others.frame import Cost, make_pair, measure

_FIRST, _SECOND = "PTE000001", "PTE000002"


def prepare(bits: int) -> Callable[[bytes], Cost]:
    """Return what makes one exchange between two fresh parties."""
    (key, certificate), (other_key, other_certificate) = make_pair("een", bits), make_pair("ander", bits)
    own = create_peppol_internal_party(party_id=_FIRST, certificate=certificate, private_key=AS4LocalPrivateKey(key))
    partner = create_peppol_external_party(party_id=_SECOND, certificate=other_certificate)
    other = create_peppol_internal_party(
        party_id=_SECOND, certificate=other_certificate, private_key=AS4LocalPrivateKey(other_key)
    )
    policy = SecurityPolicy(signer_resolver=pinned_certificates(certificate))

    def exchange(payload: bytes) -> Cost:
        began = time.process_time()
        message = build_peppol_message(
            payload=payload,
            local_party=own,
            remote_party=partner,
            sender="9932:9999999999",
            recipient="9932:1111111111",
            sender_country_id="NL",
            document_type_identifier_scheme="busdox-docid-qns",
            document_type_identifier_value="urn:schakel:bench::Bericht##urn:schakel:bench:1::2.1",
            process_identifier="urn:schakel:bench:1",
        )
        body, boundary = message.get_request_data()
        headers = message.get_http_headers(boundary)
        sent = time.process_time()
        receiving = parse_peppol_message(
            request_headers=headers, request_body=body, local_party=other, security_policy=policy
        )
        if not receiving.successful:
            sys.exit(f"as4 refused its own message: {receiving.error}")
        _, signal = receiving.build_signal()
        received = time.process_time()
        parse_peppol_receipt(signal, other_certificate).verify_non_repudiation(message.signed_references)
        return sent - began + time.process_time() - received, received - sent

    return exchange


if __name__ == "__main__":
    measure(prepare)
