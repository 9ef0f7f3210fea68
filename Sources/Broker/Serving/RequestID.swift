package import Cryptography
package import StrictJSON

/// Makes the number that a request has in answers, in logs and in the audit log: a UUID of version 7 (RFC 9562).
package enum RequestID {
    /// A new one: 48 bits of milliseconds, then random bits.
    ///
    /// - Throws: `CryptographyError` when the system has no random bytes.
    package static func make(at time: Timestamp) throws(CryptographyError) -> ExactString {
        make(at: time, random: try SecureRandom.bytes(10))
    }

    /// The one for a time and ten random bytes.
    static func make(at time: Timestamp, random: [UInt8]) -> ExactString {
        let milliseconds = time.microseconds / 1_000
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * $0)) } + random
        bytes[6] = 0x70 | bytes[6] & 0x0f
        bytes[8] = 0x80 | bytes[8] & 0x3f
        let hex = Array(Hex.encode(bytes).utf8)
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map {
            String(decoding: hex[$0], as: UTF8.self)
        }
        return ExactString(groups.joined(separator: "-"))
    }
}
