#!/usr/bin/env python3
"""Verifies an export of an Abeyance log, written from Docs/Formats.md alone.

    verify_export.py DIRECTORY --key VKEY_OR_FILE [--witness VKEY_OR_FILE]... [--tlog]

It shares no line with the program that it checks; every rule names the section of the page that it follows. It needs
Python 3.9 and nothing else (with the package `cryptography`, signatures are checked faster). One line is printed for
each finding, `PLACE: FIELD: expected E, found F`, and at the end `verified N entries, F findings`.

Exit codes: 0 nothing was found, 1 something was found, 2 the export or the key cannot be used.

It is one file, so that an auditor can be handed it, read it and run it. Memory stays flat as a log grows: what is kept
is one tile of each level, the decisions that await their outcome, and a count for each warrant.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import stat
import sys
from typing import NamedTuple, Optional

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None

TILE = 256  # section 7
LEAF_LIMIT = 65_535  # section 2
NOTE_LIMIT = 1_000_000  # section 5
CHECKPOINT_LIMIT = 4_096  # section 1
LINE_LIMIT = 2 * NOTE_LIMIT + 100  # a line of section 6: in a note only `"`, `\` and line feeds grow, to two bytes
NUMBER_LIMIT = 2**63 - 1  # conventions: numbers in text
DEPTH_LIMIT = 16  # section 2.1; the limit of 100,000 members cannot be reached in a leaf
BLOCK = 1 << 20


class Unusable(Exception):
    """There is nothing to verify: no directory, no key, or no size."""


class Refused(Exception):
    """Bytes that the page refuses: what was expected of them, and what was found."""

    def __init__(self, expected, found="something else"):
        super().__init__(expected, found)
        self.expected, self.found = expected, found


class Findings:
    """Prints each finding when it is made and counts them; what the log says is never printed raw."""

    def __init__(self, out):
        self.out, self.count = out, 0

    def add(self, place, field, expected, found):
        self.count += 1
        place = f"entry {place}" if isinstance(place, int) else shown(place, quoted=False)
        print(f"{place}: {field}: expected {expected}, found {found}", file=self.out)


def shown(value, quoted=True):
    """A value on one line of printable ASCII, cut short."""
    text = json.dumps(value, ensure_ascii=True, default=str)
    if not quoted:
        text = text.strip('"')
    return text if len(text) <= 100 else text[:97] + "..."


# --- Ed25519 (RFC 8032) --------------------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
IDENTITY = (0, 1, 1, 0)


def point_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_times(scalar, p):
    q = IDENTITY
    while scalar:
        if scalar & 1:
            q = point_add(q, p)
        p = point_add(p, p)
        scalar >>= 1
    return q


def point_decode(encoded):
    """The point of 32 bytes, or None when they are not the canonical encoding of one."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def point_encode(p):
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = point_decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def usable_public_key(key):
    """Section 4: a canonical encoding, and not a point of order 1, 2, 4 or 8."""
    point = point_decode(key)
    return point is not None and point_encode(point_times(8, point)) != point_encode(IDENTITY)


def ed25519_verify_slowly(key, message, signature):
    """RFC 8032 section 5.1.7, the equation without the cofactor."""
    a, s = point_decode(key), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or a is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    minus_a = (P - a[0], a[1], a[2], P - a[3])
    return point_encode(point_add(point_times(s, BASE), point_times(k, minus_a))) == signature[:32]


def ed25519_verify(key, message, signature):
    if Ed25519PublicKey is None:
        return ed25519_verify_slowly(key, message, signature)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
        return True
    except (InvalidSignature, ValueError):
        return False


# --- Conventions: base64, numbers, times, the spelling of JSON ------------------------------------------------------


def strict_base64(text):
    """Padding is there and unused bits are zero, so that bytes have one spelling."""
    try:
        decoded = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        return None
    return decoded if base64.b64encode(decoded).decode() == text else None


def strict_number(text):
    if not re.fullmatch("0|[1-9][0-9]{0,18}", text) or not text.isascii() or int(text) > NUMBER_LIMIT:
        return None
    return int(text)


