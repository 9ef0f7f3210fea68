internal import Cryptography
import StrictJSON

/// The shapes that claims have.
extension ClosedObject {
    /// Text of 1 to 1,024 bytes without control characters.
    mutating func text(_ name: ExactString) throws(JSONError) -> ExactString {
        let text = try string(name)
        guard (1...1_024).contains(text.byteCount), text.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
        else {
            throw fault(.outOfRange, at: name, "expected 1 to 1024 bytes of text without control characters")
        }
        return text
    }

    /// A lowercase identifier of 1 to 64 bytes.
    mutating func identifier(_ name: ExactString) throws(JSONError) -> ExactString {
        let text = try string(name)
        guard text.isIdentifier else { throw fault(.outOfRange, at: name, "expected a lowercase identifier") }
        return text
    }

    /// Seconds since 1970, an integer that is not negative.
    mutating func seconds(_ name: ExactString) throws(JSONError) -> Timestamp {
        Timestamp(seconds: try integer(name, in: ClaimLimits.seconds))
    }

    /// 64 lowercase hexadecimal digits.
    mutating func sha256(_ name: ExactString) throws(JSONError) -> SHA256Digest {
        guard let digest = SHA256Digest(hex: try string(name).value) else {
            throw fault(.outOfRange, at: name, "expected 64 lowercase hexadecimal digits")
        }
        return digest
    }

    /// One or more objects `{"sha256": …}`; nil when absent.
    mutating func optionalImages(_ name: ExactString) throws(JSONError) -> [SHA256Digest]? {
        guard let objects = try optionalObjects(name) else { return nil }
        var digests: [SHA256Digest] = []
        for var object in objects {
            digests.append(try object.sha256("sha256"))
            try object.finish()
        }
        guard !digests.isEmpty else { throw fault(.outOfRange, at: name, "expected at least one image") }
        return digests
    }
}

extension ExactString {
    /// Whether this is 1 to 64 of `a` to `z`, `0` to `9` and `_`.
    var isIdentifier: Bool {
        (1...64).contains(byteCount)
            && value.utf8.allSatisfy {
                (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5f
            }
    }

    /// Whether this is 1 to 255 of the characters that names of collections have; wildcards are not among them.
    var isCollectionName: Bool {
        (1...255).contains(byteCount)
            && value.utf8.allSatisfy {
                (0x61...0x7a).contains($0) || (0x41...0x5a).contains($0) || (0x30...0x39).contains($0)
                    || $0 == 0x5f
                    || $0 == 0x2e || $0 == 0x2d
            }
    }

    /// Whether this is ISO 3166-2: two capitals, or with `-` and one to three capitals or digits.
    var isJurisdiction: Bool {
        let bytes = self.bytes
        guard bytes.count == 2 || (4...6).contains(bytes.count),
            bytes.prefix(2).allSatisfy({ (0x41...0x5a).contains($0) })
        else { return false }
        guard bytes.count > 2 else { return true }
        return bytes[2] == 0x2d
            && bytes.dropFirst(3).allSatisfy { (0x41...0x5a).contains($0) || (0x30...0x39).contains($0) }
    }

    /// Whether every byte is a visible ASCII character and their count lies in a range.
    func isVisibleASCII(_ count: ClosedRange<Int>) -> Bool {
        count.contains(byteCount) && value.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }
}

/// The ranges of numbers in claims.
enum ClaimLimits {
    /// Up to the last second of the year 9999.
    static let seconds: ClosedRange<Int64> = 0...253_402_300_799
    /// A list has at most 2^20 entries.
    static let statusIndex: ClosedRange<Int64> = 0...(1 << 20) - 1
}
