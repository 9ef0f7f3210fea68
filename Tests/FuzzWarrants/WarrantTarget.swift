/// The readers that take what courts and agencies send, and what must hold of each for any bytes.
///
/// An input's first byte chooses where the rest goes: as the whole thing, or into one part of it that is then signed with the
/// court's own key, so that what lies behind the signature is reached too.
enum WarrantTarget: String {
    case token
    case statusList = "status-list"
    case trustList = "trust-list"

    /// Reads one input; a promise that does not hold ends the process.
    func run(_ bytes: [UInt8]) {
        let (part, rest) = (bytes.first ?? 0, Array(bytes.dropFirst()))
        switch self {
        case .token: TokenPromises.check(part, rest)
        case .statusList: StatusListPromises.check(part, rest)
        case .trustList: TrustListPromises.check(bytes)
        }
    }

    /// Small inputs that reach most of the reader, from which a run starts.
    var seeds: [[UInt8]] {
        switch self {
        case .token: TokenPromises.seeds
        case .statusList: StatusListPromises.seeds
        case .trustList: TrustListPromises.seeds
        }
    }

    /// Words that the readers know, for mutations that keep them whole.
    var words: [String] {
        [
            "\"alg\"", "\"kid\"", "\"typ\"", "ES256", "ES384", "Ed25519", "none", "fr-warrant+jwt",
            "application/", "statuslist+jwt", "\"crit\"", "\"iss\"", "\"jti\"", "\"sub\"", "\"aud\"",
            "\"iat\"",
            "\"nbf\"", "\"exp\"", "\"cnf\"", "\"x5t#S256\"", "\"status_list\"", "\"idx\"", "\"uri\"",
            "\"warrant\"", "\"delayed_notice_until\"", "\"emergency_ref\"", "\"authorization_details\"",
            "\"fr_search\"", "\"mode\":\"live\"", "\"targets\"", "\"sha256\"",
            "\"subject_description_sha256\"",
            "CompareFaces", "SearchFaces", "\"bits\":2", "\"lst\"", "\"ttl\"", "\"issuers\"", "\"keys\"",
            "\"not_checked\"", "\"kinds\"", "\"jurisdictions\"", "\"any\"", "\"kty\"", "\"crv\"", "OKP",
            "P-384",
            "\"x\"", "\"y\"", "\"d\"", "1e9", "-0", "99.9999", "9223372036854775808", "\\u0000", "\\ud800",
            "253402300799", "1048575", ".", "==", "\u{feff}",
        ]
    }
}
