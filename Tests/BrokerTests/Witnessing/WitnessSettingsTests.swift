import Broker
import Testing
import Witnessing

@Suite("Where witnesses are asked")
struct WitnessSettingsTests {
    private static func parse(_ witnesses: String) throws -> WitnessSettings {
        let text = """
            state: state
            checkpoint_copy: copy
            tls:
              certificate: a
              key: b
              client_authorities: c
            core:
              state: core
            \(witnesses)
            """
        return try ConfigurationFile.parse(text, file: "f.yaml", folder: "/x").witnesses
    }

    @Test("addresses stand by the witnesses' names, and asking waits five minutes unless said otherwise")
    func read() throws {
        let settings = try Self.parse(
            """
            witnesses:
              addresses:
                witness.example/w1: http://127.0.0.1:8080/prefix
                w2: http://witness.example
            """
        )
        #expect(
            settings.addresses.mapValues(\.description) == [
                "witness.example/w1": "http://127.0.0.1:8080/prefix", "w2": "http://witness.example",
            ]
        )
        #expect(settings.intervalSeconds == 300)
        #expect(try Self.parse("witnesses:\n  interval_seconds: 20").intervalSeconds == 20)
        #expect(try Self.parse("").addresses.isEmpty)
    }

    @Test(
        "what is no address, no interval or no key is refused in plain words",
        arguments: [
            ("witnesses: 1", "keys of its own"),
            ("witnesses:\n  address: 1", "unknown key `witnesses.address`"),
            ("witnesses:\n  addresses: 1", "an address for each name"),
            ("witnesses:\n  addresses:\n    w: https://a", "`w`: `https://a`: expected `http://HOST"),
            ("witnesses:\n  interval_seconds: 0", "from 1 to 86400"),
            ("witnesses:\n  interval_seconds: often", "from 1 to 86400"),
        ]
    )
    func refused(text: String, words: String) {
        let error = #expect(throws: ConfigurationError.self) { try Self.parse(text) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
        #expect(error?.description.hasPrefix("f.yaml: ") == true)
    }
}
