internal import COpenSSL

/// What OpenSSL does not check of an Ed25519 public key before it verifies with it.
enum Ed25519Point {
    /// Whether 32 bytes are the canonical encoding of a point on the curve whose order is not 1, 2, 4 or 8.
    ///
    /// With a small-order key, signatures that verify for any message can be made by anybody.
    static func isAcceptable(_ encoding: [UInt8]) -> Bool {
        guard encoding.count == 32 else { return false }
        var y = Array(encoding.reversed())
        y[0] &= 0x7f
        guard y.lexicographicallyPrecedes(prime), !smallOrder.contains(y) else { return false }
        return hasPoint(y)
    }

    /// Whether some x solves -x² + y² = 1 + d x² y²: (y² - 1) / (d y² + 1) must be a square (RFC 8032 section 5.1.3).
    private static func hasPoint(_ bytes: [UInt8]) -> Bool {
        guard let context = unsafe BN_CTX_new() else { return false }
        defer { unsafe BN_CTX_free(context) }
        unsafe BN_CTX_start(context)
        defer { unsafe BN_CTX_end(context) }
        guard let p = unsafe BN_CTX_get(context), let y = unsafe BN_CTX_get(context),
            let u = unsafe BN_CTX_get(context),
            let v = unsafe BN_CTX_get(context), let d = unsafe BN_CTX_get(context)
        else { return false }
        guard unsafe BN_bin2bn(prime, 32, p) != nil, unsafe BN_bin2bn(bytes, 32, y) != nil,
            unsafe BN_bin2bn(curve, 32, d) != nil,
            unsafe BN_mod_sqr(y, y, p, context) == 1,
            unsafe BN_mod_sub(u, y, BN_value_one(), p, context) == 1,
            unsafe BN_mod_mul(v, d, y, p, context) == 1,
            unsafe BN_mod_add(v, v, BN_value_one(), p, context) == 1,
            unsafe BN_mod_mul(u, u, v, p, context) == 1
        else { return false }
        return unsafe BN_kronecker(u, p, context) == 1
    }

    /// 2^255 - 19, big-endian.
    private static let prime: [UInt8] = [0x7f] + [UInt8](repeating: 0xff, count: 30) + [0xed]

    /// d = -121665/121666, big-endian.
    private static let curve: [UInt8] = bytes(
        "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3"
    )

    /// The y coordinates of the points of order 1, 2, 4 and 8, big-endian; both signs of x share a y.
    private static let smallOrder: Set<[UInt8]> = [
        bytes(String(repeating: "0", count: 64)),
        bytes(String(repeating: "0", count: 63) + "1"),
        bytes("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec"),
        bytes("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826"),
        bytes("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7"),
    ]

    private static func bytes(_ hex: String) -> [UInt8] { Hex.decode(hex) ?? [] }
}
