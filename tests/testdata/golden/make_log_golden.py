#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes golden/log/: the bytes that Prescreen's log must publish for ever.

Shares nothing with the C++ code: hashlib, and Ed25519 from RFC 8032 section 5.1
in plain integers. Run once; the files are committed and compared with, never
written again by a build.
"""
import base64
import hashlib
import json
import pathlib

SIZE = 300  # two tiles of level 0 and one of level 1
OLD_SIZE = 256
INDEX = 137
ORIGIN = "prescreen.example/log1"

FIELD = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, FIELD - 2, FIELD) % FIELD


def sha256(data):
    return hashlib.sha256(data).digest()


def b64(data):
    return base64.b64encode(data).decode()


# Points as affine pairs: slow, and plain to read.
def point_add(p, q):
    (x1, y1), (x2, y2) = p, q
    k = D * x1 * x2 * y1 * y2 % FIELD
    x3 = (x1 * y2 + x2 * y1) * pow(1 + k, FIELD - 2, FIELD)
    y3 = (y1 * y2 + x1 * x2) * pow(1 - k, FIELD - 2, FIELD)
    return x3 % FIELD, y3 % FIELD


def point_multiply(scalar, p):
    result = (0, 1)
    while scalar:
        if scalar & 1:
            result = point_add(result, p)
        p = point_add(p, p)
        scalar >>= 1
    return result


def base_point():
    y = 4 * pow(5, FIELD - 2, FIELD) % FIELD
    x2 = (y * y - 1) * pow(D * y * y + 1, FIELD - 2, FIELD) % FIELD
    x = pow(x2, (FIELD + 3) // 8, FIELD)
    if x * x % FIELD != x2:
        x = x * pow(2, (FIELD - 1) // 4, FIELD) % FIELD
    return (FIELD - x if x & 1 else x), y


def point_encode(p):
    return (p[1] | (p[0] & 1) << 255).to_bytes(32, "little")


def expand(seed):
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little")
    scalar &= (1 << 254) - 8
    scalar |= 1 << 254
    return scalar, digest[32:]


def public_key(seed):
    return point_encode(point_multiply(expand(seed)[0], base_point()))


def sign(seed, message):
    scalar, prefix = expand(seed)
    public = public_key(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % ORDER
    encoded_r = point_encode(point_multiply(r, base_point()))
    k = hashlib.sha512(encoded_r + public + message).digest()
    s = (r + int.from_bytes(k, "little") * scalar) % ORDER
    return encoded_r + s.to_bytes(32, "little")


# RFC 6962 section 2.1, by its recursive definitions.
def leaf_hash(entry):
    return sha256(b"\x00" + entry)


def split(n):
    k = 1
    while 2 * k < n:
        k *= 2
    return k


def tree_hash(entries):
    if not entries:
        return sha256(b"")
    if len(entries) == 1:
        return leaf_hash(entries[0])
    k = split(len(entries))
    return sha256(b"\x01" + tree_hash(entries[:k]) + tree_hash(entries[k:]))


def inclusion_path(m, entries):
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return inclusion_path(m, entries[:k]) + [("right", tree_hash(entries[k:]))]
    return inclusion_path(m - k, entries[k:]) + [("left", tree_hash(entries[:k]))]


def consistency_path(m, entries, whole=True):
    if m == len(entries):
        return [] if whole else [tree_hash(entries)]
    k = split(len(entries))
    if m <= k:
        return consistency_path(m, entries[:k], whole) + [tree_hash(entries[k:])]
    return consistency_path(m - k, entries[k:], False) + [tree_hash(entries[:k])]


def main():
    folder = pathlib.Path(__file__).parent / "log"
    seed = sha256(b"test key")
    key = public_key(seed)
    key_id = sha256(ORIGIN.encode() + b"\n\x01" + key)[:4]
    objects = [b"golden object %d" % i for i in range(SIZE)]
    entries = [b"\x01" + sha256(o) for o in objects]

    def write(name, data):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def checkpoint(size):
        root = tree_hash(entries[:size])
        return f"{ORIGIN}\n{size}\n{b64(root)}\n".encode()

    def note(text):
        line = b64(key_id + sign(seed, text))
        return text + f"\n\u2014 {ORIGIN} {line}\n".encode()

    write("vkey", f"{ORIGIN}+{key_id.hex()}+{b64(bytes([1]) + key)}".encode())
    for size in (OLD_SIZE, SIZE):
        write(f"checkpoint.{size}", checkpoint(size))
        write(f"checkpoint.{size}.note", note(checkpoint(size)))

    leaves = [leaf_hash(e) for e in entries]
    bundles = [b"".join(len(e).to_bytes(2, "big") + e for e in part)
               for part in (entries[:256], entries[256:])]
    write("tile/0/000", b"".join(leaves[:256]))
    write("tile/0/001.p/44", b"".join(leaves[256:]))
    write("tile/1/000.p/1", tree_hash(entries[:256]))
    write("tile/entries/000", bundles[0])
    write("tile/entries/001.p/44", bundles[1])

    steps = []
    current = leaf_hash(entries[INDEX])
    for side, sibling in inclusion_path(INDEX, entries):
        pair = sibling + current if side == "left" else current + sibling
        current = sha256(b"\x01" + pair)
        steps.append({"sibling": sibling.hex(), "side": side, "hash": current.hex()})
    assert current == tree_hash(entries)
    proof = {
        "object": objects[INDEX].decode(),
        "object_sha256": sha256(objects[INDEX]).hex(),
        "entry": entries[INDEX].hex(),
        "index": INDEX,
        "size": SIZE,
        "leaf_hash": leaf_hash(entries[INDEX]).hex(),
        "steps": steps,
        "root": tree_hash(entries).hex(),
    }
    write("inclusion.json", (json.dumps(proof, indent=2) + "\n").encode())
    consistency = {
        "old_size": OLD_SIZE - 7,
        "new_size": SIZE,
        "old_root": tree_hash(entries[:OLD_SIZE - 7]).hex(),
        "new_root": tree_hash(entries).hex(),
        "path": [h.hex() for h in consistency_path(OLD_SIZE - 7, entries)],
    }
    write("consistency.json", (json.dumps(consistency, indent=2) + "\n").encode())
    salt = bytes(range(32))
    content = b'{"application_ref":"A-17","tenant":"demo"}'
    inner = sha256(bytes(b ^ 0x36 for b in salt.ljust(64, b"\0")) + content)
    outer = sha256(bytes(b ^ 0x5C for b in salt.ljust(64, b"\0")) + inner)
    commitment = {
        "salt": salt.hex(),
        "content": content.decode(),
        "commitment": base64.urlsafe_b64encode(outer).decode().rstrip("="),
    }
    write("commitment.json", (json.dumps(commitment, indent=2) + "\n").encode())


if __name__ == "__main__":
    main()
