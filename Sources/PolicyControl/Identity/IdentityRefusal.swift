/// Why a verified certificate maps to no organisation.
package enum IdentityRefusal: Error, Hashable, Sendable {
    /// Neither its key nor its URI name is registered.
    case unregistered
    /// It has several URI names, and no pin that would settle which counts.
    case severalNames
    /// Its key is registered for one organisation and its name for another.
    case ambiguous
}

extension IdentityRefusal: CustomStringConvertible {
    /// Plain words for the log and the operator.
    package var description: String {
        switch self {
        case .unregistered: "neither the key nor the URI name of the certificate is registered"
        case .severalNames: "the certificate has several URI names, exactly one was expected"
        case .ambiguous: "the certificate's key and its URI name are registered for different organisations"
        }
    }
}
