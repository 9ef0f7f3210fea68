/// The name of a note's signer (C2SP signed-note): not empty, without white space and without `+`.
enum NoteName {
    static func isValid(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { scalar in
                scalar != "+" && !scalar.properties.isWhitespace && scalar.value >= 0x20
            }
    }
}
