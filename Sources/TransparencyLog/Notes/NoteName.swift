/// The name of a note's signer (C2SP signed-note): not empty, without white space and without `+`.
enum NoteName {
    static func isValid(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= maximumByteCount else { return false }
        return name.unicodeScalars.allSatisfy { scalar in
            scalar != "+" && !scalar.properties.isWhitespace && scalar.value >= 0x20 && scalar.value != 0x7f
        }
    }

    private static let maximumByteCount = 255
}
