#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/testdata/golden/store/*: row keys, a key slot, an encrypted value
and a lock record, from the byte layouts alone and without the code they test.
Needs python3-cryptography."""
import hashlib
import hmac
import pathlib
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

OUT = pathlib.Path(__file__).parent / "store"
TENANT = bytes(range(16))
UUID = bytes(range(0x20, 0x30))
INDEX_KEY = bytes(range(0x40, 0x60))


def be32(n):
    return struct.pack(">I", n)


def be64(n):
    return struct.pack(">Q", n)


def mac(text):
    return hmac.new(INDEX_KEY, text, hashlib.sha256).digest()


def row_keys():
    return {
        "Indexed": mac(b"text"),
        "PolicyVersion": TENANT + b"v" + b"policy-1" + b"\0" + be32(2) + be32(3),
        "PolicyVersionsBegin": TENANT + b"v" + b"policy-1" + b"\0",
        "PolicyVersionsEnd": TENANT + b"v" + b"policy-1" + b"\1",
        "PolicyActive": TENANT + b"a" + b"policy-1",
        "CatalogueVersion": TENANT + b"issuers" + b"\0" + be32(7),
        "CatalogueVersionsEnd": TENANT + b"issuers" + b"\1",
        "Screening": TENANT + b"i" + UUID,
        "ScreeningByApplication": TENANT + b"a" + mac(b"policy-1\0application-1"),
        "RevisionAnswer": TENANT + UUID + be32(5) + b"d",
        "RevisionRecord": TENANT + UUID + be32(5) + b"r",
        "RevisionSubject": TENANT + UUID + be32(5) + b"s",
        "RevisionBundle": TENANT + UUID + be32(5) + b"b",
        "RevisionInputs": TENANT + UUID + be32(5) + b"i",
        "RevisionSalts": TENANT + UUID + be32(5) + b"k",
        "LogEntry": b"e" + be64(258),
        "LogNode": b"n" + bytes([9]) + be64(258),
        "LogHead": b"h",
        "LogCheckpoint": b"c" + be64(258),
        "LogSequence": b"s" + TENANT + b"policy-1",
        "Owner": be64(258),
        "Anchor": b"eip155:1" + b"\0" + be64(258),
        "AnchorsEnd": b"eip155:1" + b"\1",
        "Request": TENANT + mac(b"request request-1"),
    }


# What a random source gives that counts up from 0: see CountingRandom.
COUNTING = bytes(i % 256 for i in range(1024))
TENANT_KEY = bytes([0x77] * 32)


def key_slot():
    slot_id, key, nonce = COUNTING[:16], COUNTING[16:48], COUNTING[48:60]
    tenant_key_id = hashlib.sha256(b"prescreen tenant key" + TENANT_KEY).digest()[:16]
    wrapped = AESGCM(TENANT_KEY).encrypt(nonce, key, slot_id + tenant_key_id)
    slot = slot_id + tenant_key_id + nonce + wrapped + bytes(4)
    assert len(slot) == 96
    return slot


def sealed_value():
    slot_id, key, nonce = COUNTING[:16], COUNTING[16:48], COUNTING[60:72]
    sealed = AESGCM(key).encrypt(nonce, b"plaintext", b"revisions" + b"\0" + b"row key")
    return b"\1" + slot_id + nonce + sealed


def lock_record():
    note = b"note"
    entries = [bytes([1] * 33), bytes([2] * 33)]
    body = be64(3) + bytes([0xAB] * 32) + be32(len(note)) + note + be64(1) + b"".join(entries)
    slot = b"PSLOCK01" + be64(1) + be32(len(body)) + body
    return slot + hashlib.sha256(slot).digest()


OUT.mkdir(exist_ok=True)
lines = ["# name, row key in hexadecimal (server/store/keys.h)"]
lines += [f"{name} {key.hex()}" for name, key in row_keys().items()]
(OUT / "keys.txt").write_text("\n".join(lines) + "\n")
(OUT / "key_slot.hex").write_text(key_slot().hex() + "\n")
(OUT / "sealed_value.hex").write_text(sealed_value().hex() + "\n")
(OUT / "lock_record.hex").write_text(lock_record().hex() + "\n")
