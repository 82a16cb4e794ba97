"""What the scripts here share; it runs in the environment of the library that is measured, so it knows none of ours."""

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

# CPU seconds of one exchange at its sender and at its receiver.
Cost = tuple[float, float]


def make_pair(name: str, bits: int) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """Return a key, and a certificate that says whose it is."""
    key = rsa.generate_private_key(65537, bits)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), 1, now, now + timedelta(days=1))
    return key, builder.sign(key, hashes.SHA256())


def measure(prepare: Callable[[int], Callable[[bytes], Cost]]) -> None:
    """Repeat an exchange for as long as the command line says, and print the means as JSON.

    The arguments are the bits of the keys, the octets of the payload, and the seconds of CPU.
    """
    bits, octets, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    exchange = prepare(bits)
    payload = b"<bericht>" + os.urandom(octets // 2).hex().encode() + b"</bericht>"
    exchange(payload)
    sender, receiver, count = 0.0, 0.0, 0
    while sender + receiver < seconds:
        first, second = exchange(payload)
        sender, receiver, count = sender + first, receiver + second, count + 1
    sys.stdout.write(json.dumps({"sender": sender / count, "receiver": receiver / count}))