TIME = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.([0-9]{6})Z")
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def microseconds(text):
    """Section 2.1, *time*: microseconds since the year 0, or None."""
    match = TIME.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction = map(int, match.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if year < 1 or not 1 <= month <= 12 or hour > 23 or minute > 59 or second > 59:
        return None
    if not 1 <= day <= DAYS[month - 1] + (leap and month == 2):
        return None
    leap_days = (year + 3) // 4 - (year + 99) // 100 + (year + 399) // 400
    days = 365 * year + leap_days + sum(DAYS[: month - 1]) + (leap and month > 2) + day - 1
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000 + fraction


def _integer(text):
    if len(text.lstrip("-")) > 16 or abs(int(text)) >= 2**53:
        raise Refused("integers of magnitude below 2^53", shown(text))
    return int(text)


def _no_number(text):
    raise Refused("integers without fraction or exponent", shown(text))


def spell(value):
    """Section 2.1: the one spelling of a value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")


def check_nesting(value, depth=1):
    if depth > DEPTH_LIMIT:
        raise Refused("at most 16 levels of nesting", "more")
    if isinstance(value, dict):
        for name in value:
            if not name.isascii():
                raise Refused("ASCII names", shown(name))
        value = value.values()
    for element in value:
        if isinstance(element, (dict, list)):
            check_nesting(element, depth + 1)


def parse_canonical(data):
    """Section 2.1: parsed, and the same bytes when it is written again. Repeated names, white space, another order and
    other escapes all differ in the second spelling."""
    try:
        value = json.loads(
            data.decode("utf-8"), parse_int=_integer, parse_float=_no_number, parse_constant=_no_number)
        again = spell(value)
    except (ValueError, RecursionError) as error:
        raise Refused("JSON", shown(str(error))) from None
    if again != data:
        at = next((i for i, (a, b) in enumerate(zip(again, data)) if a != b), min(len(again), len(data)))
        raise Refused("the canonical spelling", f"another from byte {at} on")
    if not isinstance(value, dict):
        raise Refused("an object", shown(value))
    check_nesting(value)
    return value


# --- Section 2.3: the shapes of the types -------------------------------------------------------------------------


class Shape:
    """What a value must be. `check` calls `wrong(field, expected, found)` for whatever it is not."""

    def check(self, value, field, wrong):
        raise NotImplementedError


class Simple(Shape):
    def __init__(self, expected, fits):
        self.expected, self.fits = expected, fits

    def check(self, value, field, wrong):
        if not self.fits(value):
            wrong(field, self.expected, shown(value))


class Array(Shape):
    def __init__(self, element, most=None):
        self.element, self.most = element, most

    def check(self, value, field, wrong):
        if type(value) is not list:
            return wrong(field, "an array", shown(value))
        if self.most is not None and len(value) > self.most:
            wrong(field, f"at most {self.most} elements", len(value))
        for i, element in enumerate(value):
            self.element.check(element, f"{field}[{i}]", wrong)


class Object(Shape):
    """Members by name, written as on the page: a `?` marks one that may be absent. `one_of` and `not_both` name
    optional members of which exactly one, or not both, is there. Unknown members are refused unless `open`."""

    def __init__(self, members, one_of=(), not_both=(), open=False):
        self.members = {name.rstrip("?"): shape for name, shape in members.items()}
        self.required = [name for name in members if not name.endswith("?")]
        self.one_of, self.not_both, self.open = one_of, not_both, open

    def check(self, value, field, wrong):
        if type(value) is not dict:
            return wrong(field, "an object", shown(value))
        prefix = field + "." if field else ""
        for name in self.required:
            if name not in value:
                wrong(prefix + name, "a member", "nothing")
        for name, member in value.items():
            shape = self.members.get(name)
            if shape is not None:
                shape.check(member, prefix + name, wrong)
            elif not self.open:
                wrong(prefix + shown(name, quoted=False), "no such member", shown(member))
        if self.one_of and sum(name in value for name in self.one_of) != 1:
            wrong(field or "members", "one of " + " and ".join(self.one_of), "none or several")
        if self.not_both and all(name in value for name in self.not_both):
            wrong(field or "members", "not both of " + " and ".join(self.not_both), "both")


class MapOf(Shape):
    """An object of any names."""

    def __init__(self, element):
        self.element = element

    def check(self, value, field, wrong):
        if type(value) is not dict:
            return wrong(field, "an object", shown(value))
        for name, member in value.items():
            self.element.check(member, f"{field}.{shown(name, quoted=False)}", wrong)


def integer(low=0, high=2**53 - 1):
    expected = f"an integer from {low} to {high}" if low < high else str(low)
    return Simple(expected, lambda value: type(value) is int and low <= value <= high)


def matching(expected, pattern):
    compiled = re.compile(pattern)
    return Simple(expected, lambda value: type(value) is str and compiled.fullmatch(value) is not None)


def word(expected, words):
    return Simple(expected, lambda value: type(value) is str and value in words)


STRING = Simple("a string", lambda value: type(value) is str)
BOOL = Simple("true or false", lambda value: type(value) is bool)
INT = integer()
MILLION = integer(0, 1_000_000)
DIGEST = matching("64 hex digits", "[0-9a-f]{64}")
NONCE = matching("32 hex digits", "[0-9a-f]{32}")
LIST_NUMBER = Simple(
    "a decimal number below 2^64",
    lambda value: type(value) is str and re.fullmatch("0|[1-9][0-9]{0,19}", value) is not None and int(value) < 2**64)
TIME_STRING = Simple("a time with six decimals", lambda value: microseconds(value) is not None)
STRINGS = Array(STRING)
ANY_OBJECT = Object({}, open=True)

WARRANT_CODES = frozenset("""
    token_too_large malformed_token malformed_header duplicate_member alg_not_allowed header_not_allowed wrong_typ
    unknown_key alg_mismatch bad_signature malformed_payload missing_claim unknown_issuer issuer_key_mismatch
    issuer_not_competent wrong_audience not_yet_valid expired lifetime_exceeded binding_mismatch status_unknown revoked
    suspended uses_exhausted out_of_scope""".split())
WARRANT_CODE = word("a warrant refusal code", WARRANT_CODES)
REASON = word("a reason", frozenset("""
    moratorium_police not_exempt_purpose warrant_required threshold_below_floor stopped clock_untrusted
    unknown_operation live_prohibited collection_forbidden jurisdiction_ban on_behalf_unknown review_missing
    default_deny policy_error policy_expired bundle_invalid unknown_client revoked revocation_stale rate_limited
    entry_budget_spent
    audit_unavailable audit_backpressure audit_disk_low core_unavailable core_unknown collection_unknown
    emergency_closed expected_matches_above_cap invalid_request""".split())
    | {"warrant_" + code for code in WARRANT_CODES})
PURPOSE = word("a purpose", frozenset("""
    identify_suspect identify_victim identify_witness missing_child missing_adult deceased trafficking_victim
    child_exploitation imminent_threat immigration protest surveillance id_fraud journalism research audit""".split()))
IMAGE_SOURCE = word("an image source", frozenset("""
    body_worn_camera in_car_camera cctv doorbell drone live_stream phone social_media seized_device booking id_document
    sketch unknown""".split()))
MODE = word("`retrospective` or `live`", frozenset(["retrospective", "live"]))
OPERATION = word("an operation", frozenset("""
    AssociateFaces CompareFaces CopyProjectVersion CreateCollection CreateDataset CreateFaceLivenessSession
    CreateProject CreateProjectVersion CreateStreamProcessor CreateUser DeleteCollection DeleteDataset DeleteFaces
    DeleteProject DeleteProjectPolicy DeleteProjectVersion DeleteStreamProcessor DeleteUser DescribeCollection
    DescribeDataset DescribeProjectVersions DescribeProjects DescribeStreamProcessor DetectCustomLabels DetectFaces
    DetectLabels DetectModerationLabels DetectProtectiveEquipment DetectText DisassociateFaces DistributeDatasetEntries
    GetCelebrityInfo GetCelebrityRecognition GetContentModeration GetFaceDetection GetFaceLivenessSessionResults
    GetFaceSearch GetLabelDetection GetMediaAnalysisJob GetPersonTracking GetSegmentDetection GetTextDetection
    IndexFaces ListCollections ListDatasetEntries ListDatasetLabels ListFaces ListMediaAnalysisJobs ListProjectPolicies
    ListStreamProcessors ListTagsForResource ListUsers PutProjectPolicy RecognizeCelebrities SearchFaces
    SearchFacesByImage SearchUsers SearchUsersByImage StartCelebrityRecognition StartContentModeration
    StartFaceDetection StartFaceSearch StartLabelDetection StartMediaAnalysisJob StartPersonTracking
    StartProjectVersion StartSegmentDetection StartStreamProcessor StartTextDetection StopProjectVersion
    StopStreamProcessor TagResource UntagResource UpdateDatasetEntries UpdateStreamProcessor""".split()))

BUNDLE = Object({"digest": DIGEST, "name": STRING, "version": integer(1)})
VERIFIED = Object({
    "kind": STRING, "standard": STRING, "findings": STRINGS, "offenceClass": STRING, "jurisdiction": STRING,
    "mode": MODE, "minimumSimilarity": MILLION, "maximumResults?": MILLION, "notBefore": TIME_STRING,
    "expires": TIME_STRING, "statusChecked": BOOL, "statusIssuedAt?": TIME_STRING,
    "noticeDelayedUntil?": TIME_STRING})
FACTS = Object({
    "now": TIME_STRING, "organisation": STRING, "certificate": DIGEST, "operation": OPERATION, "collection?": STRING,
    "onBehalfOf?": STRING, "purpose?": PURPOSE, "imageSource?": IMAGE_SOURCE, "mode": MODE,
    "similarityThreshold?": MILLION, "maximumResults?": MILLION, "probes": Array(DIGEST), "targets": Array(DIGEST),
    "claims": Object({
        "caseNumber": BOOL, "requester": BOOL, "supervisor": BOOL, "justification": BOOL, "review": BOOL,
        "offenceClass?": STRING}),
    "clientAddress?": STRING, "relabelled": BOOL,
    "warrant": Object({
        "verified?": VERIFIED,
        "refused?": Object({"code": WARRANT_CODE, "token": DIGEST, "issuer?": STRING, "jti?": STRING}),
    }, not_both=("verified", "refused")),
    "fault?": Object({"code": STRING, "reason": REASON})})

TYPES = {
    "genesis": {
        "software": STRING, "logKey": STRING, "bundle": BUNDLE, "demonstration": BOOL, "previousCheckpoint?": STRING},
    "start": {"software": STRING, "executable": DIGEST, "bundle": BUNDLE},
    "stop": {"cause": STRING},
    "decision": {
        "use?": Object({"n": INT, "of": INT}), "requestId": STRING, "invocationId?": STRING, "generation": INT,
        "bundle": BUNDLE, "bundleActivatedAt": INT, "facts": FACTS,
        "principals": Array(ANY_OBJECT),  # the objects are taken as they are
        "resource?": ANY_OBJECT, "context?": ANY_OBJECT, "entities?": DIGEST,
        "ruling": Object({
            "decision": word("`allow` or `deny`", frozenset(["allow", "deny"])), "determining": STRINGS,
            "errors": Array(Object({"message": STRING, "policy": STRING})), "reasons": Array(REASON)}),
        "warrantKey?": DIGEST, "commitments?": MapOf(DIGEST)},
    "outcome": {
        "decision": INT, "duration": INT, "model?": Object({"core": STRING, "name": STRING, "version": STRING}),
        "released?": Object({"bestSimilarity?": integer(0, 100_000_000), "count": INT, "response": DIGEST}),
        "failed?": Object({"beforeMatching": BOOL, "code": STRING})},
    "outcome_unknown": {"decisions": Array(INT)},
    "refusals": {
        "since": TIME_STRING, "organisation?": STRING,
        "reasons": Array(Object({"count": integer(1), "reason": REASON})),
        "fingerprints": Array(Object({"certificate": DIGEST, "count": integer(1)}), most=100), "others": INT},
    "certificate_seen": {
        "organisation": STRING, "certificate": DIGEST, "publicKey": DIGEST, "notAfter": TIME_STRING},
    "certificate": {
        "denied?": DIGEST, "deniedKey?": DIGEST,
        "issuedBefore?": Object({"authority": DIGEST, "moment": TIME_STRING}), "reason": STRING, "requestedBy": INT},
    "revocation_list": {
        "issuer": DIGEST, "number": LIST_NUMBER, "digest": DIGEST, "nextUpdate": TIME_STRING, "revoked": INT},
    "generation": {
        "number": integer(1), "cause": STRING, "certificate": DIGEST, "authorities": Array(DIGEST), "bundle": BUNDLE,
        "requestedBy?": INT},
    "alarm": {"about": STRING, "problem": STRING, "requestedBy?": INT},
    "bundle_activated": {"bundle": BUNDLE, "previous": DIGEST, "demonstration": BOOL, "requestedBy": INT},
    "bundle_refused": {"digest?": DIGEST, "problem": STRING, "requestedBy": INT},
    "warrant_revoked": {"list": STRING, "issuedAt": TIME_STRING, "digest": DIGEST, "revoked": INT},
    "export": {"reader": STRING, "first": INT, "count": INT},
    "clock_jump": {
        "trusted": BOOL, "wall": TIME_STRING, "difference": integer(-(2**53) + 1),
        "note?": Object({"reason": STRING, "requestedBy": INT})},
    "redaction": {"entry": INT, "basis": STRING, "requestedBy": INT},
}
# Section 2.4: only their envelope is checked.
TYPES_WITHOUT_SHAPE = ("bundle_proposed", "bundle_approved", "bundle_cancelled", "organisation", "emergency_opened",
                       "ratified", "lapsed", "collection", "key_rotation")
# Section 2.2.
ENVELOPE = {"v": integer(1, 1), "type": STRING, "origin": STRING, "index": INT, "time": TIME_STRING, "nonce": NONCE}
ONE_OF = {"outcome": ("released", "failed"), "certificate": ("denied", "deniedKey", "issuedBefore")}
SHAPES = {
    name: Object({**ENVELOPE, **members}, one_of=ONE_OF.get(name, ()))
    for name, members in TYPES.items()}
SHAPES.update((name, Object(ENVELOPE, open=True)) for name in TYPES_WITHOUT_SHAPE)


# --- Section 3: the tree --------------------------------------------------------------------------------------------


def leaf_hash(leaf):
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """The root over the leaves so far, and every hash of every tile in the order in which they come to be. Keeps the
    root of each complete subtree, one for each bit of the size that is set."""

    def __init__(self, emit):
        self.size, self.subtrees, self.emit = 0, [], emit

    def append(self, hash):
        self.emit(0, hash)
        height = 0
        while self.size >> height & 1:
            hash = node_hash(self.subtrees.pop(), hash)
            height += 1
            if height % 8 == 0:
                self.emit(height // 8, hash)
        self.subtrees.append(hash)
        self.size += 1

    def root(self):
        if not self.subtrees:
            return hashlib.sha256(b"").digest()
        hash = self.subtrees[-1]
        for left in reversed(self.subtrees[:-1]):
            hash = node_hash(left, hash)
        return hash


# --- Sections 4 and 5: keys, notes, checkpoints ---------------------------------------------------------------------


class Key(NamedTuple):
    name: str
    id: bytes
    public: bytes
    text: str


def is_name(text):
    """The name of a key, or of a signer in a note (which holds no control character anyway)."""
    return text != "" and "+" not in text and not any(c.isspace() or ord(c) < 0x20 for c in text)


def parse_key(text, kind=1):
    """Section 4: a log's key is of type 0x01, a witness's of 0x04."""
    name, plus, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    key = strict_base64(encoded)
    if not plus or not is_name(name) or not re.fullmatch("[0-9a-f]{8}", key_id) or key is None:
        raise Unusable("the key is not NAME+KEYID+BASE64")
    if len(key) != 33 or key[0] != kind:
        raise Unusable(f"the key is not a {'log' if kind == 1 else 'witness'}'s Ed25519 key (type 0x{kind:02x})")
    digest = hashlib.sha256(name.encode("utf-8") + b"\n" + key).digest()
    if digest[:4].hex() != key_id:
        raise Unusable(f"the key's id does not fit: expected {digest[:4].hex()}, found {key_id}")
    if not usable_public_key(key[1:]):
        raise Unusable("the key is not a point of Ed25519 that may sign")
    return Key(name, digest[:4], key[1:], text)


class Checkpoint(NamedTuple):
    size: int
    root: bytes


def split_note(note):
    """Section 5: the text of a note, and for each of its signature lines the name, the key id and the signature."""
    if len(note) > NOTE_LIMIT:
        raise Refused(f"at most {NOTE_LIMIT} bytes", len(note))
    try:
        note.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("UTF-8") from None
    if any(byte < 0x20 and byte != 0x0A for byte in note):
        raise Refused("no control character but line feeds", "one")
    divide = note.rfind(b"\n\n")
    if divide < 0 or not note.endswith(b"\n"):
        raise Refused("a text, an empty line and signatures")
    text, lines = note[: divide + 1], note[divide + 2 : -1].decode("utf-8").split("\n")
    if not 1 <= len(lines) <= 100:
        raise Refused("1 to 100 signatures", len(lines))
    signatures = []
    for line in lines:
        parts = line.split(" ")
        decoded = strict_base64(parts[2]) if len(parts) == 3 else None
        if decoded is None or parts[0] != "\u2014" or not is_name(parts[1]) or len(decoded) < 5:
            raise Refused("a signature line", shown(line))
        signatures.append((parts[1], decoded[:4], decoded[4:]))
    return text, signatures


def parse_note(note, key):
    """Section 5: the text of a note that the key signed."""
    text, signatures = split_note(note)
    signed = False
    for name, key_id, signature in signatures:
        if name == key.name and key_id == key.id:
            if len(signature) != 64 or not ed25519_verify(key.public, text, signature):
                raise Refused("a valid signature of the log's key", "another")
            signed = True
    if not signed:
        raise Refused("a signature of the log's key", "none")
    return text


def parse_checkpoint(note, key):
    """Section 5: a checkpoint of the log whose key is given."""
    lines = parse_note(note, key).decode("utf-8").split("\n")[:-1]
    if len(lines) < 3 or "" in lines:
        raise Refused("origin, size, root and lines that are not empty")
    size, root = strict_number(lines[1]), strict_base64(lines[2])
    if lines[0] != key.name:
        raise Refused(f"the origin {shown(key.name)}", shown(lines[0]))
    if size is None:
        raise Refused("a size", shown(lines[1]))
    if root is None or len(root) != 32:
        raise Refused("a root of 32 bytes", shown(lines[2]))
    return Checkpoint(size, root)


def cosigned_at(note, witness):
    """Section 10: the latest time, in seconds, at which a witness cosigned a note; None when it did not."""
    text, signatures = split_note(note)
    latest = None
    for name, key_id, signature in signatures:
        if name == witness.name and key_id == witness.id:
            time = int.from_bytes(signature[:8], "big")
            message = b"cosignature/v1\ntime %d\n" % time + text
            if len(signature) != 72 or time > NUMBER_LIMIT or not ed25519_verify(witness.public, message, signature[8:]):
                raise Refused(f"a valid cosignature of {shown(witness.name)}", "another")
            latest = time if latest is None else max(latest, time)
    return latest


# --- The files of an export -----------------------------------------------------------------------------------------


def read_file(path, limit):
    """The bytes of a regular file. Section 1: files are never symbolic links. None when it is not there."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        if os.path.islink(path):
            raise Refused("a regular file", "a symbolic link") from None
        raise
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Refused("a regular file")
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Refused(f"at most {limit} bytes", "more")
    return data


def tile_path(level, number, width):
    """Section 7: where a tile lies, of which `width` hashes or entries are there."""
    groups = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03}")
    return f"tile/{level}/{'/'.join(groups)}" + (f".p/{width}" if width < TILE else "")


