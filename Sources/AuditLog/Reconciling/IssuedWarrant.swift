internal import Cryptography
internal import Decisions
package import StrictJSON

/// A warrant on a court's own list: who issued it, its `jti`, and how many searches it allows in all.
package struct IssuedWarrant: Sendable, Hashable {
    /// The court, as its tokens name it (`iss`).
    package let issuer: ExactString
    /// The token's id (`jti`).
    package let tokenID: ExactString
    /// How many uses the order allows, at least 1.
    package let uses: Int64

    /// A warrant as a court lists it.
    package init(issuer: ExactString, tokenID: ExactString, uses: Int64) {
        self.issuer = issuer
        self.tokenID = tokenID
        self.uses = uses
    }

    /// Reads a list: one JSON object a line, `{"iss": …, "jti": …, "uses": …}`; empty lines are passed over.
    ///
    /// - Throws: with the number of the line, when it is something else, or a warrant stands twice.
    package static func list(_ bytes: [UInt8], named name: String) throws(AuditLogError) -> [IssuedWarrant] {
        var found: [IssuedWarrant] = []
        var seen: Set<[ExactString]> = []
        for (offset, line) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated()
        where line.contains(where: { $0 != 0x20 && $0 != 0x0d }) {
            do throws(JSONError) {
                var object = try ClosedObject(JSONValue.parse(Array(line)))
                let warrant = IssuedWarrant(
                    issuer: try object.string("iss"),
                    tokenID: try object.string("jti"),
                    uses: try object.integer("uses", in: 1...1_000_000_000)
                )
                try object.finish()
                guard seen.insert([warrant.issuer, warrant.tokenID]).inserted else {
                    throw JSONError(.duplicateName, path: "/jti", message: "the warrant stands twice")
                }
                found.append(warrant)
            } catch {
                throw AuditLogError(
                    .wrongFormat,
                    #"\#(name):\#(offset + 1): \#(error.message), expected `{"iss": …, "jti": …, "uses": …}`"#
                )
            }
        }
        return found
    }
}
