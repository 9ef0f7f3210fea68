"""Holds verify_export.py against the worked example of Docs/Formats.md, and against small logs that are made here from
the page's formats with a key that is thrown away. Needs no built program:

    python3 -m unittest discover Tests/Verifier
"""

import base64
import copy
import hashlib
import io
import json
import os
import random
import re
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import verify_export as v  # noqa: E402

ORIGIN = "localhost/test/1"
START = v.microseconds("2026-01-31T00:00:00.000000Z")
PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Docs", "Formats.md")


# --- Making a log --------------------------------------------------------------------------------------------------


class Signer:
    """RFC 8032 section 5.1.6 with a seed that nobody keeps. Slow and not in constant time: for tests only."""

    def __init__(self, name=ORIGIN, kind=1):
        digest = hashlib.sha512(os.urandom(32)).digest()
        self.scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
        self.prefix = digest[32:]
        self.public = v.point_encode(v.point_times(self.scalar, v.BASE))
        key = bytes([kind]) + self.public
        self.name, self.id = name, hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
        self.text = f"{name}+{self.id.hex()}+{base64.b64encode(key).decode()}"

    def sign(self, message):
        r = int.from_bytes(hashlib.sha512(self.prefix + message).digest(), "little") % v.ORDER
        point = v.point_encode(v.point_times(r, v.BASE))
        k = int.from_bytes(hashlib.sha512(point + self.public + message).digest(), "little") % v.ORDER
        return point + ((r + k * self.scalar) % v.ORDER).to_bytes(32, "little")

    def line(self, text):
        return f"\u2014 {self.name} {base64.b64encode(self.id + self.sign(text.encode())).decode()}\n"

    def cosign(self, note, seconds=1_795_237_120):
        """A witness's line below a note."""
        text = note.split("\n\n")[0] + "\n"
        signature = seconds.to_bytes(8, "big") + self.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
        return note + f"\u2014 {self.name} {base64.b64encode(self.id + signature).decode()}\n"

    def checkpoint(self, size, root, origin=None, extra=""):
        text = f"{origin or self.name}\n{size}\n{base64.b64encode(root).decode()}\n{extra}"
        return text + "\n" + self.line(text)


SIGNER = Signer()
BUNDLES = [{"bundle.json": b"{}\n"}, {"bundle.json": b"{}", "policies/a.cedar": b"permit(principal,action,resource);"}]


