import Cryptography
import Decisions
import Foundation
import PolicyControl
import StrictJSON
import Warrants

/// The clerk of the demonstration's court: mints warrants for the police department, and revokes them.
struct WarrantDesk {
    private let folder: String
    private let issuer: WarrantIssuer
    /// The gate that counts the uses.
    private let audience: ExactString
    /// The department's certificate.
    private let certificate: SHA256Digest
    private var issued: Int64 = 0

    /// How many results a warrant allows, and a search asks for.
    static let resultsInAll: Int64 = 5

    /// Opens the desk with the court's key in a working folder.
    init(folder: String, origin: String) throws {
        self.folder = folder
        audience = ExactString(origin)
        let key = try PrivateKey(pem: Self.read("\(folder)/court/court.key"))
        issuer = WarrantIssuer(uri: Court.uri, keyID: Court.warrantKey, key: key)
        let path = "\(folder)/certs/\(DemonstrationRegistry.policeName).pem"
        guard let holder = try Certificate.all(inPEM: Self.read(path)).first else {
            throw DemonstrationRoot.Failure(description: "\(path): no certificate there")
        }
        certificate = holder.fingerprint
    }

    /// Mints a warrant to search the mugshots with one photograph, for `searches` searches at `percent` or higher.
    mutating func warrant(for image: [UInt8], atLeast percent: Int64, searches: Int64 = 1) throws -> Warrant {
        issued += 1
        let docket = "26-SW-\(String(10_000 + issued).dropFirst())"
        let now = Clock.now
        let minted = try issuer.mint(
            WarrantDescription(
                subject: DemonstrationRegistry.policeSubject,
                audience: audience,
                certificate: certificate,
                notBefore: now,
                expires: now.adding(seconds: 7 * 86_400),
                statusList: Court.statusList,
                statusIndex: issued,
                order: Court.order(
                    docket: ExactString(docket),
                    instrument: .of(Array("the signed order of docket \(docket)".utf8))
                ),
                search: try Court.search(
                    for: image,
                    atLeast: percent * 10_000,
                    searches: searches,
                    results: Self.resultsInAll
                )
            ),
            now: now
        )
        return Warrant(token: minted.token, index: issued, docket: docket)
    }

    /// The arguments that mark a warrant as revoked in the court's status list, which the gate reads from a file.
    func revoking(_ warrant: Warrant) -> [String] {
        [
            "warrant", "revoke", "--index", String(warrant.index), "--list",
            "\(folder)/state/status/court.jwt",
            "--key", "\(folder)/court/status.key", "--issuer", Court.uri.value, "--kid",
            Court.statusKey.value,
        ]
    }

    private static func read(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}

/// The time of day, as the demonstration's people have it.
enum Clock {
    static var now: Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}