# --- Section 8: bundles ---------------------------------------------------------------------------------------------


def bundle_paths(folder):
    """The files of a bundle lie in its folder or in one folder below it."""
    for name in os.listdir(folder):
        inner = os.path.join(folder, name)
        if not os.path.isdir(inner):
            yield name
            continue
        for inner_name in os.listdir(inner):
            if os.path.isdir(os.path.join(inner, inner_name)):
                raise Refused("no folder in a folder", shown(f"{name}/{inner_name}"))
            yield f"{name}/{inner_name}"


def bundle_digest(folder):
    files = []
    for path in bundle_paths(folder):
        full = os.path.join(folder, path)
        if not stat.S_ISREG(os.lstat(full).st_mode):
            raise Refused("regular files", shown(path))
        digest, size = hashlib.sha256(), 0
        with open(full, "rb") as file:
            for block in iter(lambda: file.read(BLOCK), b""):
                digest.update(block)
                size += len(block)
        files.append((os.fsencode(path), {"path": path, "sha256": digest.hexdigest(), "size": size}))
    try:
        return hashlib.sha256(spell({"files": [file for _, file in sorted(files, key=lambda f: f[0])]})).hexdigest()
    except UnicodeEncodeError:
        raise Refused("names in UTF-8") from None


def verify_bundles(top, findings):
    """Rule 5. Gives the digests whose files are all there."""
    good, folder = set(), os.path.join(top, "bundles")
    if not os.path.isdir(folder):
        return good
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        place = f"bundles/{name}"
        if not os.path.isdir(path):
            findings.add(place, "file", "a folder", "something else")
            continue
        try:
            digest = bundle_digest(path)
        except Refused as refused:
            findings.add(place, "files", refused.expected, refused.found)
            continue
        if digest == name:
            good.add(name)
        else:
            findings.add(place, "digest", digest, shown(name))
    return good


