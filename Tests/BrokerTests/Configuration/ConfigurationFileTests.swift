import Broker
import Support
import Testing

/// The YAML file that a configuration is read from.
@Suite struct ConfigurationFileTests {
    /// The shortest file that is complete.
    static let shortest = """
        state: state
        checkpoint_copy: elsewhere/checkpoint
        tls:
          certificate: server.pem
          key: server.key
          client_authorities: clients.pem
        core:
          state: core
        """

    private func parse(_ text: String) throws -> Configuration {
        try ConfigurationFile.parse(text, file: "gate.yaml", folder: "/etc/abeyance")
    }

    /// What is said of a file that is refused.
    private func refusal(of text: String) throws -> String {
        try #require(throws: ConfigurationError.self) { _ = try parse(text) }.description
    }

    @Test func aShortFileHasDefaultsForTheRest() throws {
        let configuration = try parse(Self.shortest)
        #expect(configuration.state == "/etc/abeyance/state")
        #expect(configuration.checkpointCopy == "/etc/abeyance/elsewhere/checkpoint")
        #expect(configuration.certificate == "/etc/abeyance/server.pem")
        #expect(configuration.key == "/etc/abeyance/server.key")
        #expect(configuration.clientAuthorities == "/etc/abeyance/clients.pem")
        #expect(configuration.coreState == "/etc/abeyance/core")
        #expect(configuration.coreProgram == nil && configuration.coreModel == nil)
        #expect(configuration.coreJournal == nil)
        #expect(configuration.coreDeadlineSeconds == 30)
        #expect(configuration.maximumConnections == 4_096)
        #expect(configuration.maximumConnectionsPerOrganisation == 256)
        #expect(configuration.drainSeconds == 20)
        #expect(configuration.host == "127.0.0.1")
        #expect(configuration.port == 8_443)
        #expect(configuration.revocationLists == nil && configuration.admin == nil)
        #expect(configuration.watchesFiles)
    }

    @Test(arguments: [
        ("unix:admin.sock", AdminAddress.socket(path: "/etc/abeyance/admin.sock")),
        ("unix:/run/admin.sock", .socket(path: "/run/admin.sock")),
        ("127.0.0.1:0", .loopback(host: "127.0.0.1", port: 0)),
        ("'[::1]:9464'", .loopback(host: "::1", port: 9_464)),
    ])
    func theAdminListenerStaysOnThisMachine(text: String, address: AdminAddress) throws {
        #expect(try parse(Self.shortest + "\nadmin:\n  listen: \(text)\n").admin == address)
    }

    @Test(arguments: [
        "0.0.0.0:9464", "192.0.2.1:9464", "'[::]:9464'", "'[::ffff:127.0.0.1]:9464'", "localhost:9464",
        "127.0.0.1",
        "127.1:9464", "128.0.0.1:9464", ":9464", "127.0.0.1:8443", "'[::1]:8443'",
    ])
    func anAddressBeyondThisMachineOrOnTheClientsPortIsRefusedForIt(text: String) throws {
        let words = try refusal(of: Self.shortest + "\nadmin:\n  listen: \(text)\n")
        #expect(words.contains("`admin.listen` is "), "\(words)")
    }

