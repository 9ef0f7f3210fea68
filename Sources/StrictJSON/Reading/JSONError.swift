/// Why a text or a value was refused: what, and where.
package struct JSONError: Error, Sendable, Hashable {
    /// What kind of fault it is.
    package enum Code: String, Sendable, Hashable {
        case empty
        case byteOrderMark
        case notUTF8
        case syntax
        case trailingComma
        case trailingData
        case unterminated
        case badNumber
        case badEscape
        case loneSurrogate
        case controlCharacter
        case duplicateName
        case tooLarge
        case tooDeep
        case stringTooLong
        case tooManyMembers
        case missingMember
        case unknownMember
        case wrongType
        case outOfRange
        case notCanonical
    }

    /// The kind of fault.
    package let code: Code
    /// The byte offset in the text, from 0; 0 when the fault is in a value rather than a text.
    package let offset: Int
    /// The line, from 1; 0 when the fault is in a value rather than a text.
    package let line: Int
    /// The column in bytes, from 1; 0 when the fault is in a value rather than a text.
    package let column: Int
    /// The place as a JSON pointer (RFC 6901); empty for the whole.
    package let path: String
    /// What is wrong and what was expected, without the place.
    package let message: String

    /// A fault at a place of a text.
    package init(_ code: Code, offset: Int, line: Int, column: Int, path: String, message: String) {
        self.code = code
        self.offset = offset
        self.line = line
        self.column = column
        self.path = path
        self.message = message
    }

    /// A fault in a value that was already read.
    package init(_ code: Code, path: String, message: String) {
        self.init(code, offset: 0, line: 0, column: 0, path: path, message: message)
    }
}

extension JSONError: CustomStringConvertible {
    /// Place first: `3:14: /a/b: duplicate name `x``.
    package var description: String {
        var place = line > 0 ? "\(line):\(column): " : ""
        if !path.isEmpty { place += "\(path): " }
        return place + message
    }
}
