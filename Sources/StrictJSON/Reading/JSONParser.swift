/// The strict reader: one pass, linear in the text, recursion bounded by the depth limit.
struct JSONParser {
    let bytes: [UInt8]
    let limits: JSONLimits
    var position = 0
    var pointer = JSONPointer()
    private var depth = 0
    private var members = 0

    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The one value of the text, with nothing but white space around it.
    mutating func document() throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.maxBytes else {
            throw fault(
                .tooLarge,
                at: 0,
                "\(bytes.count) bytes of JSON, at most \(limits.maxBytes) are allowed"
            )
        }
        try refuseOtherEncodings()
        skipSpace()
        guard position < bytes.count else { throw fault(.empty, "no JSON value: the text is empty") }
        let value = try value()
        skipSpace()
        guard position == bytes.count else {
            throw fault(.trailingData, "\(shown(position)) after the end of the value")
        }
        return value
    }

    /// The offset of the next byte that is not white space becomes the position.
    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0a, 0x0d: position += 1
            default: return
            }
        }
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        guard position < bytes.count else {
            throw fault(.unterminated, "the text ends where a value was expected")
        }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(ExactString(try string()))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw fault(.syntax, "\(shown(position)) where a value was expected\(hint(position))")
        }
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var object = JSONObject()
        if try closes(UInt8(ascii: "}")) { return .object(object) }
        while true {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw expected("a member name in double quotes")
            }
            let start = position
            let name = ExactString(try string())
            skipSpace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
                throw expected("`:` after the member name `\(Printable.text(name.value))`")
            }
            position += 1
            skipSpace()
            try count()
            pointer.steps.append(.name(name))
            let value = try value()
            pointer.steps.removeLast()
            guard object.append(name, value) else {
                throw fault(.duplicateName, at: start, "duplicate name `\(Printable.text(name.value))`")
            }
            if try !continues(UInt8(ascii: "}")) { return .object(object) }
        }
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var elements: [JSONValue] = []
        if try closes(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            try count()
            pointer.steps.append(.index(elements.count))
            elements.append(try value())
            pointer.steps.removeLast()
            if try !continues(UInt8(ascii: "]")) { return .array(elements) }
        }
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        switch JSONNumberScanner.end(of: bytes, from: position) {
        case .success(let end):
            let lexeme = String(decoding: bytes[position..<end], as: UTF8.self)
            guard end - position <= limits.maxStringBytes else {
                throw fault(.stringTooLong, "a number of \(end - position) characters")
            }
            position = end
            return .number(JSONNumber(validLexeme: lexeme))
        case .failure(let problem):
            throw fault(.badNumber, at: problem.offset, problem.message)
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let text = word.description.utf8
        guard bytes[position...].starts(with: text) else {
            throw fault(.syntax, "\(shown(position)) where a value was expected\(hint(position))")
        }
        position += text.count
        return value
    }

    // MARK: Structure

    private mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= limits.maxDepth else {
            throw fault(.tooDeep, "nested deeper than \(limits.maxDepth) levels")
        }
        position += 1
        skipSpace()
    }

    private mutating func count() throws(JSONError) {
        members += 1
        guard members <= limits.maxMembers else {
            throw fault(.tooManyMembers, "more than \(limits.maxMembers) members and elements")
        }
    }

    private mutating func closes(_ bracket: UInt8) throws(JSONError) -> Bool {
        guard position < bytes.count else {
            throw fault(.unterminated, "the text ends before `\(Unicode.Scalar(bracket))`")
        }
        guard bytes[position] == bracket else { return false }
        position += 1
        return true
    }

    /// Behind a member or an element: true after a comma (with the next item in view), false at the closing bracket.
    private mutating func continues(_ bracket: UInt8) throws(JSONError) -> Bool {
        skipSpace()
        if try closes(bracket) { return false }
        guard bytes[position] == UInt8(ascii: ",") else {
            throw expected("`,` or `\(Unicode.Scalar(bracket))`")
        }
        let comma = position
        position += 1
        skipSpace()
        if position < bytes.count, bytes[position] == bracket {
            throw fault(.trailingComma, at: comma, "trailing comma before `\(Unicode.Scalar(bracket))`")
        }
        return true
    }

    private func expected(_ what: String) -> JSONError {
        position < bytes.count
            ? fault(.syntax, "\(shown(position)) where \(what) was expected\(hint(position))")
            : fault(.unterminated, "the text ends where \(what) was expected")
    }
}
