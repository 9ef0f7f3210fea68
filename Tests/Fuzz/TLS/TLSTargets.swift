/// The targets by the names that they are asked for.
enum FuzzTargets {
    static func named(_ name: String) -> (any FuzzTarget.Type)? {
        switch name {
        case "tls": TLSTarget.self
        case "tls-rest": RestingTLSTarget.self
        case "certificate": CertificateTarget.self
        case "revocation-list": RevocationListTarget.self
        default: nil
        }
    }
}
