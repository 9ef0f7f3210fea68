package import Cryptography
import Decisions
internal import PolicyControl
package import StrictJSON

/// An authority's memory: every certificate that it issued, every one that it revoked, and its lists' numbers.
///
/// Written whole and put in place at once before anything that it tells of leaves the folder: a certificate that nobody
/// knows of cannot be handed out, and no number of a list is used twice.
package struct AuthorityRegister: Hashable, Sendable {
    /// What every client's URI begins with, such as `spiffe://example.org/org/`; without one no client is issued by name.
    package let uriPrefix: ExactString?
    /// What it issued, oldest first.
    package private(set) var issued: [IssuedCertificate] = []
    /// What it revoked, oldest first.
    package private(set) var revoked: [RevokedCertificate] = []
    /// The number of the newest revocation list; zero before the first.
    package private(set) var listNumber: Int64 = 0
    /// When the newest revocation list is stale; nil before the first.
    package private(set) var listNextUpdate: Timestamp?

    /// The register of a new authority.
    init(uriPrefix: ExactString?) { self.uriPrefix = uriPrefix }

    /// Reads the register of an authority's folder.
    package init(of files: AuthorityFiles) throws(IssuingError) {
        let content: [UInt8]
        do throws(FolderError) {
            content = try DurableFiles.read(files.register, atMost: Self.limits.maxBytes)
        } catch {
            throw IssuingError(
                "\(error); expected the folder of an authority, as `abeyance cert ca` makes it"
            )
        }
        do throws(JSONError) {
            var object = try ClosedObject(JSONValue.parse(content, limits: Self.limits))
            try self.init(reading: &object)
            try object.finish()
        } catch {
            throw IssuingError("\(files.register):\(error)")
        }
    }

    /// The revocation of a serial number, if there is one.
    package func revocation(of serial: ExactString) -> RevokedCertificate? {
        revoked.first { $0.serial == serial }
    }

    /// The certificate of a serial number, if it was issued here.
    package func certificate(_ serial: ExactString) -> IssuedCertificate? {
        issued.first { $0.serial == serial }
    }

    /// The URI of a client: the prefix and an organisation's registered name, or the one that is asked for.
    ///
    /// Throws for a name that no registry takes, and for a URI that does not lie below the prefix.
    package func uri(of name: ExactString, asked: ExactString?) throws(IssuingError) -> ExactString {
        if let asked {
            try require(asked)
            return asked
        }
        guard let uriPrefix else {
            throw IssuingError("the authority has no prefix of URIs: `--uri` says the client's whole URI")
        }
        guard name.isRegisteredName else {
            throw IssuingError(
                "`\(Printable.text(name.value))` is no name: 1 to 64 lowercase letters, digits and inner hyphens were expected"
            )
        }
        return ExactString("\(uriPrefix)\(name)")
    }

    /// Refuses a client's URI that does not lie below the prefix, when there is one.
    func require(_ uri: ExactString) throws(IssuingError) {
        guard let uriPrefix else { return }
        guard uri.hasPrefix(uriPrefix), uri != uriPrefix else {
            throw IssuingError("`\(Printable.text(uri.value))` does not lie below `\(uriPrefix)`")
        }
    }

    /// Whether a certificate of the same kind and name outlives this one, so that its end is nobody's concern.
    package func isReplaced(_ certificate: IssuedCertificate) -> Bool {
        issued.contains { other in
            other.kind == certificate.kind && other.name == certificate.name
                && other.notAfter > certificate.notAfter && revocation(of: other.serial) == nil
        }
    }

    /// Whether a certificate with a key was revoked since somebody else may hold the key.
    func isCompromised(_ key: SHA256Digest) -> Bool {
        issued.contains { issued in
            issued.keyPin == key
                && revoked.contains {
                    $0.serial == issued.serial
                        && ($0.reason == .keyCompromise || $0.reason == .authorityCompromise)
                }
        }
    }

    mutating func add(_ certificate: IssuedCertificate) { issued.append(certificate) }

    mutating func add(_ revocation: RevokedCertificate) { revoked.append(revocation) }

    mutating func publish(_ number: Int64, nextUpdate: Timestamp) {
        listNumber = number
        listNextUpdate = nextUpdate
    }

    /// The file's content.
    var file: [UInt8] { ReadableJSON.bytes(.object(json)) }

    private static let limits = JSONLimits(maxBytes: 256 << 20)
}

extension AuthorityRegister: JSONRecord {
    package init(reading object: inout ClosedObject) throws(JSONError) {
        uriPrefix = try object.optionalString("uriPrefix")
        listNumber = try object.integer("listNumber", in: 0...Int64.max)
        listNextUpdate = try object.optionalTimestamp("listNextUpdate")
        issued = try object.records("issued")
        revoked = try object.records("revoked")
    }

    package var json: JSONObject {
        var object = JSONObject()
        object.appendPresent("uriPrefix", uriPrefix)
        object.append("listNumber", .integer(listNumber))
        object.appendPresent("listNextUpdate", listNextUpdate)
        object.append("issued", .array(issued.map { .object($0.json) }))
        object.append("revoked", .array(revoked.map { .object($0.json) }))
        return object
    }
}

extension ExactString {
    /// Lowercase letters, digits and inner hyphens, 1 to 64 bytes: what a registry takes as an organisation's name.
    fileprivate var isRegisteredName: Bool {
        (1...64).contains(byteCount) && bytes.first != UInt8(ascii: "-") && bytes.last != UInt8(ascii: "-")
            && bytes.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "-")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
    }
}
