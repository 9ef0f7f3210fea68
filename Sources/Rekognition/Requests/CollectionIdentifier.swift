package import StrictJSON

/// The form of CollectionId: `[a-zA-Z0-9_.\-]+`, 1 to 255 characters; and of ExternalImageId, which may have colons.
package enum CollectionIdentifier {
    /// Whether the text has the form of a CollectionId.
    package static func isValid(_ text: ExactString) -> Bool { fault(text, allowing: "_.-") == nil }

    /// What is wrong with a text of letters, digits and some punctuation, if anything.
    static func fault(_ text: ExactString, allowing punctuation: StaticString) -> String? {
        guard RequestLimits.nameBytes.contains(text.byteCount) else {
            return "\(text.byteCount) characters, 1 to 255 were expected"
        }
        guard let stranger = text.value.unicodeScalars.first(where: { !isAllowed($0, punctuation) }) else {
            return nil
        }
        let shown = Printable.text(String(stranger))
        return "`\(shown)` is not allowed, ASCII letters, digits and `\(punctuation)` were expected"
    }

    private static func isAllowed(_ scalar: Unicode.Scalar, _ punctuation: StaticString) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: punctuation.description.unicodeScalars.contains(scalar)
        }
    }
}
