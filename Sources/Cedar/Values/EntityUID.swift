package import StrictJSON

/// The name of an entity: a type such as `Photos::Album` and an id, both compared as bytes.
package struct EntityUID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The type's path, in the normal form without blanks.
    package let type: ExactString
    /// The id within the type; any text.
    package let id: ExactString

    /// An entity's name; the type is taken as given, see ``TypeName/isValid(_:)``.
    package init(type: ExactString, id: ExactString) {
        self.type = type
        self.id = id
    }

    /// As written in a policy: `Type::"id"`.
    package var description: String { "\(type.value)::\(Quoting.quoted(id.value))" }

    /// By type, then id, as bytes.
    package static func < (left: EntityUID, right: EntityUID) -> Bool {
        left.type == right.type ? left.id < right.id : left.type < right.type
    }
}

/// The form of entity type names, as JSON must give them.
package enum TypeName {
    /// Whether a text is a path of identifiers joined by `::`, without blanks and without reserved words.
    package static func isValid(_ name: ExactString) -> Bool {
        let text = name.value
        guard !text.isEmpty else { return false }
        var word: [UInt8] = []
        var colons = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: ":") {
                colons += 1
                if colons == 1 {
                    guard isIdentifier(word) else { return false }
                    word = []
                }
                guard colons <= 2 else { return false }
                continue
            }
            guard colons == 0 || colons == 2 else { return false }
            colons = 0
            word.append(byte)
        }
        return colons == 0 && isIdentifier(word)
    }

    /// The last part of a path.
    package static func baseName(_ name: ExactString) -> ExactString {
        let bytes = name.bytes
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else { return name }
        return ExactString(String(decoding: bytes[(colon + 1)...], as: UTF8.self))
    }

    /// Whether a text is one identifier and no reserved word, and so can stand behind a point.
    static func isIdentifier(_ name: ExactString) -> Bool { isIdentifier(name.bytes) }

    private static func isIdentifier(_ word: [UInt8]) -> Bool {
        guard let first = word.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        let allowed = word.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        return allowed && !ReservedWord.contains(String(decoding: word, as: UTF8.self))
    }
}
