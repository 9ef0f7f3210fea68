/// Header fields by which a client, or a proxy in front of it, might claim an identity.
///
/// The identity is the verified certificate's. These fields are dropped before anybody sees the request, and so is every
/// name with an underscore, which some servers read as a hyphen.
enum IdentityFields {
    /// Whether a field, its name in lower case, is dropped.
    static func drops(_ name: ArraySlice<UInt8>) -> Bool {
        guard let first = name.first, initials.contains(first) else { return false }
        return names.contains { $0.elementsEqual(name) } || prefixes.contains { name.starts(with: $0) }
    }

    private static let names = [
        "forwarded", "via", "remote-user", "x-remote-user", "x-real-ip", "x-user", "x-authenticated-user",
        "client-cert", "client-cert-chain", "x-organisation", "x-organization", "true-client-ip",
        "cf-connecting-ip", "proxy", "proxy-authorization",
    ].map { Array($0.utf8) }
    private static let prefixes = [
        "x-forwarded-", "x-ssl-", "ssl-", "x-client-", "x-tls-", "x-amzn-mtls-", "x-amzn-oidc-", "x-arr-",
        "x-envoy-", "x-original-", "x-auth-", "tls-client-",
    ].map { Array($0.utf8) }
    /// The first letters of all of them; most names end here.
    private static let initials = Array(Set((names + prefixes).compactMap(\.first)))
}
