/// Why a status list was not taken.
package struct StatusListError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for a program to tell cases apart.
    package let code: Code
    /// What was expected or found, in plain words; lowercase, without a full stop.
    package let description: String

    /// The kinds of failure.
    package enum Code: String, Hashable, Sendable {
        case tooLarge = "status_list_too_large"
        case malformed = "status_list_malformed"
        case unknownIssuer = "status_list_issuer_unknown"
        case badSignature = "status_list_signature"
        case fromFuture = "status_list_from_future"
        case older = "status_list_older"
        case outOfRange = "status_list_index"
        case signing = "status_list_signing"
    }

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
