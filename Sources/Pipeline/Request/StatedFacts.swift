package import Decisions
package import StrictJSON

/// What a client states about its request in `Abeyance-…` fields: claims, recorded as such.
///
/// A field sent twice, an unknown one, or a word outside its closed list refuses the request: a misspelt fact must not
/// pass for an absent one.
package struct StatedFacts: Sendable {
    /// The warrant token as presented.
    package var warrant: ExactString?
    /// What the search is for.
    package var purpose: Purpose?
    /// On whose behalf it is made, by the organisation's registered name.
    package var onBehalfOf: ExactString?
    /// Where the probe comes from.
    package var imageSource: ImageSource?
    /// The class of the offence, an identifier.
    package var offenceClass: ExactString?
    /// Values about a case or a person: case, requester, supervisor, justification, review.
    package var personal: [(name: ExactString, value: ExactString)] = []

    /// A field that cannot be taken as it is.
    package struct Refusal: Error, Sendable {
        /// Which field, what is wrong, what was expected.
        package let message: String
    }

    /// Nothing stated.
    package init() {}

    /// Reads the fields.
    ///
    /// - Throws: `Refusal` for the first field that is wrong.
    package init(fields: [(name: ExactString, value: ExactString)]) throws(Refusal) {
        var seen: Set<ExactString> = []
        for field in fields {
            guard seen.insert(field.name).inserted else {
                throw Refusal(message: "the field `\(Printable.text(field.name.value))` is sent twice")
            }
            try take(field.name, field.value)
        }
    }

    /// What the claims amount to, for a policy: presence and class.
    package var claims: Claims {
        var claims = Claims()
        let names = Set(personal.map(\.name))
        claims.hasCaseNumber = names.contains("case")
        claims.hasRequester = names.contains("requester")
        claims.hasSupervisor = names.contains("supervisor")
        claims.hasJustification = names.contains("justification")
        claims.hasReview = names.contains("review")
        claims.offenceClass = offenceClass
        return claims
    }

    private mutating func take(_ name: ExactString, _ value: ExactString) throws(Refusal) {
        switch name {
        case "abeyance-warrant": warrant = value
        case "abeyance-purpose": purpose = try word(value, name)
        case "abeyance-image-source": imageSource = try word(value, name)
        case "abeyance-on-behalf-of":
            guard (1...64).contains(value.byteCount) else {
                throw Refusal(
                    message: "`\(name)` has \(value.byteCount) bytes, expected a registered name of 1 to 64"
                )
            }
            onBehalfOf = value
        case "abeyance-case", "abeyance-requester", "abeyance-supervisor", "abeyance-justification",
            "abeyance-review":
            guard !value.isEmpty, value.byteCount <= Self.longestValue else {
                throw Refusal(
                    message: "`\(name)` has \(value.byteCount) bytes, expected 1 to \(Self.longestValue)"
                )
            }
            personal.append((ExactString(String(name.value.dropFirst("abeyance-".count))), value))
        case "abeyance-offence":
            guard (1...64).contains(value.byteCount), value.value.utf8.allSatisfy(Self.isIdentifierByte)
            else {
                throw Refusal(
                    message: "`\(name)` is the class of the offence, expected 1 to 64 of a-z, 0-9 and `_`"
                )
            }
            offenceClass = value
        default:
            let nearest = Suggestion.clause(for: name, among: Self.known)
            throw Refusal(message: "unknown field `\(Printable.text(name.value))`\(nearest)")
        }
    }

    private func word<V: ClosedVocabulary>(_ value: ExactString, _ name: ExactString) throws(Refusal) -> V {
        guard let word = V(exact: value) else {
            let known = V.allCases.map(\.word.value).joined(separator: ", ")
            throw Refusal(message: "`\(name)` is `\(Printable.text(value.value))`, expected one of: \(known)")
        }
        return word
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static let longestValue = 1_024

    private static let known: [ExactString] = [
        "abeyance-warrant", "abeyance-purpose", "abeyance-image-source", "abeyance-on-behalf-of",
        "abeyance-case",
        "abeyance-requester", "abeyance-supervisor", "abeyance-justification", "abeyance-offence",
        "abeyance-review",
    ]
}
