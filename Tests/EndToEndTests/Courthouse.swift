import Cryptography
import Decisions
import Foundation
import Provisioning
import StrictJSON
import Support
import Warrants

/// The court that `init` made, with its keys at hand: it signs good orders, and whatever else a test wants signed.
struct Courthouse {
    static let uri = Court.uri
    static let list = Court.statusList
    static let police: ExactString = "urn:agency:ori:OR0340000"
    /// The header of every good token.
    static let header = #"{"alg":"ES256","kid":"court-1","typ":"fr-warrant+jwt"}"#

    let folder: String
    /// The name of the gate's log.
    let origin: ExactString
    let key: PrivateKey
    let statusKey: PrivateKey
    /// When the orders are written.
    let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))

    /// The court of a working folder.
    init(of folder: String) throws {
        self.folder = folder
        let log = String(decoding: try TestFiles.bytes(atPath: "\(folder)/state/log.vkey"), as: UTF8.self)
        origin = ExactString(log.split(separator: "+").first.map(String.init) ?? "")
        key = try PrivateKey(pem: TestFiles.bytes(atPath: "\(folder)/court/court.key"))
        statusKey = try PrivateKey(pem: TestFiles.bytes(atPath: "\(folder)/court/status.key"))
    }

    /// An order for the department to search its mugshots with one picture, at 99 or higher.
    func order(
        for image: [UInt8],
        uses: Int64 = 10,
        holder: String = "metro-police"
    ) throws -> WarrantDescription {
        WarrantDescription(
            subject: Self.police,
            audience: origin,
            certificate: try fingerprint(of: holder),
            notBefore: now.adding(seconds: -3_600),
            expires: now.adding(seconds: 86_400),
            statusList: Self.list,
            statusIndex: 3,
            order: Court.order(docket: "26-SW-0001", instrument: .of(Array("an order".utf8))),
            search: try Court.search(for: image, atLeast: 990_000, searches: uses, results: 5)
        )
    }

    /// A token for an order.
    func token(_ order: WarrantDescription) throws -> String {
        try WarrantIssuer(uri: Self.uri, keyID: "court-1", key: key).mint(order, now: now).token
    }

    /// The claims of an order, to be changed.
    func claims(_ order: WarrantDescription) throws -> JSONObject {
        try WarrantIssuer(uri: Self.uri, keyID: "court-1", key: key).claims(of: order, now: now).json
    }

    /// Signs any payload under any header, as whoever has the court's key could.
    func sign(
        _ payload: [UInt8],
        header: String = Courthouse.header,
        key other: PrivateKey? = nil
    ) throws -> String {
        let signed = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(payload)
        return signed + "." + Base64URL.encode(try (other ?? key).signature(for: Array(signed.utf8)))
    }

    /// The digest of a client certificate that `init` made.
    func fingerprint(of name: String) throws -> SHA256Digest {
        let path = "\(folder)/certs/\(name).pem"
        guard let certificate = try Certificate.all(inPEM: TestFiles.bytes(atPath: path)).first else {
            throw RunningGate.Failure(description: "\(path): no certificate there")
        }
        return certificate.fingerprint
    }

    /// An operation by its name.
    static func operation(_ name: ExactString) throws -> Decisions.Operation {
        guard let operation = OperationCatalogue.operation(named: name) else {
            throw RunningGate.Failure(description: "no operation \(name)")
        }
        return operation
    }
}

/// What the department sends with a picture under a token.
struct PoliceSearch {
    /// The picture's bytes.
    let image: [UInt8]
    /// The token.
    let token: String
    var collection = "mugshots"

    var body: JSONValue {
        [
            "CollectionId": .string(ExactString(collection)), "FaceMatchThreshold": 99, "MaxFaces": 5,
            "Image": ["Bytes": .string(ExactString(Base64.encode(image)))],
        ]
    }

    var fields: [(String, String)] {
        [
            ("Abeyance-Warrant", token), ("Abeyance-Purpose", "identify_suspect"),
            ("Abeyance-Image-Source", "cctv"),
        ]
    }

    /// A picture of its own for each number; no face is in it.
    static func image(_ number: Int, ending: String = "") -> [UInt8] {
        [0xff, 0xd8, 0xff, 0xe0] + Array("picture \(number) \(ending)".utf8)
    }
}
