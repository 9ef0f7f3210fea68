import Cryptography
import Decisions
import PolicyControl
import StrictJSON
import Testing

@Suite("The log's account of bundles")
struct ActivationHistoryTests {
    private static func reference(_ name: ExactString) -> BundleReference {
        BundleReference(name: name, version: 1, digest: SHA256Digest.of(name.bytes))
    }

    private static let genesis = GenesisRecord(
        software: "1",
        logKey: "key",
        bundle: reference("one"),
        isDemonstration: true
    )

    private static func activation(of name: ExactString, after previous: ExactString) -> BundleActivatedRecord
    {
        BundleActivatedRecord(
            bundle: reference(name),
            previous: reference(previous).digest,
            isDemonstration: true,
            requestedBy: 0
        )
    }

    @Test("a bundle is in force from its own entry until the next activation")
    func inForce() throws {
        var history = ActivationHistory()
        #expect(history.current == nil)
        try history.add(Self.genesis, at: 0)
        try history.add(Self.activation(of: "two", after: "one"), at: 7)
        #expect(history.activation(at: 0)?.bundle == Self.reference("one"))
        #expect(history.activation(at: 6)?.bundle == Self.reference("one"))
        #expect(history.activation(at: 7)?.bundle == Self.reference("two"))
        #expect(history.current?.index == 7)
        #expect(try history.require(Self.reference("two").digest).index == 7)
    }

    @Test("a bundle that the log does not name, and one that was replaced, are each refused")
    func refused() throws {
        var history = ActivationHistory()
        #expect(throws: ActivationError.noGenesis) { try history.require(Self.reference("one").digest) }
        try history.add(Self.genesis, at: 0)
        try history.add(Self.activation(of: "two", after: "one"), at: 3)
        let (one, two, three) = (Self.reference("one"), Self.reference("two"), Self.reference("three"))
        #expect(throws: ActivationError.neverActivated(three.digest)) { try history.require(three.digest) }
        #expect(throws: ActivationError.notInForce(one.digest, current: two.digest)) {
            try history.require(one.digest)
        }
        #expect(history.names(one.digest) && !history.names(three.digest))
    }

    @Test("a second genesis, a late one, a broken chain and a wrong order are each found")
    func broken() throws {
        var history = ActivationHistory()
        #expect(throws: ActivationError.misplacedGenesis(index: 4)) { try history.add(Self.genesis, at: 4) }
        #expect(throws: ActivationError.noGenesis) {
            try history.add(Self.activation(of: "two", after: "one"), at: 1)
        }
        try history.add(Self.genesis, at: 0)
        #expect(throws: ActivationError.misplacedGenesis(index: 0)) { try history.add(Self.genesis, at: 0) }
        try history.add(Self.activation(of: "two", after: "one"), at: 5)
        #expect(throws: ActivationError.outOfOrder(index: 5)) {
            try history.add(Self.activation(of: "three", after: "two"), at: 5)
        }
        #expect(throws: ActivationError.self) {
            try history.add(Self.activation(of: "three", after: "one"), at: 6)
        }
        #expect(history.activations.count == 2)
    }
}