    @Test func watchingIsTrueOrFalse() throws {
        #expect(
            try refusal(of: Self.shortest + "\nreload:\n  watch: perhaps\n").contains(
                "expected `true` or `false`"
            )
        )
    }

    @Test func everyKeyIsTaken() throws {
        let configuration = try parse(
            """
            listen: "[::1]:9443"
            state: /var/lib/abeyance
            checkpoint_copy: /mnt/other/checkpoint
            tls:
              certificate: /tls/server.pem
              key: /tls/server.key
              client_authorities: /tls/clients.pem
              revocation_lists: crl
            reload:
              watch: false
            admin:
              listen: 127.0.0.2:9464
            core:
              program: /usr/libexec/abeyance-core
              model: models/faces.model
              state: /var/lib/abeyance-core
              deadline_seconds: 12
              journal: journal
            limits:
              connections: 100
              connections_per_organisation: 10
              drain_seconds: 5
            """
        )
        #expect(configuration.host == "::1")
        #expect(configuration.port == 9_443)
        #expect(configuration.state == "/var/lib/abeyance")
        #expect(configuration.certificate == "/tls/server.pem")
        #expect(configuration.key == "/tls/server.key")
        #expect(configuration.clientAuthorities == "/tls/clients.pem")
        #expect(configuration.revocationLists == "/etc/abeyance/crl")
        #expect(!configuration.watchesFiles)
        #expect(configuration.admin == .loopback(host: "127.0.0.2", port: 9_464))
        #expect(configuration.coreProgram == "/usr/libexec/abeyance-core")
        #expect(configuration.coreModel == "/etc/abeyance/models/faces.model")
        #expect(configuration.coreState == "/var/lib/abeyance-core")
        #expect(configuration.coreJournal == "/etc/abeyance/journal")
        #expect(configuration.coreDeadlineSeconds == 12)
        #expect(configuration.maximumConnections == 100)
        #expect(configuration.maximumConnectionsPerOrganisation == 10)
        #expect(configuration.drainSeconds == 5)
    }

    @Test(arguments: [
        ("stat: x\n", "gate.yaml:1:1: unknown key `stat`, did you mean `state`?"),
        ("state: x\ncolour: red\n", "gate.yaml:2:1: unknown key `colour`"),
        (
            "tls:\n  certficate: x\n",
            "gate.yaml:2:3: unknown key `tls.certficate`, did you mean `tls.certificate`?"
        ),
        (
            "limits:\n  connection: 1\n",
            "gate.yaml:2:3: unknown key `limits.connection`, did you mean `limits.connections`?"
        ),
    ])
    func anUnknownKeyIsRefusedWithTheNearestNamed(text: String, beginning: String) throws {
        let refusal = try refusal(of: text)
        #expect(refusal.hasPrefix(beginning), "\(refusal)")
    }

    @Test func aKeyTwiceIsRefused() throws {
        #expect(try refusal(of: "state: a\nstate: b\n").contains("state"))
        #expect(try refusal(of: Self.shortest + "\n  state: other\n").contains("state"))
    }

    @Test(arguments: [
        ("tls: server.pem\n", "`tls` holds keys of its own, for example `certificate`"),
        ("core: [a, b]\n", "`core` holds keys of its own, for example `program`"),
        ("state: [a]\n", "`state` is a single value"),
        ("state: {a: b}\n", "`state` is a single value"),
        ("state:\n", "`state` is a single value"),
    ])
    func aValueOfAnotherKindIsRefused(text: String, words: String) throws {
        let refusal = try refusal(of: text)
        #expect(refusal.contains(words), "\(refusal)")
        #expect(refusal.hasPrefix("gate.yaml:1:"), "\(refusal)")
    }

    @Test(arguments: [
        ("state: state", "`state` is missing"),
        ("checkpoint_copy: elsewhere/checkpoint", "`checkpoint_copy` is missing"),
        ("  certificate: server.pem", "`tls.certificate` is missing"),
        ("  key: server.key", "`tls.key` is missing"),
        ("  client_authorities: clients.pem", "`tls.client_authorities` is missing"),
        ("core:\n  state: core", "`core.state` is missing"),
    ])
    func whatIsMissingIsNamed(part: String, words: String) throws {
        let cut = Self.shortest.split(separator: part, maxSplits: 1, omittingEmptySubsequences: false)
            .joined()
        #expect(try refusal(of: cut + "\nlisten: 127.0.0.1:1\n").contains(words))
    }

    /// Every limit with the least and the most that it may be.
    static let limits: [(section: String, key: String, least: Int, most: Int)] = [
        ("core", "deadline_seconds", 1, 600), ("limits", "connections", 1, 1_000_000),
        ("limits", "connections_per_organisation", 1, 1_000_000), ("limits", "drain_seconds", 0, 3_600),
    ]

    private func limited(
        _ limit: (section: String, key: String, least: Int, most: Int),
        to value: String
    ) -> String {
        limit.section == "core"
            ? Self.shortest + "\n  \(limit.key): \(value)\n"
            : Self.shortest + "\n\(limit.section):\n  \(limit.key): \(value)\n"
    }

    @Test(arguments: limits.indices)
    func everyLimitHasItsBounds(index: Int) throws {
        let limit = Self.limits[index]
        let name = "\(limit.section).\(limit.key)"
        for value in [limit.least, limit.most] { _ = try parse(limited(limit, to: "\(value)")) }
        for value in [
            "\(limit.least - 1)", "\(limit.most + 1)", "1.5", "many", "99999999999999999999", "0x10",
        ] {
            let refusal = try refusal(of: limited(limit, to: value))
            let expected = "expected a whole number from \(limit.least) to \(limit.most)"
            #expect(refusal == "gate.yaml: `\(name)` is `\(value)`, \(expected)")
        }
    }

    @Test(arguments: [
        ("127.0.0.1:0", "127.0.0.1", 0), ("0.0.0.0:65535", "0.0.0.0", 65_535),
        ("\"[::1]:8443\"", "::1", 8_443),
    ])
    func anAddressIsTaken(text: String, host: String, port: Int) throws {
        let configuration = try parse(Self.shortest + "\nlisten: \(text)\n")
        #expect(configuration.host == host)
        #expect(configuration.port == port)
    }

    @Test(arguments: [
        "8443", "localhost", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:https", "\"127.0.0.1:\"",
    ])
    func anAddressThatIsNoneIsRefusedWithAnExample(text: String) throws {
        let refusal = try refusal(of: Self.shortest + "\nlisten: \(text)\n")
        #expect(refusal.hasSuffix("expected ADDRESS:PORT, for example `127.0.0.1:8443`"), "\(refusal)")
    }

    @Test func aFileWithoutKeysOrThatIsNoYAMLIsRefused() throws {
        #expect(try refusal(of: "") == "gate.yaml: expected keys such as `state: state`, found nothing")
        #expect(try refusal(of: "- a\n- b\n").contains("expected keys"))
        #expect(try refusal(of: "state: [a\n").hasPrefix("gate.yaml: not readable as YAML: "))
    }

    @Test func pathsInAFileAreRelativeToItsFolder() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.write(Array(Self.shortest.utf8), toPath: "\(folder)/gate.yaml")
            #expect(try ConfigurationFile.load(path: "\(folder)/gate.yaml").state == "\(folder)/state")
        }
    }

    @Test func aFileThatIsNotThereSaysHowToMakeOne() throws {
        let refusal = try #require(throws: ConfigurationError.self) {
            _ = try ConfigurationFile.load(path: "/nowhere/gate.yaml")
        }
        #expect(
            refusal.description
                == "/nowhere/gate.yaml: cannot be read; `abeyance init DIR` writes one to start from"
        )
    }
}