# --- Section 6: checkpoints.jsonl -----------------------------------------------------------------------------------


class CheckpointLine(NamedTuple):
    place: str
    note: bytes
    size: int


def parse_line(place, line):
    """Section 6: the members of a line, without its line feed."""
    value = parse_canonical(line)
    problems = []
    Object({"note": STRING, "size": integer(1)}).check(value, "", lambda *problem: problems.append(problem))
    if problems:
        raise Refused(f"{problems[0][0]}: {problems[0][1]}", problems[0][2])
    return CheckpointLine(place, value["note"].encode("utf-8"), value["size"])


class Checkpoints:
    """Rule 2: the lines in their order, each held against the tree when it has that size."""

    def __init__(self, path, key, findings):
        self.path, self.key, self.findings = path, key, findings
        self.lines, self.last, self.size = self._read(), None, 0
        self.next = next(self.lines, None)

    def _read(self):
        if not os.path.isfile(self.path) or os.path.islink(self.path):
            self.findings.add("checkpoints.jsonl", "file", "a regular file", "none")
            return
        with open(self.path, "rb") as file:
            number = 0
            for line in iter(lambda: file.readline(LINE_LIMIT + 1), b""):
                number += 1
                place = f"checkpoints.jsonl:{number}"
                self.last = None
                if not line.endswith(b"\n"):
                    self.findings.add(place, "line", "a line feed at the end", f"{len(line)} bytes without one")
                    if len(line) > LINE_LIMIT:
                        return
                checkpoint = self._line(place, line.rstrip(b"\n") if line.endswith(b"\n") else line)
                if checkpoint is not None:
                    yield place, checkpoint

    def _line(self, place, line):
        try:
            self.last = parse_line(place, line)
        except Refused as refused:
            return self.findings.add(place, "line", refused.expected, refused.found)
        if self.last.size <= self.size:
            self.findings.add(place, "size", f"above {self.size}", self.last.size)
        try:
            checkpoint = parse_checkpoint(self.last.note, self.key)
        except Refused as refused:
            return self.findings.add(place, "note", refused.expected, refused.found)
        if checkpoint.size != self.last.size:
            return self.findings.add(place, "size", f"{checkpoint.size} as in the note", self.last.size)
        if checkpoint.size <= self.size:
            return None  # found already, and the tree has grown beyond it
        self.size = checkpoint.size
        return checkpoint

    def reached(self, tree):
        """Called after each leaf: most often there is nothing to do but to compare two numbers."""
        while self.next is not None and self.next[1].size == tree.size:
            place, checkpoint = self.next
            if tree.root() != checkpoint.root:
                self.findings.add(place, "root", tree.root().hex(), checkpoint.root.hex())
            self.next = next(self.lines, None)

    def finish(self, reached):
        """Whatever is left says more entries than there are."""
        while self.next is not None:
            self.findings.add(self.next[0], "size", f"at most the {reached} entries there are", self.next[1].size)
            self.next = next(self.lines, None)


