package import StrictJSON

/// The form of FaceId and ImageId: a UUID in lower case, `[0-9a-f]{8}-[0-9a-f]{4}-…-[0-9a-f]{12}`.
package enum FaceIdentifier {
    /// Whether the text has the form.
    package static func isValid(_ text: ExactString) -> Bool {
        guard text.byteCount == 36 else { return false }
        for (index, byte) in text.value.utf8.enumerated() {
            switch index {
            case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return false }
            default:
                guard
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
                else { return false }
            }
        }
        return true
    }
}

extension ClosedObject {
    mutating func uuid(_ name: ExactString) throws(JSONError) -> ExactString {
        let text = try string(name)
        guard FaceIdentifier.isValid(text) else {
            throw fault(.outOfRange, at: name, "a UUID in lower case was expected")
        }
        return text
    }

    mutating func uuids(_ name: ExactString) throws(JSONError) -> [ExactString] {
        let texts = try strings(name)
        guard texts.count <= WireLimits.faces.upperBound, texts.allSatisfy(FaceIdentifier.isValid) else {
            throw fault(.outOfRange, at: name, "at most 4096 UUIDs in lower case were expected")
        }
        return texts
    }
}
