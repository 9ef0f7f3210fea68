import Cryptography

/// A Certificate message of TLS 1.3 (RFC 8446 section 4.4.2) whose certificates are real ones, changed ones and noise.
enum CertificateMessage {
    static func bytes(_ input: inout FuzzInput) -> [UInt8] {
        var list: [UInt8] = []
        for _ in 0..<(input.byte() % 6) {
            let entry = certificate(&input)
            let extensions = input.bytes(Int(input.byte() % 16))
            list += length(entry.count, 3) + entry + length(extensions.count, 2) + extensions
        }
        let context = input.bytes(Int(input.byte() % 4))
        let body = [UInt8(context.count)] + context + length(list.count, 3) + list
        return [11] + length(body.count, 3) + body
    }

    private static func certificate(_ input: inout FuzzInput) -> [UInt8] {
        let choice = input.byte()
        let identities = FuzzedAuthority.Identity.allCases
        let identity = identities[Int(choice) % identities.count]
        guard let chain = FuzzedAuthority.client(identity)?.chain else { return input.bytes(Int(choice)) }
        var der =
            choice >= 192 ? FuzzedAuthority.root.certificate.der : chain[Int(choice / 64) % chain.count].der
        for _ in 0..<(input.byte() % 4) { der[input.number() % der.count] ^= input.byte() }
        return der
    }

    private static func length(_ count: Int, _ bytes: Int) -> [UInt8] {
        (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
    }
}