# --- Section 10: cosignatures ---------------------------------------------------------------------------------------


class Cosigned(NamedTuple):
    witness: str
    time: int
    size: int


class Cosignatures:
    """Rule 20: each file is a checkpoint of this log, held against the tree when it has that size. What the witnesses
    that are given cosigned is in `found`."""

    def __init__(self, folder, key, witnesses, findings):
        self.findings, self.waiting, self.found = findings, {}, []
        named = {hashlib.sha256(witness.text.encode("utf-8")).hexdigest(): witness for witness in witnesses}
        names = os.listdir(folder) if os.path.isdir(folder) else []
        for name in sorted(name for name in names if re.fullmatch("[0-9a-f]{64}", name)):
            place = f"cosignatures/{name}"
            try:
                note = read_file(os.path.join(folder, name), NOTE_LIMIT) or b""
                checkpoint = parse_checkpoint(note, key)
                if checkpoint.size == 0:
                    raise Refused("a size from 1", 0)
                self.waiting.setdefault(checkpoint.size, []).append((place, checkpoint.root))
                time = cosigned_at(note, named[name]) if name in named else None
            except Refused as refused:
                findings.add(place, "note", refused.expected, refused.found)
                continue
            if time is not None:
                self.found.append(Cosigned(named.pop(name).name, time, checkpoint.size))
        for witness in named.values():
            findings.add("cosignatures", "witness", f"a checkpoint cosigned by {shown(witness.name)}", "none")

    def reached(self, tree):
        if tree.size not in self.waiting:
            return
        for place, root in self.waiting.pop(tree.size):
            if root != tree.root():
                self.findings.add(place, "root", tree.root().hex(), root.hex())

    def finish(self, reached):
        for size, files in sorted(self.waiting.items()):
            for place, _ in files:
                self.findings.add(place, "size", f"at most the {reached} entries there are", size)