def digest_of(files):
    manifest = [{"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
                for path, data in sorted(files.items())]
    return hashlib.sha256(v.spell({"files": manifest})).hexdigest()


def reference(bundle):
    return {"digest": digest_of(BUNDLES[bundle]), "name": "test", "version": bundle + 1}


def time_text(microseconds):
    """A time on the day of the log."""
    seconds, fraction = divmod(microseconds - START, 1_000_000)
    return f"2026-01-31T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{fraction:06}Z"


def at(seconds):
    return time_text(START + seconds * 1_000_000)


DIGEST = "ab" * 32
CLAIMS = dict.fromkeys(["caseNumber", "requester", "supervisor", "justification", "review"], False)


def decision(allow=True, warrant=None, use=None, key=None, bundle=0, since=0, **facts):
    """A decision without its envelope; `warrant` is what was verified, or refused."""
    entry = {
        "type": "decision", "requestId": "r", "generation": 1, "bundle": reference(bundle), "bundleActivatedAt": since,
        "facts": {
            "organisation": "police", "certificate": DIGEST, "operation": "SearchFacesByImage", "mode": "retrospective",
            "probes": [DIGEST], "targets": [], "claims": dict(CLAIMS), "relabelled": False, "warrant": warrant or {},
            **facts},
        "principals": [{"classes": ["police"], "jurisdiction": "US", "name": "police"}],
        "resource": {"uid": {"type": "Collection", "id": "c"}}, "context": {}, "entities": DIGEST,
        "ruling": {"decision": "allow" if allow else "deny", "determining": [], "errors": [],
                   "reasons": [] if allow else ["default_deny"]}}
    if use is not None:
        entry["use"] = {"n": use[0], "of": use[1]}
    if key is not None:
        entry["warrantKey"] = key
    return entry


def verified(**changes):
    return {"verified": {
        "kind": "face_search", "standard": "probable_cause", "findings": [], "offenceClass": "violent",
        "jurisdiction": "US", "mode": "retrospective", "minimumSimilarity": 990_000, "maximumResults": 5,
        "notBefore": at(0), "expires": at(3600), "statusChecked": True, "statusIssuedAt": at(0), **changes}}


def outcome(decision, count=1, best=99_000_000, **others):
    released = {"count": count, "response": DIGEST}
    if best is not None:
        released["bestSimilarity"] = best
    return {"type": "outcome", "decision": decision, "duration": 5, "released": released, **others}


def failed(decision, before):
    return {"type": "outcome", "decision": decision, "duration": 5,
            "failed": {"beforeMatching": before, "code": "internal"}}


def searched(use, **changes):
    """An allowed search under a warrant."""
    return decision(warrant=verified(), use=use, key="cd" * 32,
                    **{"similarityThreshold": 995_000, "maximumResults": 3, **changes})


def good_entries():
    """A log in which every type with a shape occurs and every rule has something to hold."""
    return [
        {"type": "genesis", "software": "test 1", "logKey": SIGNER.text, "bundle": reference(0), "demonstration": True},
        {"type": "start", "software": "test 1", "executable": DIGEST, "bundle": reference(0)},
        searched((1, 3)),  # 2
        outcome(2, count=2, best=99_600_000),
        searched((2, 3)),  # 4
        failed(4, before=True),
        searched((2, 3)),  # 6
        failed(6, before=False),
        decision(allow=False, warrant={"refused": {"code": "uses_exhausted", "token": DIGEST}}, key="cd" * 32),
        decision(allow=False, purpose="identify_suspect", imageSource="cctv", warrant={"refused": {
            "code": "expired", "token": DIGEST, "issuer": "court", "jti": "1"}}),
        {"type": "bundle_activated", "bundle": reference(1), "previous": reference(0)["digest"], "demonstration": True,
         "requestedBy": 2},  # 10
        decision(bundle=1, since=10),  # 11
        decision(bundle=1, since=10, similarityThreshold=995_000),  # 12
        outcome(12, count=0, best=None),
        {"type": "outcome_unknown", "decisions": [11]},  # 14
        {"type": "clock_jump", "trusted": False, "wall": at(0), "difference": -5},
        {"type": "clock_jump", "trusted": True, "wall": at(0), "difference": 5,
         "note": {"reason": "set by hand", "requestedBy": 1000}},
        {"type": "refusals", "since": at(0), "reasons": [{"count": 1, "reason": "warrant_expired"}],
         "fingerprints": [{"certificate": DIGEST, "count": 1}], "others": 0},
        {"type": "certificate_seen", "organisation": "o", "certificate": DIGEST, "publicKey": DIGEST,
         "notAfter": at(9)},
        {"type": "certificate", "denied": DIGEST, "reason": "stolen", "requestedBy": 0},
        {"type": "bundle_refused", "problem": "no \u00e9clair", "requestedBy": 0},
        {"type": "warrant_revoked", "list": "l", "issuedAt": at(0), "digest": DIGEST, "revoked": 1},
        {"type": "export", "reader": "r", "first": 0, "count": 4},
        {"type": "redaction", "entry": 2, "basis": "order", "requestedBy": 0},  # 23
        {"type": "key_rotation", "anything": {"b": [], "a": None}},
        {"type": "stop", "cause": "sigterm"},
    ]


def leaves(entries, origin=ORIGIN):
    """The entries with their envelope, one a second, and `now` of decisions."""
    for index, entry in enumerate(entries):
        if isinstance(entry, bytes):
            yield entry
            continue
        entry = copy.deepcopy(entry)
        entry = {"v": 1, "origin": origin, "index": index, "time": at(index % 80_000), "nonce": "0f" * 16, **entry}
        if entry["type"] == "decision":
            entry["facts"].setdefault("now", entry["time"])
        yield v.spell({name: value for name, value in entry.items() if value is not None})


def write(top, path, data):
    path = os.path.join(top, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def export(top, entries=None, signer=SIGNER, every=1, bundles=None):
    """Writes an export by sections 6 to 8, with a checkpoint for `every` so many entries."""
    tiles, filled, tile, lines, note = {}, {}, [], [], None
    size = 0

    def emit(level, hash):
        hashes = tiles.setdefault(level, [])
        hashes.append(hash)
        if len(hashes) == 256:
            flush(level)

    def flush(level):
        hashes, number = tiles[level], filled.setdefault(level, 0)
        if hashes:
            write(top, v.tile_path(level, number, len(hashes)), b"".join(hashes))
            tiles[level], filled[level] = [], number + 1

    def flush_entries():
        if tile:
            write(top, v.tile_path("entries", (size - 1) // 256, len(tile)), b"".join(tile))
            tile.clear()

    tree = v.Tree(emit)
    entries = good_entries() if entries is None else entries
    with tempfile.TemporaryFile() as file:
        for leaf in leaves(entries, signer.name):
            tree.append(v.leaf_hash(leaf))
            tile.append(len(leaf).to_bytes(2, "big") + leaf)
            size += 1
            if size % every == 0:
                note = signer.checkpoint(size, tree.root())
                file.write(v.spell({"note": note, "size": size}) + b"\n")
            if size % 256 == 0:
                flush_entries()
        if size % every:
            note = signer.checkpoint(size, tree.root())
            file.write(v.spell({"note": note, "size": size}) + b"\n")
        file.seek(0)
        os.makedirs(top, exist_ok=True)
        with open(os.path.join(top, "checkpoints.jsonl"), "wb") as lines:
            shutil.copyfileobj(file, lines)
    flush_entries()
    for level in list(tiles):
        flush(level)
    write(top, "checkpoint", note)
    write(top, "log.vkey", signer.text + "\n")
    for files in BUNDLES if bundles is None else bundles:
        for path, data in files.items():
            write(top, f"bundles/{digest_of(files)}/{path}", data)
    return top


# --- The cases -----------------------------------------------------------------------------------------------------


class ExportCase(unittest.TestCase):
    def setUp(self):
        self.top = os.path.join(tempfile.mkdtemp(), "export")
        self.addCleanup(shutil.rmtree, os.path.dirname(self.top))

    def verify(self, key=SIGNER.text, plain=False, witnesses=()):
        """The lines of the findings."""
        out = io.StringIO()
        _, count = v.verify(self.top, key, out, plain, witnesses)
        self.cosigned = [line for line in out.getvalue().splitlines() if " entries cosigned by " in line]
        lines = [line for line in out.getvalue().splitlines() if line not in self.cosigned]
        self.assertEqual(len(lines), count)
        return lines

    def found(self, start, **options):
        lines = self.verify(**options)
        self.assertTrue(any(line.startswith(start) for line in lines), f"no `{start}` in {lines}")

    def read(self, path):
        with open(os.path.join(self.top, path), "rb") as file:
            return file.read()

    def write(self, path, data):
        write(self.top, path, data)

    def change(self, path, change):
        self.write(path, change(self.read(path)))


def page_blocks():
    """The texts between fences of the page, in their order."""
    with open(PAGE, encoding="utf-8") as file:
        return re.findall(r"^```\n(.*?)^```$", file.read(), re.MULTILINE | re.DOTALL)


class WorkedExample(ExportCase):
    """Section 14, from the page itself."""

    def setUp(self):
        super().setUp()
        blocks = page_blocks()
        at = next(i for i, block in enumerate(blocks) if block.startswith('{"bundle"'))
        self.key = blocks[at - 1].strip()
        self.leaves = blocks[at].encode().splitlines()
        self.hashes = bytes.fromhex(blocks[at + 1])
        self.checkpoint, self.lines = blocks[at + 2], blocks[at + 3]
        self.receipt = blocks[at + 4]
        self.write("tile/entries/000.p/3", b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in self.leaves))
        self.write("tile/0/000.p/3", self.hashes)
        self.write("checkpoint", self.checkpoint)
        self.write("checkpoints.jsonl", self.lines)

    def test_it_holds_but_for_the_bundle_that_the_page_does_not_print(self):
        self.assertEqual(len(self.read("tile/entries/000.p/3")), 976)
        lines = self.verify(key=self.key)
        self.assertEqual(len(lines), 1, lines)
        self.assertIn("bundle.digest: expected a bundle that is in the export", lines[0])

    def test_any_byte_of_its_leaves_matters(self):
        data = self.read("tile/entries/000.p/3")
        for i in range(0, len(data), 41):
            self.write("tile/entries/000.p/3", data[:i] + bytes([data[i] ^ 1]) + data[i + 1 :])
            self.assertGreater(len(self.verify(key=self.key)), 1, i)

    def test_its_receipt_leads_to_its_root(self):
        lines = self.receipt.split("\n")
        self.assertEqual(lines[1], "index 1")
        first, third = map(v.strict_base64, lines[2:4])
        root = v.node_hash(v.node_hash(first, v.leaf_hash(self.leaves[1])), third)
        checkpoint = v.parse_checkpoint("\n".join(lines[5:]).encode(), v.parse_key(self.key))
        self.assertEqual(checkpoint, v.Checkpoint(3, root))

    def test_the_bundle_of_section_8_has_its_digest(self):
        self.write("b/bundle.json", b"{}\n")
        self.assertEqual(v.bundle_digest(os.path.join(self.top, "b")),
                         "58ddf5a3bb299a28822b5a255d46eb6254bc37297b5d722ef41df717beb292aa")

    def test_the_closed_vocabularies_are_those_of_the_page(self):
        with open(PAGE, encoding="utf-8") as file:
            page = file.read()
        section = page[page.index("Closed vocabularies") : page.index("### 2.4")]
        words = {name: set(re.findall(r"`(\w+[a-zA-Z])`", text)) for name, text in re.findall(
            r"^- \*([a-z ]+)\*: (.*?)(?=^- |\Z)", section, re.MULTILINE | re.DOTALL)}
        self.assertEqual(len(words["operation"]), 75)
        for name, shape in [("purpose", v.PURPOSE), ("image source", v.IMAGE_SOURCE), ("reason", v.REASON),
                            ("warrant refusal code", v.WARRANT_CODE), ("operation", v.OPERATION)]:
            for known in words[name]:
                self.assertTrue(shape.fits(known), f"{name} {known}")
        self.assertEqual(words["warrant refusal code"], v.WARRANT_CODES)


class Primitives(unittest.TestCase):
    def test_ed25519_takes_the_first_and_third_vector_of_rfc_8032(self):
        for key, message, signature in [
            ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
             "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0"
             "595bbe24655141438e7a100b"),
            ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
             "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9"
             "716ed28dc027beceea1ec40a"),
        ]:
            key, message, signature = map(bytes.fromhex, (key, message, signature))
            for verify in (v.ed25519_verify, v.ed25519_verify_slowly):
                self.assertTrue(verify(key, message, signature))
                self.assertFalse(verify(key, message + b"x", signature))
                beyond = int.from_bytes(signature[32:], "little") + v.ORDER
                self.assertFalse(verify(key, message, signature[:32] + beyond.to_bytes(32, "little")))

    def test_keys_of_small_order_and_other_encodings_are_refused(self):
        for y in (0, 1, v.P - 1, v.P, v.P + 1, 2):
            self.assertFalse(v.usable_public_key(y.to_bytes(32, "little")), y)
        self.assertFalse(v.usable_public_key((1 | 1 << 255).to_bytes(32, "little")))
        self.assertTrue(v.usable_public_key(SIGNER.public))

    def test_a_key_is_refused_for_any_part_that_does_not_fit(self):
        name, key_id, encoded = SIGNER.text.split("+", 2)
        self.assertEqual(v.parse_key(SIGNER.text).name, ORIGIN)
        for text in ("", name, f"x{SIGNER.text}", f"{name}+{key_id}+{encoded[:-1]}", SIGNER.text + "\n",
                     f"{name}+00000000+{encoded}", Signer(kind=4).text, Signer("a b").text, Signer("").text):
            with self.assertRaises(v.Unusable, msg=text):
                v.parse_key(text)

    def test_times_exist(self):
        for text in ("0001-01-01T00:00:00.000000Z", "2000-02-29T23:59:59.999999Z", "9999-12-31T00:00:00.000000Z"):
            self.assertIsNotNone(v.microseconds(text), text)
        for text in ("0000-01-01T00:00:00.000000Z", "1900-02-29T00:00:00.000000Z", "2026-13-01T00:00:00.000000Z",
                     "2026-01-00T00:00:00.000000Z", "2026-04-31T00:00:00.000000Z", "2026-01-01T24:00:00.000000Z",
                     "2026-01-01T00:00:60.000000Z", "2026-01-01T00:00:00.00000Z", "2026-01-01T00:00:00.000000z",
                     "202\u0666-01-01T00:00:00.000000Z", "2026-01-01T00:00:00.000000Z\n", 5):
            self.assertIsNone(v.microseconds(text), text)
        self.assertEqual(v.microseconds("2024-03-01T00:00:00.000001Z") - v.microseconds("2024-02-28T23:59:59.000000Z"),
                         86_401_000_001)

    def test_other_spellings_of_json_are_refused(self):
        self.assertEqual(v.parse_canonical('{"a":"/\u00e9\x7f\\u001f\\n","b":[-1,{}]}'.encode())["b"], [-1, {}])
        for text in (b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a":1.0}', b'{"a":1e2}', b'{"a":-0}',
                     b'{"a":9007199254740992}', b'{"a":01}', b'{"a":"\\/"}', b'{"a":"\\u0041"}', b'{"a":"\\u001F"}',
                     b'{"a":"\\ud800"}', b'{"a":"\n"}', b'{"a":NaN}', b'{"a":1}\n', b'\xef\xbb\xbf{}', b'{"a":"\xff"}',
                     '{"\u00e9":1}'.encode(), b"[]", b"", b"[" * 60_000, b'{"a":' * 17 + b"1" + b"}" * 17):
            with self.assertRaises(v.Refused, msg=text[:40]):
                v.parse_canonical(text)
        v.parse_canonical(b'{"a":' * 16 + b"1" + b"}" * 16)

    def test_paths_of_tiles_are_grouped(self):
        self.assertEqual(v.tile_path("entries", 1_234_067, 256), "tile/entries/x001/x234/067")
        self.assertEqual(v.tile_path(0, 1_000, 44), "tile/0/x001/000.p/44")
        self.assertEqual(v.tile_path(1, 0, 1), "tile/1/000.p/1")


class Files(ExportCase):
    """Rules 1 to 5: what somebody without the log's key can do."""

    def setUp(self):
        super().setUp()
        export(self.top)

    def test_an_untouched_export_is_valid(self):
        self.assertEqual(self.verify(), [])
        self.write("junk/x", "y")
        self.write("log.vkey", "means nothing")
        self.assertEqual(self.verify(), [])

    def test_any_byte_of_any_file_matters(self):
        chance = random.Random(1)
        for folder, _, files in os.walk(self.top):
            for name in files:
                path = os.path.relpath(os.path.join(folder, name), self.top)
                if path == "log.vkey":
                    continue
                data = self.read(path)
                for i in chance.sample(range(len(data)), min(6, len(data))):
                    self.write(path, data[:i] + bytes([data[i] ^ 1 << chance.randrange(8)]) + data[i + 1 :])
                    try:
                        self.assertNotEqual(self.verify(), [], (path, i))
                    except v.Unusable:
                        pass
                for other in (data[:-1], data + b"\0", b""):
                    self.write(path, other)
                    try:
                        self.assertNotEqual(self.verify(), [], path)
                    except v.Unusable:
                        pass
                self.write(path, data)
        self.assertEqual(self.verify(), [])

    def test_a_missing_file_is_found(self):
        for path in ("checkpoint", "checkpoints.jsonl", "tile/entries/000.p/26", "tile/0/000.p/26"):
            data = self.read(path)
            os.remove(os.path.join(self.top, path))
            self.found(path)
            self.write(path, data)

    def test_a_symbolic_link_is_found(self):
        for path in ("checkpoint", "checkpoints.jsonl", "tile/entries/000.p/26", "tile/0/000.p/26"):
            full = os.path.join(self.top, path)
            os.rename(full, full + "-moved")
            os.symlink(full + "-moved", full)
            self.found(path)
            os.replace(full + "-moved", full)

    def test_lines_of_checkpoints_are_as_section_6_has_them(self):
        lines = self.read("checkpoints.jsonl").splitlines(keepends=True)
        for changed, place in [
            (lines[:3] + lines[2:], 4), (lines[:3] + [lines[4], lines[3]] + lines[5:], 5),
            (lines[:3] + [b"\n"] + lines[3:], 4), ([lines[0].replace(b":1}", b": 1}")] + lines[1:], 1),
            ([b'{"a":1,' + lines[0][1:]] + lines[1:], 1),
            (lines[:1] + [lines[1].replace(b":2}", b":3}")] + lines[2:], 2),
            (lines[:-1] + [lines[-1][:-1]], 26),
        ]:
            self.write("checkpoints.jsonl", b"".join(changed))
            self.found(f"checkpoints.jsonl:{place}:")
        self.write("checkpoints.jsonl", b"".join(lines[20:]))
        self.assertEqual(self.verify(), [])

    def test_a_size_that_nobody_reaches_is_found_at_once(self):
        self.change("checkpoints.jsonl", lambda data: data.replace(b'"size":26}', b'"size":4503599627370496}'))
        self.found("tile/entries/000: file")

    def test_the_last_checkpoint_is_the_file(self):
        lines = self.read("checkpoints.jsonl").splitlines()
        self.write("checkpoint", json.loads(lines[4])["note"])
        self.found("checkpoint: file")

    def sign(self, note):
        """Puts another last checkpoint in both places."""
        lines = self.read("checkpoints.jsonl").splitlines()[:25]
        lines.append(v.spell({"note": note, "size": 26}))
        self.write("checkpoints.jsonl", b"".join(line + b"\n" for line in lines))
        self.write("checkpoint", note)

    def test_a_note_is_the_logs_by_key_and_by_origin(self):
        checkpoint = v.parse_checkpoint(self.read("checkpoint"), v.parse_key(SIGNER.text))
        good = SIGNER.checkpoint(26, checkpoint.root)
        for note in (Signer().checkpoint(26, checkpoint.root), SIGNER.checkpoint(26, checkpoint.root, origin="other"),
                     SIGNER.checkpoint(26, checkpoint.root, extra="\n"), SIGNER.checkpoint(26, b"\1" * 32),
                     SIGNER.checkpoint(26, checkpoint.root, extra="a\tb\n"), good + "hello\n", good + "\u2014 w AAAA\n",
                     good + "\u2014 a+b AAAAAAA=\n", good + "\u2014 a\u00a0b AAAAAAA=\n", good + "\u2014 w AAAAAAB=\n",
                     good + "\u2014 w AAAAAAA=\n" * 100, good[:-1],
                     good + f"\u2014 {ORIGIN} {base64.b64encode(SIGNER.id + bytes(64)).decode()}\n"):
            self.sign(note)
            self.found("checkpoints.jsonl:26:")
        for note in (good + "\u2014 w AAAAAAA=\n" * 99, SIGNER.checkpoint(26, checkpoint.root, extra="more\n"),
                     good + Signer().line(good.split("\n\n")[0] + "\n")):
            self.sign(note)
            self.assertEqual(self.verify(), [])

    def test_bundles_have_their_digests_and_nothing_beside(self):
        folder = "bundles/" + digest_of(BUNDLES[1])
        for path in (f"{folder}/more", f"{folder}/policies/.hidden", f"{folder}/a/b/c", "bundles/README",
                     "bundles/zz/x"):
            self.write(path, b"")
            self.found("bundles/")
            parts = path.split("/")
            extra = os.path.join(self.top, "/".join(parts[:3]) if parts[2:3] == ["a"] else path)
            shutil.rmtree(extra) if os.path.isdir(extra) else os.remove(extra)
            if "zz" in path:
                os.rmdir(os.path.dirname(extra))
            self.assertEqual(self.verify(), [])
        shutil.rmtree(os.path.join(self.top, folder))
        self.found("entry 10: bundle.digest")

    def test_every_level_of_tiles_is_held_against_the_entries(self):
        shutil.rmtree(self.top)
        stop = {"type": "stop", "cause": "x"}
        export(self.top, good_entries()[:1] + [stop] * 599, every=100)
        self.assertEqual(self.verify(), [])
        for path in ("tile/0/001", "tile/1/000.p/2", "tile/0/002.p/88"):
            data = self.read(path)
            self.write(path, bytes([data[0] ^ 1]) + data[1:])
            self.found("entry ")
            self.write(path, data)
        os.remove(os.path.join(self.top, "tile/entries/001"))
        lines = self.verify()
        self.assertEqual(len(lines), 1, lines)  # the tree goes on by the stored hashes
        self.assertTrue(lines[0].startswith("tile/entries/001:"))

    def test_a_plain_log_has_one_checkpoint_and_any_leaves(self):
        self.verify()
        shutil.rmtree(os.path.join(self.top, "bundles"))
        os.remove(os.path.join(self.top, "checkpoints.jsonl"))
        self.assertEqual(self.verify(plain=True), [])
        self.change("tile/entries/000.p/26", lambda data: data[:-3] + b"!" + data[-2:])
        self.found("checkpoint: root", plain=True)
        self.change("tile/entries/000.p/26", lambda data: data + b"\0")
        self.found("tile/entries/000.p/26: length", plain=True)
        self.found("entry 25: hash 25", plain=True)

    def test_exit_codes_tell_findings_from_what_cannot_be_used(self):
        out, sys.stdout, errors, sys.stderr = sys.stdout, io.StringIO(), sys.stderr, io.StringIO()
        try:
            self.assertEqual(v.main([self.top, "--key", SIGNER.text]), 0)
            self.assertEqual(v.main([self.top, "--key", os.path.join(self.top, "log.vkey")]), 0)
            self.assertEqual(sys.stdout.getvalue().splitlines(), ["verified 26 entries, 0 findings"] * 2)
            self.assertEqual(v.main([self.top, "--key", Signer().text]), 1)
            self.assertEqual(v.main([self.top, "--key", "nonsense"]), 2)
            self.assertEqual(v.main([self.top + "-none", "--key", SIGNER.text]), 2)
        finally:
            sys.stdout, sys.stderr = out, errors


class Cosignatures(ExportCase):
    """Section 10 and rule 20."""

    def setUp(self):
        super().setUp()
        export(self.top)
        self.witness = Signer("witness.example/w1", kind=4)
        self.notes = [json.loads(line)["note"] for line in self.read("checkpoints.jsonl").splitlines()]
        self.path = "cosignatures/" + hashlib.sha256(self.witness.text.encode()).hexdigest()

    def test_who_cosigned_what_and_when_is_told(self):
        self.write(self.path, self.witness.cosign(self.notes[20]))
        self.assertEqual(self.verify(), [])
        self.assertEqual(self.cosigned, [])
        self.assertEqual(self.verify(witnesses=[self.witness.text]), [])
        self.assertEqual(self.cosigned, ["21 entries cosigned by witness.example/w1 at 1795237120 seconds"])
        self.write(self.path, self.witness.cosign(Signer("other", kind=4).cosign(self.notes[25]), seconds=7))
        self.assertEqual(self.verify(witnesses=[self.witness.text]), [])
        self.assertEqual(self.cosigned, ["26 entries cosigned by witness.example/w1 at 7 seconds"])

    def test_a_witness_that_did_not_cosign_is_found(self):
        stranger = Signer("witness.example/w2", kind=4)
        for note in (self.notes[20], stranger.cosign(self.notes[20])):
            self.write(self.path, note)
            self.found("cosignatures: witness", witnesses=[self.witness.text])
        good = self.witness.cosign(self.notes[20])
        self.write(self.path, good)
        self.found("cosignatures: witness", witnesses=[self.witness.text, stranger.text])
        at = good.rindex("A")
        self.write(self.path, good[:at] + "B" + good[at + 1 :])
        self.found(self.path, witnesses=[self.witness.text])
        self.assertRaises(v.Unusable, self.verify, witnesses=[SIGNER.text])

    def test_what_was_cosigned_must_be_of_this_log(self):
        root = v.parse_checkpoint(self.notes[20].encode(), v.parse_key(SIGNER.text)).root
        for note in (SIGNER.checkpoint(21, b"\1" * 32), SIGNER.checkpoint(27, root), SIGNER.checkpoint(0, root),
                     SIGNER.checkpoint(20, root), Signer().checkpoint(21, root), "", "nonsense"):
            self.write(self.path, self.witness.cosign(note) if "\n\n" in note else note)
            self.found(self.path)
        os.remove(os.path.join(self.top, self.path))
        os.symlink("../checkpoint", os.path.join(self.top, self.path))
        self.found(self.path)
        os.remove(os.path.join(self.top, self.path))
        self.write("cosignatures/README", "anything")
        self.assertEqual(self.verify(), [])


class Entries(ExportCase):
    """Rules 6 to 19: what somebody who has the log's key can do."""

    def forge(self, change, place=None, field=""):
        """Signs a changed log; `place` of the finding, or None when it stays valid."""
        entries = good_entries()
        entries = change(entries) or entries
        shutil.rmtree(self.top, ignore_errors=True)
        export(self.top, entries, every=50)
        if place is None:
            self.assertEqual(self.verify(), [])
        else:
            self.found(f"entry {place}: {field}")

    def set(self, place, path, value, found=True, at=None):
        """Sets one member, or takes it away for None."""
        def change(entries):
            target = entries[place]
            *parents, name = path.split(".")
            for parent in parents:
                target = target[parent]
            target[name] = value
            if value is None:
                del target[name]
        with self.subTest(place=place, path=path, value=str(value)[:40]):
            self.forge(change, (place if at is None else at) if found else None)

    def test_shapes(self):
        for place, path, value in [
            (0, "v", 2), (0, "demonstration", 1), (0, "software", None), (0, "nonce", "0F" * 16),
            (1, "executable", "x"),
            (2, "facts.mode", "Live"), (9, "facts.purpose", "fun"), (9, "facts.operation", "Nope"),
            (9, "facts.imageSource", "eye"), (9, "facts.warrant.refused.code", "no"), (2, "facts.extra", 1),
            (2, "facts.similarityThreshold", 1_000_001), (2, "principals", ["x"]), (2, "context", []),
            (2, "commitments", {"a": "b"}), (2, "facts.warrant.refused", {"code": "expired", "token": DIGEST}),
            (3, "released", None), (3, "failed", {"beforeMatching": False, "code": "x"}),
            (3, "released.bestSimilarity", 100_000_001), (3, "use", {"n": 1, "of": 1}), (24, "use", {"n": 1, "of": 1}),
            (17, "fingerprints", [{"certificate": DIGEST, "count": 1}] * 101), (17, "reasons", [{"count": 0}]),
            (24, "type", "nonsense"), (25, "cause", 5), (19, "requestedBy", 2**53 - 1 + 1), (5, "index", 6),
            (5, "origin", "other"), (21, "issuedAt", "2026-02-29T00:00:00.000000Z"),
        ]:
            self.set(place, path, value)
        for place, path, value in [
            (24, "type", "lapsed"), (2, "principals", [{"x": 1}]), (2, "commitments", {"any name": DIGEST}),
            (15, "difference", 1 - 2**53), (9, "ruling.reasons", ["warrant_required", "warrant_revoked"]),
            (19, "reason", "\x7f\u2028\U0001f600 e\u0301"), (2, "context", {"a": "x" * 60_000}),
        ]:
            self.set(place, path, value, found=False)

    def test_genesis_is_first_and_only(self):
        self.forge(lambda entries: entries[1:2], 0, "type")
        self.forge(lambda entries: entries[:1] * 2, 1, "type")
        self.forge(lambda entries: entries + [b"xx"], 26, "leaf")

    def test_times(self):
        self.set(25, "time", at(22), found=False)
        self.set(25, "time", "2026-01-31T00:00:21.999999Z")
        self.set(2, "facts.now", at(3))

    def test_warrants_bound_their_decisions(self):
        warrant = "facts.warrant.verified."
        for path, value, found in [
            ("use", None, True), ("warrantKey", None, True), (warrant + "minimumSimilarity", 995_001, True),
            (warrant + "minimumSimilarity", 995_000, False), ("facts.similarityThreshold", None, True),
            (warrant + "maximumResults", 2, True), (warrant + "maximumResults", None, False),
            ("facts.maximumResults", None, False), (warrant + "notBefore", "2026-01-31T00:01:02.000000Z", False),
            (warrant + "notBefore", "2026-01-31T00:01:02.000001Z", True),
            (warrant + "expires", "2026-01-30T23:59:02.000000Z", False),
            (warrant + "expires", "2026-01-30T23:59:01.999999Z", True),
        ]:
            self.set(2, path, value, found)
        self.set(8, "warrantKey", None)
        self.set(9, "warrantKey", DIGEST)

    def test_uses_are_counted(self):
        self.set(4, "use.n", 3)
        self.set(4, "use.of", 4)
        self.set(5, "failed.beforeMatching", False, at=6)
        self.set(7, "failed.beforeMatching", True, found=False)
        head = good_entries()[:2]
        self.forge(lambda _: head + [searched((1, 1)), failed(2, True), searched((1, 1)), failed(4, False),
                                     searched((2, 1))], 6, "use.n")

    def test_the_bundle_in_force(self):
        self.set(10, "previous", DIGEST)
        self.set(10, "bundle.digest", DIGEST)
        self.set(11, "bundleActivatedAt", 0)
        self.set(11, "bundle", reference(0))

    def test_clocks(self):
        head = good_entries()[:2]
        jump = good_entries()[15]
        self.forge(lambda _: head + [jump, decision(allow=False)], 3, "type")
        self.forge(lambda _: head + [jump, head[1], decision()])

    def test_outcomes(self):
        self.set(3, "decision", 6)
        self.set(7, "decision", 8)
        self.set(14, "decisions", [11, 11])
        self.set(14, "decisions", [], at=11)
        self.set(3, "released.count", 4)
        self.set(3, "released.count", 0)
        self.set(3, "released.bestSimilarity", None)
        self.forge(lambda entries: entries[:3])
        self.forge(lambda entries: entries[:3] + [entries[1], entries[3]], 2, "outcome")
        self.forge(lambda entries: entries[:3] + [entries[1], entries[3]], 4, "decision")

    def test_scores_may_have_been_rounded_to_whole_percents(self):
        for score, found in [(99_500_000, False), (99_499_999, True), (99_000_000, False), (98_000_000, True)]:
            self.set(3, "released.bestSimilarity", score, found)

    def test_redactions(self):
        self.set(23, "entry", 23)
        self.set(23, "entry", 0, found=False)
        self.forge(lambda entries: entries + [entries[23]], 26, "entry")


if __name__ == "__main__":
    unittest.main()
