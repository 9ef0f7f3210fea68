internal import COpenSSL

/// The lowest version of TLS that a context speaks; the highest is always 1.3.
package enum TLSVersion: String, Hashable, Sendable {
    case tls12 = "TLSv1.2"
    case tls13 = "TLSv1.3"

    var number: Int32 {
        switch self {
        case .tls12: TLS1_2_VERSION
        case .tls13: TLS1_3_VERSION
        }
    }
}