def size_of_last_line(path):
    """Section 1: the size of an export. None when the last line cannot be read."""
    if not os.path.isfile(path):
        return None
    try:
        with open(path, "rb") as file:
            length = file.seek(0, os.SEEK_END)
            file.seek(max(0, length - LINE_LIMIT - 1))
            tail = file.read()
        return parse_line("", tail[:-1].rpartition(b"\n")[2] if tail.endswith(b"\n") else b"").size
    except (OSError, Refused):
        return None


# --- Section 12: the rules for entries ------------------------------------------------------------------------------


class Awaiting(NamedTuple):
    """What is kept of a decision until its outcome."""

    threshold: Optional[int]
    maximum: Optional[int]
    warrant: Optional[str]


class Rules:
    """Rules 6 to 19, given the leaves in their order."""

    SKEW = 2_000_000
    WARRANT_SKEW = 60_000_000

    def __init__(self, origin, bundles, findings):
        self.origin, self.bundles, self.findings = origin, bundles, findings
        self.place = 0
        self.latest = self.latest_text = None
        self.clock_trusted = True
        self.in_force = self.in_force_since = None
        self.uses, self.limits = {}, {}
        self.awaiting, self.redacted = {}, set()

    def wrong(self, field, expected, found):
        self.findings.add(self.place, field, expected, found)

    def entry(self, place, leaf):
        self.place = place
        try:
            if len(leaf) > LEAF_LIMIT:
                raise Refused(f"at most {LEAF_LIMIT} bytes", len(leaf))
            entry = parse_canonical(leaf)
        except Refused as refused:
            return self.wrong("leaf", refused.expected, refused.found)
        before = self.findings.count
        kind = entry.get("type")
        shape = SHAPES.get(kind) if type(kind) is str else None
        if shape is None:
            self.wrong("type", "a type of the format", shown(kind))
        else:
            shape.check(entry, "", self.wrong)  # rule 6
        if self.findings.count > before:
            return None  # without its shape there is nothing to hold the other rules against
        self._alone(entry, kind)
        self._time(entry)
        if kind in TYPES_WITHOUT_SHAPE:
            self._there("use", entry, False)  # rule 9; in the other types it is an unknown member
        rule = getattr(self, "_" + kind, None) if kind in TYPES else None
        if rule is not None:
            rule(entry)

    def _alone(self, entry, kind):
        """Rule 7."""
        if entry["index"] != self.place:
            self.wrong("index", self.place, entry["index"])
        if entry["origin"] != self.origin:
            self.wrong("origin", shown(self.origin), shown(entry["origin"]))
        if (kind == "genesis") != (self.place == 0):
            self.wrong("type", "genesis at place 0 and nowhere else", kind)

    def _time(self, entry):
        """Rule 11."""
        time = microseconds(entry["time"])
        if self.latest is None or time > self.latest:
            self.latest, self.latest_text = time, entry["time"]
        elif time < self.latest - self.SKEW:
            self.wrong("time", f"at most 2 s before {self.latest_text}", entry["time"])

    def _activate(self, entry):
        """Rule 13, for a genesis and an activation."""
        self.in_force, self.in_force_since = entry["bundle"]["digest"], self.place
        if self.in_force not in self.bundles:
            self.wrong("bundle.digest", "a bundle that is in the export", self.in_force)

    def _genesis(self, entry):
        self._activate(entry)

    def _bundle_activated(self, entry):
        if entry["previous"] != self.in_force:
            self.wrong("previous", self.in_force or "none in force", entry["previous"])
        self._activate(entry)

    def _start(self, entry):
        self.clock_trusted = True  # rule 12
        self._nothing_awaits("start")

    def _stop(self, entry):
        self._nothing_awaits("stop")

    def _nothing_awaits(self, kind):
        """Rule 17, at the place of each decision."""
        for decision in self.awaiting:
            self.findings.add(decision, "outcome", f"one before entry {self.place} ({kind})", "none")
        self.awaiting.clear()

    def _clock_jump(self, entry):
        self.clock_trusted = entry["trusted"]  # rule 12
        if "note" in entry and not entry["trusted"]:
            self.wrong("note", "only where `trusted` is true", "one")

    def _redaction(self, entry):
        """Rule 19."""
        if entry["entry"] >= self.place:
            self.wrong("entry", f"below {self.place}", entry["entry"])
        elif entry["entry"] in self.redacted:
            self.wrong("entry", "one that was not redacted", entry["entry"])
        else:
            self.redacted.add(entry["entry"])

    def _decision(self, entry):
        facts, allowed = entry["facts"], entry["ruling"]["decision"] == "allow"
        verified, refused = facts["warrant"].get("verified"), facts["warrant"].get("refused")
        if entry["time"] != facts["now"]:  # rule 8
            self.wrong("facts.now", entry["time"], facts["now"])
        self._there("use", entry, verified is not None and allowed)  # rule 9
        self._there("warrantKey", entry, verified is not None or (refused or {}).get("code") == "uses_exhausted")
        if verified is not None:
            self._within_warrant(facts, verified)
        if not self.clock_trusted:
            self.wrong("type", "no decision while the clock is not trusted", "decision")  # rule 12
        if entry["bundle"]["digest"] != self.in_force:  # rule 14
            self.wrong("bundle.digest", self.in_force or "none in force", entry["bundle"]["digest"])
        elif entry["bundleActivatedAt"] != self.in_force_since:
            self.wrong("bundleActivatedAt", self.in_force_since, entry["bundleActivatedAt"])
        warrant = None
        if "use" in entry and "warrantKey" in entry:
            warrant = entry["warrantKey"]
            self._count(warrant, entry["use"])
        if allowed:  # rule 16
            self.awaiting[self.place] = Awaiting(
                facts.get("similarityThreshold"), facts.get("maximumResults"), warrant)

    def _there(self, member, entry, expected):
        if (member in entry) != expected:
            self.wrong(member, "a member" if expected else "no such member", shown(entry.get(member, "nothing")))

    def _within_warrant(self, facts, warrant):
        """Rule 10."""
        now = microseconds(facts["now"])
        if now < microseconds(warrant["notBefore"]) - self.WARRANT_SKEW:
            self.wrong("facts.now", f"60 s before {warrant['notBefore']} at the earliest", facts["now"])
        if now > microseconds(warrant["expires"]) + self.WARRANT_SKEW:
            self.wrong("facts.now", f"60 s after {warrant['expires']} at the latest", facts["now"])
        if facts.get("similarityThreshold", -1) < warrant["minimumSimilarity"]:
            self.wrong("facts.similarityThreshold", f"at least {warrant['minimumSimilarity']}",
                       facts.get("similarityThreshold", "nothing"))
        if "maximumResults" in warrant and facts.get("maximumResults", 0) > warrant["maximumResults"]:
            self.wrong("facts.maximumResults", f"at most {warrant['maximumResults']}", facts["maximumResults"])

    def _count(self, warrant, use):
        """Rule 15. What is counted are the entries, whatever `n` they say."""
        expected, limit = self.uses.get(warrant, 0) + 1, self.limits.setdefault(warrant, use["of"])
        if use["n"] != expected:
            self.wrong("use.n", expected, use["n"])
        if use["n"] > use["of"]:
            self.wrong("use.n", f"at most {use['of']}", use["n"])
        if use["of"] != limit:
            self.wrong("use.of", limit, use["of"])
        self.uses[warrant] = expected

    def _answer(self, field, decision):
        """Rule 16."""
        awaiting = self.awaiting.pop(decision, None)
        if awaiting is None:
            self.wrong(field, "a decision that awaits its outcome", decision)
        return awaiting

    def _outcome_unknown(self, entry):
        for i, decision in enumerate(entry["decisions"]):
            self._answer(f"decisions[{i}]", decision)

    def _outcome(self, entry):
        awaiting = self._answer("decision", entry["decision"])
        if awaiting is None:
            return
        if "released" in entry:
            self._released(entry["released"], awaiting)
        elif entry["failed"]["beforeMatching"] and awaiting.warrant is not None:
            self.uses[awaiting.warrant] -= 1  # rule 15

    def _released(self, released, asked):
        """Rule 18."""
        if asked.maximum is not None and released["count"] > asked.maximum:
            self.wrong("released.count", f"at most {asked.maximum}", released["count"])
        if asked.threshold is None:
            return
        best = released.get("bestSimilarity")
        if (best is not None) != (released["count"] > 0):
            self.wrong("released.bestSimilarity", "a member exactly when something was released",
                       "nothing" if best is None else best)
        if best is not None:
            limit = 100 * asked.threshold
            if best % 1_000_000 == 0:
                limit -= limit % 1_000_000
            if best < limit:
                self.wrong("released.bestSimilarity", f"at least {limit}", best)


