import Cryptography
import Foundation
import Support
import Testing
import TransparencyLog

/// `Docs/Formats.md` is what others build verifiers from: its example must be what the program reads and makes.
@Suite(
    "The worked example of Docs/Formats.md",
    .enabled(if: FormatsPage.isPresent, "Docs/Formats.md is not beside the tests")
)
struct FormatsPageTests {
    private let page: FormatsPage

    init() throws { page = try FormatsPage() }

    @Test("its leaves have the hashes, lengths and root that it says, and its checkpoints are signed")
    func example() throws {
        let log = try NoteVerifier(vkey: page.lines(ofBlock: "localhost/abeyance/").first ?? "")
        let leaves = page.lines(ofBlock: "{\"bundle\":{").map { Array($0.utf8) }
        #expect(leaves.map(\.count) == [419, 383, 168])
        let hashes = leaves.map { MerkleHash.leaf($0) }
        #expect(page.lines(ofBlock: hashes[0].hex) == hashes.map(\.hex))
        #expect(EntryBundle.encode(leaves).count == 976)
        let tree = StoredTree(leaves: hashes)
        #expect(page.text.contains(MerkleHash.node(hashes[0], hashes[1]).hex))
        #expect(page.text.contains(tree.root.hex))
        let note = page.block("localhost/abeyance/b9a2de47\n3\n")
        #expect(try Checkpoint.open(Array(note.utf8), log: log).root == tree.root)
        for (line, size) in zip(page.lines(ofBlock: "{\"note\":\"localhost"), Int64(1)...) {
            let json = try JSONDecoder().decode(CheckpointLine.self, from: Data(line.utf8))
            let checkpoint = try Checkpoint.open(Array(json.note.utf8), log: log)
            #expect(try (checkpoint.size, checkpoint.root) == (size, tree.root(size: size)))
            #expect(json.size == size)
        }
        #expect(page.lines(ofBlock: "{\"note\":\"localhost").count == 3)
    }

    @Test("its receipt leads from its second leaf to its root, and its witness cosigned when it says")
    func receipt() throws {
        let log = try NoteVerifier(vkey: page.lines(ofBlock: "localhost/abeyance/").first ?? "")
        let bytes = Array(page.block("c2sp.org/tlog-proof@v1\nindex 1").utf8)
        let receipt = try ReceiptProof(parsing: bytes)
        #expect(receipt.encoded == bytes)
        let key = try #require(page.text.firstMatch(of: /`(witness\.example\/w1\+[^`]+)`/))
        let witness = try WitnessVerifier(vkey: String(key.1))
        let leaf = Array(page.lines(ofBlock: "{\"bundle\":{")[1].utf8)
        let found = try receipt.verified(entry: leaf, log: log, witnesses: [witness], quorum: 1)
        #expect(found.checkpoint.size == 3)
        #expect(found.cosignatures.map(\.time) == [1_795_237_120])
        #expect(page.text.contains("1795237120 seconds"))
    }
}

private struct CheckpointLine: Decodable {
    let note: String
    let size: Int64
}

/// The page, by its fenced blocks.
private struct FormatsPage {
    static let path = "Docs/Formats.md"
    static var isPresent: Bool { FileManager.default.isReadableFile(atPath: path) }

    let text: String

    init() throws { text = String(decoding: try TestFiles.bytes(atPath: Self.path), as: UTF8.self) }

    /// The content of the first block that begins so.
    func block(_ beginning: String) -> String {
        text.components(separatedBy: "```\n").first { $0.hasPrefix(beginning) } ?? ""
    }

    func lines(ofBlock beginning: String) -> [String] {
        block(beginning).split(separator: "\n").map(String.init)
    }
}
