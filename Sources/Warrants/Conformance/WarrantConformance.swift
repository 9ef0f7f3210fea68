internal import Cryptography
import Decisions
package import StrictJSON

/// Judges every token of a vector file with the real verifier and compares with what the file expects.
///
/// The file brings its trust list, a default context (clock, audience, client, request) and vectors that override parts of it. A vector
/// without status context means a valid status. Nothing is skipped: a vector that cannot be read is a mismatch.
package struct WarrantConformance: Sendable {
    /// How many vectors the file has, which is how many were judged.
    package let tokens: Int
    /// The vectors whose verdict differs from the file's.
    package let mismatches: [Mismatch]

    /// One vector whose verdict differs.
    package struct Mismatch: Hashable, Sendable, CustomStringConvertible {
        /// The vector's number and name in the file.
        package let vector: String
        /// What the file expects.
        package let expected: String
        /// What the verifier said.
        package let actual: String

        /// Such as `12 alg es256 (case): expected `accept`, found `alg_not_allowed``.
        package var description: String { "\(vector): expected `\(expected)`, found `\(actual)`" }
    }

    /// Runs a file; throws when the file itself cannot be read.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        let file = try JSONValue.parse(bytes)
        var object = try ClosedObject(file)
        let trust = try TrustList(json: Self.completed(object.required("trust")))
        let defaults = try VectorContext(reading: object.object("default_context"), over: nil)
        let vectors = try object.array("vectors")
        var verdicts: [Verdict] = []
        for (index, vector) in vectors.enumerated() {
            verdicts.append(Verdict(vector, index: index, trust: trust, defaults: defaults))
        }
        tokens = verdicts.count
        mismatches = verdicts.compactMap { $0.mismatch(among: verdicts) }
    }

    /// The file's trust list with what such files leave unsaid: its first key signs status lists, and a court may issue anything.
    private static func completed(_ trust: JSONValue) -> JSONValue {
        guard case .object(var file) = trust, let entries = file["issuers"]?.object else { return trust }
        var issuers = JSONObject()
        for (uri, value) in entries.members {
            guard case .object(var entry) = value else { return trust }
            if entry["status"] == nil, let first = entry["keys"]?.array?.first?["kid"] {
                entry.append("status", ["kid": first])
            }
            for name: ExactString in ["kinds", "jurisdictions"] where entry[name] == nil {
                entry.append(name, "any")
            }
            issuers.append(uri, .object(entry))
        }
        file.set("issuers", .object(issuers))
        return .object(file)
    }
}

/// One vector as it was judged.
private struct Verdict {
    let name: String
    let expected: String
    let actual: String
    /// By what uses of an accepted warrant are counted, and the digest of the token as spelled.
    private let accepted: (issuer: ExactString, tokenID: ExactString, digest: SHA256Digest)?

    init(_ vector: JSONValue, index: Int, trust: TrustList, defaults: VectorContext) {
        let number = vector["id"]?.integer.map(String.init) ?? "#\(index)"
        name = "\(number) \(vector["name"]?.string?.value ?? "")"
        expected = vector["expect"]?.string?.value ?? "a readable vector"
        do {
            var object = try ClosedObject(vector)
            _ = try object.string("expect")
            let token = try object.string("token").bytes
            let context =
                if let own = try object.optionalObject("context") {
                    try VectorContext(reading: own, over: defaults)
                } else {
                    defaults
                }
            (actual, accepted) = context.judge(token, trust: trust)
        } catch {
            actual = "unreadable vector: \(error)"
            accepted = nil
        }
    }

    func mismatch(among verdicts: [Verdict]) -> WarrantConformance.Mismatch? {
        guard !isAsExpected(among: verdicts) else { return nil }
        return WarrantConformance.Mismatch(vector: name, expected: expected, actual: actual)
    }

    private func isAsExpected(among verdicts: [Verdict]) -> Bool {
        guard ExactString(expected) == "accept_same_jti" else {
            return ExactString(expected) == ExactString(actual)
        }
        // Another spelling of a warrant that is accepted elsewhere must hit that warrant's counter.
        guard let accepted else { return false }
        return verdicts.contains { other in
            guard let first = other.accepted else { return false }
            return first.digest != accepted.digest && first.issuer == accepted.issuer
                && first.tokenID == accepted.tokenID
        }
    }
}