# --- Section 7: the tiles -------------------------------------------------------------------------------------------


class Verification:
    """One pass over a directory. In a plain tiled log there are no rules for entries and one checkpoint; a full tile
    may stand where a partial one was expected, and tiles of other sizes may lie beside."""

    def __init__(self, top, key, findings, plain=False, witnesses=()):
        self.top, self.key, self.findings, self.plain = top, key, findings, plain
        self.tree, self.witnesses, self.cosignatures = Tree(self._hash), witnesses, None
        self.levels = []  # the hashes of the tile that is being filled, of each level
        self.done = []  # the number of full tiles, of each level

    def run(self):
        """The number of entries that were read."""
        checkpoint = self._checkpoint_file()
        size = None if self.plain else size_of_last_line(os.path.join(self.top, "checkpoints.jsonl"))
        if size is None:
            size = self._size_of_note(checkpoint)
        self.size = size
        self.rules = None
        if self.plain:
            self.checkpoints = None
        else:
            self.rules = Rules(self.key.name, verify_bundles(self.top, self.findings), self.findings)
            self.checkpoints = Checkpoints(
                os.path.join(self.top, "checkpoints.jsonl"), self.key, self.findings)
            self.cosignatures = Cosignatures(
                os.path.join(self.top, "cosignatures"), self.key, self.witnesses, self.findings)
        read = self._entries()
        if self.tree.size == size:
            for level in range(len(self.levels)):
                self._compare(level)
        if self.plain:
            self._plain_checkpoint(checkpoint)
        else:
            self.checkpoints.finish(self.tree.size)
            self.cosignatures.finish(self.tree.size)
            last = self.checkpoints.last
            if last is None or last.note != checkpoint:  # rule 3
                self.findings.add("checkpoint", "file", "the note of the last line of checkpoints.jsonl", "another")
        return read

    def _checkpoint_file(self):
        try:
            data = read_file(os.path.join(self.top, "checkpoint"), CHECKPOINT_LIMIT)
        except Refused as refused:
            self.findings.add("checkpoint", "file", refused.expected, refused.found)
            return None
        if data is None:
            self.findings.add("checkpoint", "file", "a regular file", "none")
        return data

    def _size_of_note(self, note):
        """The size that a note says, whoever signed it: enough to know where to look."""
        lines = (note or b"").split(b"\n")
        size = strict_number(lines[1].decode("latin-1")) if len(lines) > 1 else None
        if size is None:
            raise Unusable("neither checkpoints.jsonl nor checkpoint says a size")
        return size

    def _plain_checkpoint(self, note):
        try:
            checkpoint = parse_checkpoint(note, self.key)
        except Refused as refused:
            return self.findings.add("checkpoint", "note", refused.expected, refused.found)
        if self.tree.size == checkpoint.size and self.tree.root() != checkpoint.root:
            self.findings.add("checkpoint", "root", self.tree.root().hex(), checkpoint.root.hex())

    def _tile(self, level, number, width, limit):
        """A tile's bytes, or None after a finding."""
        path = tile_path(level, number, width)
        try:
            data = read_file(os.path.join(self.top, path), limit)
            if data is None and self.plain and width < TILE:
                path = tile_path(level, number, TILE)
                data = read_file(os.path.join(self.top, path), limit)
        except Refused as refused:
            self.findings.add(path, "file", refused.expected, refused.found)
            return path, None
        if data is None:
            self.findings.add(path, "file", "a tile", "none")
        return path, data

    def _entries(self):
        read = 0
        for start in range(0, self.size, TILE):
            width = min(TILE, self.size - start)
            path, data = self._tile("entries", start // TILE, width, TILE * (LEAF_LIMIT + 2))
            offset = 0
            for place in range(start, start + width):
                leaf = None
                if data is not None:
                    end = offset + 2 + int.from_bytes(data[offset : offset + 2], "big")
                    if offset + 2 <= len(data) and end <= len(data):
                        leaf, offset = data[offset + 2 : end], end
                    else:
                        self.findings.add(place, "leaf", f"an entry in {path}", "the end of the file")
                        data = None
                if leaf is not None:
                    read += 1
                    if self.rules is not None:
                        self.rules.entry(place, leaf)
                hash = leaf_hash(leaf) if leaf is not None else self._stored_leaf_hash(place)
                if hash is None:
                    self.findings.add(place, "leaf", "its bytes or its hash", "neither: the rest was not verified")
                    return read
                self.tree.append(hash)
                if self.checkpoints is not None:
                    self.checkpoints.reached(self.tree)
                    self.cosignatures.reached(self.tree)
            taken = width < TILE and not path.endswith(f".p/{width}")  # the first entries of a full tile
            if data is not None and offset != len(data) and not taken:
                self.findings.add(path, "length", offset, len(data))
        return read

    def _stored_leaf_hash(self, place):
        """Where a leaf cannot be read, its stored hash lets the tree go on, so that a loss is found where it is."""
        number, at = divmod(place, TILE)
        width = min(TILE, self.size - number * TILE)
        try:
            data = read_file(os.path.join(self.top, tile_path(0, number, width)), 32 * TILE) or b""
        except Refused:
            return None
        return data[32 * at : 32 * at + 32] if len(data) >= 32 * at + 32 else None

    def _hash(self, level, hash):
        if level == len(self.levels):
            self.levels.append([])
            self.done.append(0)
        self.levels[level].append(hash)
        if len(self.levels[level]) == TILE:
            self._compare(level)

    def _compare(self, level):
        """Rules 1 and 4, for the tile that is full, or the last of its level."""
        hashes, number = self.levels[level], self.done[level]
        if not hashes:
            return
        self.levels[level], self.done[level] = [], number + 1
        path, data = self._tile(level, number, len(hashes), 32 * TILE)
        if data is None:
            return
        if self.plain and len(data) > 32 * len(hashes) and not path.endswith(f".p/{len(hashes)}"):
            data = data[: 32 * len(hashes)]
        if len(data) != 32 * len(hashes):
            self.findings.add(path, "length", 32 * len(hashes), len(data))
        for i, hash in enumerate(hashes):
            stored = data[32 * i : 32 * i + 32]
            if len(stored) == 32 and stored != hash:
                place = (number * TILE + i) << 8 * level
                self.findings.add(place, f"hash {i} of {path}", hash.hex(), stored.hex())


def key_text(argument):
    """A key as it is given: its text, or a file that holds it."""
    if not os.path.isfile(argument):
        return argument
    with open(argument, encoding="utf-8") as file:
        return file.read(4096).removesuffix("\n")


def verify(directory, key_text, out, plain=False, witnesses=()):
    """The number of entries read and of findings made."""
    key, witnesses = parse_key(key_text), [parse_key(text, kind=4) for text in witnesses]
    if not os.path.isdir(directory):
        raise Unusable(f"{directory} is not a directory")
    findings = Findings(out)
    verification = Verification(directory, key, findings, plain, witnesses)
    entries = verification.run()
    for cosigned in verification.cosignatures.found if verification.cosignatures else ():
        print(f"{cosigned.size} entries cosigned by {shown(cosigned.witness, quoted=False)} "
              f"at {cosigned.time} seconds", file=out)
    return entries, findings.count


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("directory", help="the exported directory")
    parser.add_argument("--key", required=True, metavar="VKEY_OR_FILE",
                        help="the log's public key, or a file with it; never take it from the export")
    parser.add_argument("--witness", action="append", default=[], metavar="VKEY_OR_FILE",
                        help="the key of a witness that must have cosigned; may be given again")
    parser.add_argument("--tlog", action="store_true", help="a plain tlog-tiles directory of any origin")
    options = parser.parse_args(arguments)
    if options.tlog and options.witness:
        parser.error("--witness is for exports, not for --tlog")
    try:
        entries, findings = verify(options.directory, key_text(options.key), sys.stdout, options.tlog,
                                   [key_text(witness) for witness in options.witness])
    except (Unusable, OSError, UnicodeDecodeError) as error:
        print(f"verify_export: {error}", file=sys.stderr)
        return 2
    print(f"verified {entries} entries, {findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
