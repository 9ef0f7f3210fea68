internal import CTLSKeyKinds

/// Where OpenSSL looks for algorithms.
package enum TLSAlgorithms: Hashable, Sendable {
    /// Among few kinds of keys, which makes parsing a certificate three times as fast.
    ///
    /// The same as `asConfigured` when the system's configuration of OpenSSL asks for anything but the default provider.
    case fewKeyKinds
    /// Where the system's configuration of OpenSSL says.
    case asConfigured

    /// OpenSSL's library context; nil for its own.
    var libraryContext: OpaquePointer? {
        switch self {
        case .fewKeyKinds: unsafe abeyance_few_key_kinds()
        case .asConfigured: nil
        }
    }
}
