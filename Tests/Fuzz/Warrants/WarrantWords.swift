/// Words that the readers of warrants know, for mutations that keep them whole.
enum WarrantWords {
    static let all = [
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
