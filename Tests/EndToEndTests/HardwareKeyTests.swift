import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// A court's key in a hardware token, through OpenSSL's provider for PKCS #11; here the token is SoftHSM's.
@Suite(.serialized) struct HardwareKeyTests {
    @Test(
        "without the provider a key in a token is refused, with what is missing and what to do, and without its PIN"
    )
    func missing() async throws {
        try await initialised { folder in
            for command in [
                try Self.issue(folder, key: Self.uri("4711")), Self.revoke(folder, key: Self.uri("4711")),
            ] {
                let run = try Subprocess.run(
                    "env",
                    ["OPENSSL_MODULES=\(folder)/nowhere", Programs.abeyance] + command
                )
                expectOneMessage(
                    run,
                    saying: "pkcs11:token=court;object=court-1: OpenSSL's provider `pkcs11` cannot be loaded",
                    "install it (the package `pkcs11-provider`",
                    "`PKCS11_PROVIDER_MODULE`"
                )
                #expect(!run.errors.contains("4711"))
            }
        }
    }

    @Test(
        "a court's key that never leaves its token signs an order that every gate verifies",
        .enabled(if: SoftToken.isPresent, "SoftHSM or OpenSSL's provider for PKCS #11 is not installed")
    )
    func signed() async throws {
        try await initialised { folder in
            let token = try SoftToken(
                in: folder,
                key: "\(folder)/court/court.key",
                named: "court-1",
                pin: "4711"
            )
            let minted = try token.run(Self.issue(folder, key: Self.uri("4711")))
            #expect(minted.status == 0, "\(minted.errors)")
            try TestFiles.write(minted.output, toPath: "\(folder)/token.jwt")
            let court = try Courthouse(of: folder)
            let verified = try Subprocess.run(
                Programs.abeyance,
                [
                    "warrant", "verify", "\(folder)/token.jwt", "--courts", "\(folder)/policies/courts.json",
                    "--list",
                    "\(folder)/state/status/court.jwt", "--certificate", "\(folder)/certs/metro-police.pem",
                    "--audience", court.origin.value,
                ]
            )
            #expect(
                String(decoding: verified.output, as: UTF8.self).hasPrefix("good: "),
                "\(verified.errors)"
            )
            expectOneMessage(
                try token.run(Self.issue(folder, key: Self.uri("0000"))),
                saying: "pkcs11:token=court;object=court-1: no private key that can be used: "
            )
            expectOneMessage(
                try token.run(Self.issue(folder, key: "pkcs11:token=court;object=another?pin-value=4711")),
                saying: "the token gives no private key for this URI"
            )
        }
    }

    private static func uri(_ pin: String) -> String { "pkcs11:token=court;object=court-1?pin-value=\(pin)" }

    private static func issue(_ folder: String, key: String) throws -> [String] {
        let court = CourtOfFolder(folder: folder, origin: try Courthouse(of: folder).origin.value)
        // Leaves the order and its description in the folder.
        _ = try court.warrant(forSearchOf: "mugshots", image: PoliceSearch.image(1))
        return [
            "warrant", "issue", "--description", "\(folder)/order.json", "--order", "\(folder)/order.pdf",
            "--certificate", "\(folder)/certs/metro-police.pem", "--key", key, "--issuer",
            "https://court.demonstration.invalid", "--kid", "court-1",
        ]
    }

    private static func revoke(_ folder: String, key: String) -> [String] {
        [
            "warrant", "revoke", "--list", "\(folder)/state/status/court.jwt", "--index", "7", "--key", key,
            "--issuer", "https://court.demonstration.invalid", "--kid", "court-status-1",
        ]
    }
}

/// A token in software, in a folder of its own.
struct SoftToken {
    private static let softTokenModule =
        ProcessInfo.processInfo.environment["PKCS11_PROVIDER_MODULE"] ?? "/usr/lib/softhsm/libsofthsm2.so"

    /// Whether SoftHSM and OpenSSL's provider for PKCS #11 are both there.
    static let isPresent =
        FileManager.default.isReadableFile(atPath: softTokenModule)
        && (try? Subprocess.run("sh", ["-c", "command -v softhsm2-util"]))?.status == 0
        && (try? Subprocess.run(
            "openssl",
            ["list", "-providers", "-provider", "default", "-provider", "pkcs11"]
        ))?
        .status == 0

    private let environment: [String]

    /// Makes a token `court` that holds one key of a file.
    init(in folder: String, key: String, named name: String, pin: String) throws {
        let store = "\(folder)/token"
        try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
        let settings = "directories.tokendir = \(store)\nobjectstore.backend = file\nlog.level = ERROR\n"
        try TestFiles.write(Array(settings.utf8), toPath: "\(folder)/softhsm2.conf")
        environment = [
            "SOFTHSM2_CONF=\(folder)/softhsm2.conf", "PKCS11_PROVIDER_MODULE=\(Self.softTokenModule)",
        ]
        for arguments in [
            ["--init-token", "--free", "--label", "court", "--pin", pin, "--so-pin", "0815"],
            ["--import", key, "--token", "court", "--label", name, "--id", "a1", "--pin", pin],
        ] {
            let run = try Subprocess.run(
                "env",
                environment + ["softhsm2-util", "--module", Self.softTokenModule] + arguments
            )
            guard run.status == 0 else { throw RunningGate.Failure(description: run.errors) }
        }
    }

    /// Runs a command of the program with the token at hand.
    func run(_ arguments: [String]) throws -> Subprocess {
        try Subprocess.run("env", environment + [Programs.abeyance] + arguments)
    }
}
