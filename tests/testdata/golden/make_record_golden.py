#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the golden files of record/: three decision records, the other logged
objects, and the log that holds them, with every intermediate value.

Python's standard library alone, sharing no code with what it checks: RFC 8785
is json.dumps here (ASCII names, integers), Ed25519 (RFC 8032) is written out.
Every random value is SHA-256 of a label, so a second run changes nothing;
with --check it writes nothing and fails if it would change a file.
"""
import base64
import hashlib
import hmac
import json
import pathlib
import sys

ORIGIN = "prescreen.example/log1"
OUT = pathlib.Path(__file__).parent / "record"


def sha256(data):
    return hashlib.sha256(data).digest()


def pin(label):
    return sha256(label.encode())


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"),
                      ensure_ascii=False).encode()


def uuid4(label):
    raw = bytearray(pin(label)[:16])
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    text = bytes(raw).hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


# Ed25519 on affine points: slow and short.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    k = D * x1 * x2 * y1 * y2
    return ((x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P,
            (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P)


def multiply(scalar, point):
    total = (0, 1)
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def base_point():
    y = 4 * pow(5, -1, P) % P
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    return (P - x if x & 1 else x, y)


BASE = base_point()


def encode_point(point):
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def little(data):
    return int.from_bytes(data, "little")


def secret_scalar(seed):
    return little(hashlib.sha512(seed).digest()[:32]) & (2**254 - 8) | 2**254


def public_key(seed):
    return encode_point(multiply(secret_scalar(seed), BASE))


def sign(seed, message):
    prefix = hashlib.sha512(seed).digest()[32:]
    nonce = little(hashlib.sha512(prefix + message).digest()) % ORDER
    r = encode_point(multiply(nonce, BASE))
    hashed = hashlib.sha512(r + public_key(seed) + message).digest()
    s = (nonce + little(hashed) * secret_scalar(seed)) % ORDER
    return r + s.to_bytes(32, "little")


SEED = pin("test key")
KEY = public_key(SEED)
KEY_ID = sha256(ORIGIN.encode() + b"\n\x01" + KEY)[:4]
VKEY = "+".join((ORIGIN, KEY_ID.hex(),
                 base64.b64encode(b"\x01" + KEY).decode()))


class Commitments:
    """Commitments of one object; keeps salts and contents for the file."""

    def __init__(self, name):
        self.name = name
        self.all = {}

    def add(self, item, content):
        salt = pin(f"{self.name} {item} salt")
        value = hmac.new(salt, content.encode(), "sha256").digest()
        self.all[item] = {"salt": salt.hex(), "content": content,
                          "commitment": value.hex()}
        return b64url(value)


def head(name, typ, iat):
    return {"v": 1, "typ": typ, "log": ORIGIN, "iat": iat,
            "salt": b64url(pin(name + " salt"))}


def record(name, commitments, iat, **members):
    return head(name, "prescreen-record", iat) | {
        "rid": uuid4(name + " rid"),
        "contexts": pin("contexts").hex(),
        "config": pin("config").hex(),
        "engine": {"version": "0.1.0"},
        "explanation": commitments.add("explanation", name + " explained"),
    } | members


def checks(proof, status, dates, binding):
    return {"proof": proof, "status": status, "dates": dates,
            "binding": binding}


def requirement(name, value, *reasons):
    return {"id": name, "value": value, "reasons": list(reasons)}


POLICY = {"name": "data-engineer", "version": "7.1",
          "digest": pin("policy").hex(), "leaf_index": 1}
CATALOGUES = {kind: pin(kind).hex()
              for kind in ("issuers", "achievements", "skills")}
IDENTIFIERS = ('{"known_identifiers":[{"type":"emailAddress",'
               '"value":"candidate@example.org"}]}')
SUBJECT = ('{"application_ref":"application-1","candidate_ref":"candidate-1",'
           '"requisition_ref":"requisition-1","tenant":"tenants/acme"}')


def pass_record():
    made = Commitments("pass")
    sources = [
        ("did:key:z6MkissuerOne",
         {"key_source": {"digest": pin("key document 0").hex()}}),
        ("did:web:issuer.example",
         {"key_source": {"digest": pin("key document 1").hex(),
                         "fetched_at": 1790000001},
          "status_source": {"digest": pin("status list 1").hex(),
                            "fetched_at": 1790000002}}),
        ("https://issuer.example/profile",
         {"key_source": {"digest": pin("key document 2").hex(),
                         "fetched_at": 1789999000}}),
    ]
    documents = [made.add(f"document {i}", f"document {i} of pass")
                 for i in range(3)]
    credentials = [
        {"commitment": made.add(f"credential {i}", f"credential {i} of pass"),
         "issuer": issuer, "checks": checks("valid", "valid", "valid", "valid")}
        | source for i, (issuer, source) in enumerate(sources)]
    decision = {"outcome": "PASS", "flags": [], "information": ["DUPLICATE"],
                "requirements": [requirement("cloud-certification", "MET"),
                                 requirement("hands-on-work", "MET",
                                             "DATE_FALLBACK")]}
    return record("pass", made, 1790000010, as_of=1790000000, seq=41,
                  revision=1, policy=POLICY, catalogues=CATALOGUES,
                  decision=decision, documents=documents,
                  credentials=credentials, sandbox=False,
                  subject=made.add("subject", SUBJECT),
                  inputs=made.add("inputs", IDENTIFIERS)), made


def review_record():
    made = Commitments("review")
    documents = [made.add(f"document {i}", f"document {i} of review")
                 for i in range(2)]
    credentials = [
        {"commitment": made.add("credential 0", "credential 0 of review"),
         "issuer": "did:key:z6MkissuerOne",
         "checks": checks("valid", "valid", "valid", "unchecked"),
         "key_source": {"digest": pin("key document 0").hex()}},
        {"commitment": made.add("credential 1", "credential 1 of review"),
         "checks": checks("invalid", "unchecked", "unchecked", "unchecked")}]
    decision = {"outcome": "REVIEW", "flags": ["TAMPERED"],
                "information": ["AS_OF_CHOSEN"],
                "requirements": [requirement("cloud-certification", "UNCLEAR",
                                             "BINDING_NOT_CHECKED",
                                             "ISSUER_NOT_REVIEWED"),
                                 requirement("hands-on-work", "UNMET",
                                             "TOO_OLD")]}
    return record("review", made, 1790090000, as_of=1790000000, seq=42,
                  revision=2, previous=3, policy=POLICY,
                  catalogues={"issuers": CATALOGUES["issuers"]},
                  decision=decision, documents=documents,
                  credentials=credentials, sandbox=False,
                  subject=made.add("subject", SUBJECT),
                  inputs=made.add("inputs", IDENTIFIERS)), made


def not_met_record():
    made = Commitments("not_met")
    subject = '{"application_ref":"a","tenant":"tenants/demo"}'
    decision = {"outcome": "NOT_MET", "flags": [], "information": [],
                "requirements": [requirement("r", "UNMET",
                                             "NO_RELEVANT_CREDENTIAL")]}
    return record("not_met", made, 0, as_of=0, seq=1, revision=1,
                  policy=POLICY, catalogues={}, decision=decision,
                  documents=[], credentials=[], sandbox=True,
                  subject=made.add("subject", subject),
                  inputs=made.add("inputs", '{"known_identifiers":[]}')), made


def log_identity():
    anchor = {"caip2": "eip155:31337", "contract": "0x" + "1" * 40,
              "publisher": "0x" + "2" * 40, "first_nonce": 0,
              "from": 1789990000}
    return {"v": 1, "typ": "prescreen-log", "log": ORIGIN, "iat": 1789990000,
            "origin": ORIGIN, "vkeys": [VKEY], "anchors": [anchor],
            "cadence": 3600, "formats": ["prescreen-record/1", "tlog-tiles"]}


def policy_leaf():
    made = Commitments("policy")
    return head("policy", "prescreen-policy", 1789990001) | {
        "tenant": made.add("tenant", '{"tenant":"tenants/acme"}'),
        "id": "data-engineer", "version": "7.1",
        "digest": pin("policy").hex(), "approvals": 2,
        "effective": {"from": "2026-01-01", "until": "2027-12-31"}}, made


def catalogue_leaf():
    made = Commitments("catalogue")
    return head("catalogue", "prescreen-catalogue", 1789990002) | {
        "tenant": made.add("tenant", '{"tenant":"tenants/acme"}'),
        "kind": "issuers", "name": "issuers@3", "version": "3",
        "digest": CATALOGUES["issuers"]}, made


def leaf_hash(entry):
    return sha256(b"\x00" + entry)


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


# RFC 9162 sections 2.1.1, 2.1.3.1 and 2.1.4.1, as recursively as defined there.
def split(size):
    return 1 << (size - 1).bit_length() - 1


def root(leaves):
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node_hash(root(leaves[:k]), root(leaves[k:]))


def inclusion(index, leaves):
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return inclusion(index, leaves[:k]) + [root(leaves[k:])]
    return inclusion(index - k, leaves[k:]) + [root(leaves[:k])]


def consistency(old, leaves, whole=True):
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    k = split(len(leaves))
    if old <= k:
        return consistency(old, leaves[:k], whole) + [root(leaves[k:])]
    return consistency(old - k, leaves[k:], False) + [root(leaves[:k])]


def complete_nodes(leaves):
    nodes, level, row = [], 0, leaves
    while row:
        nodes += [{"level": level, "index": i, "hash": h.hex()}
                  for i, h in enumerate(row)]
        row = [node_hash(row[i], row[i + 1])
               for i in range(0, len(row) - 1, 2)]
        level += 1
    return nodes


def hexes(hashes):
    return [h.hex() for h in hashes]


def tree(entries):
    leaves = [leaf_hash(entry) for entry in entries]
    size = len(leaves)
    body = "%s\n%d\n%s\n" % (ORIGIN, size,
                             base64.b64encode(root(leaves)).decode())
    signature = sign(SEED, body.encode())
    line = "\u2014 %s %s\n" % (
        ORIGIN, base64.b64encode(KEY_ID + signature).decode())
    return {
        "origin": ORIGIN, "seed": SEED.hex(), "public_key": KEY.hex(),
        "key_id": KEY_ID.hex(), "vkey": VKEY, "entries": hexes(entries),
        "leaf_hashes": hexes(leaves), "nodes": complete_nodes(leaves),
        "roots": [root(leaves[:n]).hex() for n in range(size + 1)],
        "inclusion": [
            {"index": i, "size": n, "path": hexes(inclusion(i, leaves[:n]))}
            for n in range(1, size + 1) for i in range(n)],
        "consistency": [
            {"old": m, "new": n, "path": hexes(consistency(m, leaves[:n]))}
            for n in range(1, size + 1) for m in range(1, n + 1)],
        "tiles": {
            f"tile/0/000.p/{size}": b"".join(leaves).hex(),
            f"tile/entries/000.p/{size}": b"".join(
                len(e).to_bytes(2, "big") + e for e in entries).hex()},
        "checkpoint": body, "signature": signature.hex(),
        "note": body + "\n" + line}


def write(name, value):
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)
    path = OUT / (name + ".json")
    if "--check" not in sys.argv:
        path.write_text(text + "\n", encoding="utf-8")
    elif path.read_text(encoding="utf-8") != text + "\n":
        sys.exit(f"{path.name}: differs")


def main():
    OUT.mkdir(exist_ok=True)
    objects = [("log_identity", 4, (log_identity(), Commitments(""))),
               ("policy_leaf", 2, policy_leaf()),
               ("catalogue_leaf", 3, catalogue_leaf()),
               ("pass", 1, pass_record()), ("review", 1, review_record()),
               ("not_met", 1, not_met_record())]
    entries = []
    for index, (name, leaf_type, (value, made)) in enumerate(objects):
        data = canonical(value)
        entry = bytes([leaf_type]) + sha256(data)
        entries.append(entry)
        write(name, {"object": data.decode(), "sha256": sha256(data).hex(),
                     "leaf_type": leaf_type, "leaf_index": index,
                     "entry": entry.hex(), "leaf_hash": leaf_hash(entry).hex(),
                     "commitments": made.all})
    write("tree", tree(entries))


if __name__ == "__main__":
    main()
