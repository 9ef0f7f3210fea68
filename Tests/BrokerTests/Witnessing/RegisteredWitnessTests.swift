import Broker
import Cryptography
import Decisions
import StrictJSON
import Testing
import TransparencyLog

@Suite("Witnesses of a policy set")
struct RegisteredWitnessTests {
    private static func read(_ text: String) throws -> [String] {
        let file = BundleFile(path: RegisteredWitness.path, bytes: Array(text.utf8))
        return try RegisteredWitness.list(in: [file]).map(\.key.name)
    }

    private static func key(_ name: String, _ key: PrivateKey? = nil) throws -> String {
        try WitnessSigner(name: name, key: key ?? .generate(.ed25519)).verifier.vkey
    }

    @Test("the file names them by their keys, and a set without it names none")
    func list() throws {
        let (first, second) = (try Self.key("w1"), try Self.key("w2"))
        #expect(try Self.read(#"{"witnesses":[{"key":"\#(first)"},{"key":"\#(second)"}]}"#) == ["w1", "w2"])
        #expect(try RegisteredWitness.list(in: []) == [])
    }

    @Test("what is no witness, or one twice, is refused")
    func refused() throws {
        let key = try PrivateKey.generate(.ed25519)
        let (first, again, other) = (
            try Self.key("w1", key), try Self.key("w2", key), try Self.key("w1")
        )
        let log = try NoteVerifier(name: "log", key: key.publicKey).vkey
        for text in [
            "[]", "{}", #"{"witnesses":[{}]}"#, #"{"witnesses":[{"key":"w1"}]}"#,
            #"{"witnesses":[{"key":"\#(log)"}]}"#, #"{"witnesses":[{"key":"\#(first)","url":""}]}"#,
            #"{"witnesses":[],"quorum":1}"#,
            #"{"witnesses":[{"key":"\#(first)"},{"key":"\#(again)"}]}"#,
            #"{"witnesses":[{"key":"\#(first)"},{"key":"\#(other)"}]}"#,
        ] {
            #expect(throws: JSONError.self, "\(text)") { try Self.read(text) }
        }
    }
}
