import Broker
import Cryptography
import Decisions

/// The key of a log's keyed digests, which the operator gives to auditors.
enum DigestKey {
    /// Reads a `digest.key`: 64 hexadecimal digits on one line.
    static func read(_ path: String) throws -> KeyedDigester {
        let text = String(decoding: try FileBytes.read(path, atMost: 1_024), as: UTF8.self)
        guard let line = text.split(whereSeparator: \.isNewline).first, let key = Hex.decode(String(line)),
            key.count == 32
        else {
            throw UnusableInput(
                description: "\(path): expected a gate's `digest.key`, 64 hexadecimal digits in lower case"
            )
        }
        return KeyedDigester(key: key)
    }
}
