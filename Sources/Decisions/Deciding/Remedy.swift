package import Cryptography
internal import StrictJSON

/// Something that would have turned a refusal into an allowance, found by deciding again with it.
///
/// Only what can be verified: never a purpose, an image source, a review or an emergency.
package struct Remedy: Hashable, Sendable {
    /// What is needed, all of it together; never empty.
    package let needs: [Need]

    /// A remedy of at least one need.
    package init(needs: [Need]) { self.needs = needs }

    /// One thing that can be verified.
    package enum Need: Hashable, Sendable {
        /// A warrant that covers the request.
        case warrant
        /// A similarity threshold of at least this, in ten-thousandths of a percent.
        case threshold(Int64)
        /// To wait until this moment.
        case date(Timestamp)
    }

    /// The remedy in words, such as `a verified warrant, and a similarity threshold of at least 99`.
    package var description: String { needs.map(\.description).joined(separator: ", and ") }
}

extension Remedy.Need {
    /// The need in words.
    package var description: String {
        switch self {
        case .warrant: "a verified warrant that covers this request"
        case .threshold(let units):
            "a similarity threshold of at least \(JSONNumber(units: units, places: 4).lexeme)"
        case .date(let moment): "a request from \(moment.rfc3339) on"
        }
    }
}
