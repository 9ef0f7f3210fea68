internal import COpenSSL

/// Keys that never leave a hardware token: OpenSSL asks the token to sign, through its provider for PKCS #11.
///
/// Which token is in the URI (RFC 7512); which library drives it, the provider is told by `PKCS11_PROVIDER_MODULE` or
/// by OpenSSL's configuration. The library and the provider are the user's choice and run inside this process.
extension PrivateKey {
    /// The one private key that a PKCS #11 URI names.
    ///
    /// The provider is loaded for the rest of the process, beside OpenSSL's own. A PIN comes from the URI (`pin-source`,
    /// `pin-value`), or is asked for at the terminal by OpenSSL.
    ///
    /// - Throws: `providerMissing` when OpenSSL has no provider for PKCS #11; `malformedKey` when the URI names no private
    ///   key that the token gives, or more than one; `unsupportedKey` for a key of another algorithm.
    package init(tokenURI uri: String) throws(CryptographyError) {
        guard uri.utf8.starts(with: Self.scheme.utf8), !uri.utf8.contains(0) else {
            throw CryptographyError(.malformedKey, "expected a URI that begins with `\(Self.scheme)`")
        }
        // Naming one provider keeps OpenSSL from loading its own by itself. Both stay: keys refer to them.
        ERR_clear_error()
        guard unsafe OSSL_PROVIDER_load(nil, "default") != nil else {
            throw .openSSL(.providerMissing, "OpenSSL's own provider cannot be loaded")
        }
        guard unsafe OSSL_PROVIDER_load(nil, "pkcs11") != nil else {
            throw .openSSL(.providerMissing, "OpenSSL's provider `pkcs11` cannot be loaded")
        }
        ERR_clear_error()
        guard let store = unsafe OSSL_STORE_open_ex(uri, nil, nil, nil, nil, nil, nil, nil) else {
            throw .openSSL(.malformedKey, "the token cannot be opened")
        }
        defer { unsafe _ = OSSL_STORE_close(store) }
        unsafe _ = OSSL_STORE_expect(store, OSSL_STORE_INFO_PKEY)
        var found: [KeyHandle] = []
        while unsafe OSSL_STORE_eof(store) == 0 {
            guard let info = unsafe OSSL_STORE_load(store) else {
                // What cannot be loaded is passed over; an error ends it, as a wrong PIN does.
                if unsafe OSSL_STORE_error(store) != 0 { break }
                continue
            }
            defer { unsafe OSSL_STORE_INFO_free(info) }
            guard unsafe OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_PKEY,
                let key = unsafe OSSL_STORE_INFO_get1_PKEY(info)
            else { continue }
            found.append(unsafe KeyHandle(owning: key))
        }
        guard let key = found.first else {
            throw .openSSL(.malformedKey, "the token gives no private key for this URI")
        }
        guard found.count == 1 else {
            throw CryptographyError(
                .malformedKey,
                "the URI names \(found.count) keys; name one with `object=` or `id=`"
            )
        }
        try self.init(handle: key, publicKey: Self.publicKey(of: key))
    }

    /// Whether a text names a key in a token, and not a file.
    package static func isTokenURI(_ text: String) -> Bool { text.utf8.starts(with: scheme.utf8) }

    /// The public half as every other key has it: tokens may spell a curve by its parameters instead of its name.
    private static func publicKey(of key: KeyHandle) throws(CryptographyError) -> PublicKey {
        guard let algorithm = unsafe algorithm(of: key.pointer),
            let info = unsafe DER.encode({ unsafe i2d_PUBKEY(key.pointer, $0) }),
            info.count >= algorithm.publicKeyByteCount
        else {
            throw .openSSL(.unsupportedKey, "expected a key for ES256, ES384 or Ed25519")
        }
        // Whatever stands before it, the key's own bytes are the last ones; they are checked to be a point of the curve.
        let point = info.suffix(algorithm.publicKeyByteCount)
        return try PublicKey(subjectPublicKeyInfo: algorithm.publicKeyPrefix + point)
    }

    private static func algorithm(of key: OpaquePointer) -> SignatureAlgorithm? {
        if unsafe EVP_PKEY_is_a(key, "ED25519") == 1 { return .ed25519 }
        guard unsafe EVP_PKEY_is_a(key, "EC") == 1 else { return nil }
        var name = [CChar](repeating: 0, count: 80)
        var count = 0
        guard unsafe EVP_PKEY_get_group_name(key, &name, name.count, &count) == 1 else { return nil }
        switch unsafe OBJ_txt2nid(name) {
        case NID_X9_62_prime256v1: return .es256
        case NID_secp384r1: return .es384
        default: return nil
        }
    }

    private static let scheme = "pkcs11:"
}
