internal import Cryptography
import Decisions
import StrictJSON

/// The header of a token: `alg`, `kid` and `typ`, and whether anything else stands in it.
struct TokenHeader {
    /// The algorithm, when it is one of the three; compared as bytes, so that case counts.
    let algorithm: SignatureAlgorithm?
    let keyID: ExactString?
    let type: ExactString?
    /// Whether `alg`, `kid` and `typ` are the only members.
    let isClosed: Bool

    /// Reads strict JSON; throws `malformed_header` or `duplicate_member`.
    init(parsing bytes: [UInt8]) throws(WarrantFault) {
        do {
            var object = try ClosedObject(JSONValue.parse(bytes))
            let algorithm = try object.optionalString("alg")
            keyID = try object.optionalString("kid")
            type = try object.optionalString("typ")
            self.algorithm = SignatureAlgorithm.allCases.first { ExactString($0.rawValue) == algorithm }
            isClosed = (try? object.finish()) != nil
        } catch {
            throw WarrantFault(
                error.code == .duplicateName ? .duplicateMember : .malformedHeader,
                "header: \(error)"
            )
        }
    }

    /// Whether `typ` is a type, with or without `application/` (RFC 7515 section 4.1.9).
    func isType(_ name: String) -> Bool {
        type == ExactString(name) || type == ExactString("application/" + name)
    }

    /// The bytes of a header.
    static func encode(algorithm: SignatureAlgorithm, keyID: String, type: String) -> [UInt8] {
        let header: JSONValue = [
            "alg": .string(ExactString(algorithm.rawValue)), "kid": .string(ExactString(keyID)),
            "typ": .string(ExactString(type)),
        ]
        return header.serialized()
    }
}
