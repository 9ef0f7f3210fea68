package import Cryptography
import Decisions
internal import PolicyControl
package import StrictJSON

/// A profile of certificates, as the files in `certs/` say it: what it is for, which key, how long.
///
/// What no file can change stands in the code: version 3, 20 random bytes of serial number, the extensions of each kind.
package struct CertificateTemplate: Hashable, Sendable {
    /// What the certificates are for.
    package let kind: CertificateKind
    /// The algorithm of a key that is made here; a request brings its own.
    package let key: SignatureAlgorithm
    /// How many days a certificate is valid unless another number is asked for.
    package let days: Int64
    /// How many days may be asked for at most.
    package let maximumDays: Int64
    /// How many minutes before its making a certificate becomes valid, for clocks that are behind.
    package let backdatedMinutes: Int64
    /// How many authorities may follow below; for authorities only.
    package let pathLength: Int?

    /// A template of the program's own, equal to the file of that name in `certs/`.
    package static func builtIn(_ kind: CertificateKind) -> CertificateTemplate {
        switch kind {
        case .root: CertificateTemplate(kind, key: .es384, days: 3_650, maximumDays: 7_300, pathLength: 1)
        case .issuing: CertificateTemplate(kind, key: .es256, days: 1_095, maximumDays: 1_825, pathLength: 0)
        case .client, .server: CertificateTemplate(kind, key: .es256, days: 90, maximumDays: 397)
        }
    }

    private init(
        _ kind: CertificateKind,
        key: SignatureAlgorithm,
        days: Int64,
        maximumDays: Int64,
        pathLength: Int? = nil
    ) {
        self.kind = kind
        self.key = key
        self.days = days
        self.maximumDays = maximumDays
        backdatedMinutes = 5
        self.pathLength = pathLength
    }

    /// Reads the template of a file.
    package init(at path: String) throws(IssuingError) {
        let content: [UInt8]
        do throws(FolderError) {
            content = try DurableFiles.read(path, atMost: 65_536)
        } catch {
            throw IssuingError("\(error)")
        }
        do throws(JSONError) {
            var object = try ClosedObject(JSONValue.parse(content))
            try self.init(reading: &object)
            try object.finish()
        } catch {
            throw IssuingError("\(path):\(error)")
        }
    }

    /// The number of days of a certificate: what is asked for, or the usual; never more than the template allows.
    func days(asked: Int64?) throws(IssuingError) -> Int64 {
        guard let asked else { return days }
        guard (1...maximumDays).contains(asked) else {
            throw IssuingError(
                "\(asked) days: 1 to \(maximumDays) are allowed for a \(kind.rawValue) certificate"
            )
        }
        return asked
    }
}

extension CertificateTemplate: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        kind = try object.word("kind")
        key = try object.word("key")
        maximumDays = try object.integer("maximumDays", in: 1...Self.longest(kind))
        days = try object.integer("days", in: 1...maximumDays)
        backdatedMinutes = try object.integer("backdatedMinutes", in: 0...1_440)
        pathLength = kind.isAuthority ? Int(try object.integer("pathLength", in: 0...3)) : nil
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "kind": kind.json, "key": key.json, "days": .integer(days), "maximumDays": .integer(maximumDays),
            "backdatedMinutes": .integer(backdatedMinutes),
        ]
        object.appendPresent("pathLength", pathLength.map { Int64($0) })
        return object
    }

    /// The days that no file can go beyond.
    private static func longest(_ kind: CertificateKind) -> Int64 {
        switch kind {
        case .root: 9_131
        case .issuing: 3_653
        case .client, .server: 397
        }
    }
}

extension SignatureAlgorithm: ClosedVocabulary {}
