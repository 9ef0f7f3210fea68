package import StrictJSON

/// Writes JSON for people to edit: two blanks an indentation, one member a line, short arrays on one line.
package enum ReadableJSON {
    /// The text of a value, with a line feed at its end.
    package static func bytes(_ value: JSONValue) -> [UInt8] {
        var text: [UInt8] = []
        write(value, indentation: 0, to: &text)
        text.append(UInt8(ascii: "\n"))
        return text
    }

    private static func write(_ value: JSONValue, indentation: Int, to text: inout [UInt8]) {
        switch value {
        case .object(let object) where !object.isEmpty:
            let members = object.members.map {
                (JSONValue.string($0.name).serialized() + [0x3A, 0x20], $0.value)
            }
            list(members, "{", "}", indentation, &text)
        case .array(let elements) where elements.contains { $0.object != nil || $0.array != nil }:
            list(elements.map { ([], $0) }, "[", "]", indentation, &text)
        default:
            text += value.serialized()
        }
    }

    private static func list(
        _ items: [(prefix: [UInt8], value: JSONValue)],
        _ opening: Unicode.Scalar,
        _ closing: Unicode.Scalar,
        _ indentation: Int,
        _ text: inout [UInt8]
    ) {
        text.append(UInt8(ascii: opening))
        for (index, item) in items.enumerated() {
            text += (index == 0 ? "\n" : ",\n").utf8
            text += [UInt8](repeating: 0x20, count: indentation + 2) + item.prefix
            write(item.value, indentation: indentation + 2, to: &text)
        }
        text.append(0x0A)
        text += [UInt8](repeating: 0x20, count: indentation)
        text.append(UInt8(ascii: closing))
    }
}
