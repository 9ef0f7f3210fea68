internal import COpenSSL

/// ECDSA signatures in their two spellings: r and s joined (JOSE), and DER (OpenSSL, X.509).
enum ECDSASignature {
    /// The DER spelling of r and s joined, or nil when it cannot be made.
    static func der(fromJoined joined: [UInt8]) -> [UInt8]? {
        let half = joined.count / 2
        guard joined.count.isMultiple(of: 2), let signature = unsafe ECDSA_SIG_new() else { return nil }
        defer { unsafe ECDSA_SIG_free(signature) }
        let r = unsafe BN_bin2bn(Array(joined[..<half]), Int32(half), nil)
        let s = unsafe BN_bin2bn(Array(joined[half...]), Int32(half), nil)
        guard unsafe ECDSA_SIG_set0(signature, r, s) == 1 else {
            unsafe BN_free(r)
            unsafe BN_free(s)
            return nil
        }
        return unsafe DER.encode { unsafe i2d_ECDSA_SIG(signature, $0) }
    }

    /// r and s joined, each padded to `width` bytes, or nil when the DER cannot be read.
    static func joined(fromDER der: [UInt8], width: Int) -> [UInt8]? {
        let read = unsafe DER.decode(
            der,
            { unsafe d2i_ECDSA_SIG(nil, $0, $1) },
            free: { unsafe ECDSA_SIG_free($0) }
        )
        guard let signature = unsafe read else { return nil }
        defer { unsafe ECDSA_SIG_free(signature) }
        var r = [UInt8](repeating: 0, count: width)
        var s = r
        guard unsafe BN_bn2binpad(ECDSA_SIG_get0_r(signature), &r, Int32(width)) == Int32(width),
            unsafe BN_bn2binpad(ECDSA_SIG_get0_s(signature), &s, Int32(width)) == Int32(width)
        else { return nil }
        return r + s
    }
}
