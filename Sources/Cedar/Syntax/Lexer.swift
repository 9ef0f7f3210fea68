/// Cuts UTF-8 text into tokens, as the reference grammar's lexer does.
///
/// White space is every Unicode scalar with the `White_Space` property; comments run from `//` to the end of
/// the line; a string may hold raw line feeds, but a backslash must be followed by something else than one.
struct Lexer {
    private let source: SourceFile
    private var offset = 0

    init(_ source: SourceFile) { self.source = source }

    /// All tokens, the last one being `.end`; stops at the first text that is no token.
    mutating func tokens() throws(CedarDiagnostic) -> [Token] {
        var tokens: [Token] = []
        tokens.reserveCapacity(source.bytes.count / 4)
        while true {
            let token = try next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private mutating func next() throws(CedarDiagnostic) -> Token {
        skipBlanks()
        let start = offset
        guard start < source.bytes.count else { return token(.end, from: start) }
        let byte = source.bytes[start]
        if Self.startsIdentifier(byte) { return identifier(from: start, kind: .identifier) }
        if Self.isDigit(byte) {
            while let digit = peek(0), Self.isDigit(digit) { offset += 1 }
            return token(.number, from: start)
        }
        if byte == Self.quote { return try string(from: start) }
        if byte == UInt8(ascii: "?") {
            offset += 1
            guard let letter = peek(0), Self.startsIdentifier(letter) else {
                return token(.question, from: start)
            }
            return identifier(from: start, kind: .slot)
        }
        if let second = peek(1), let kind = Self.pair(byte, second) {
            offset += 2
            return token(kind, from: start)
        }
        if let kind = Self.single(byte) {
            offset += 1
            return token(kind, from: start)
        }
        throw unexpected(at: start)
    }

    private mutating func identifier(from start: Int, kind: Token.Kind) -> Token {
        while let byte = peek(0), Self.startsIdentifier(byte) || Self.isDigit(byte) { offset += 1 }
        return token(kind, from: start)
    }

    private mutating func string(from start: Int) throws(CedarDiagnostic) -> Token {
        offset += 1
        while let byte = peek(0) {
            if byte == Self.quote {
                offset += 1
                return token(.string, from: start)
            }
            if byte == Self.backslash {
                offset += 1
                if peek(0) == 0x0A { break }
            }
            offset += 1
        }
        throw CedarDiagnostic(
            .invalidToken,
            "unterminated string, expected a closing `\"`",
            in: source,
            at: SourceSpan(start: Int32(start), end: Int32(min(offset, source.bytes.count)))
        )
    }

    private func unexpected(at start: Int) -> CedarDiagnostic {
        var end = start + 1
        while end < source.bytes.count, source.bytes[end] & 0xC0 == 0x80 { end += 1 }
        let span = SourceSpan(start: Int32(start), end: Int32(end))
        return CedarDiagnostic(
            .invalidToken,
            "unexpected character `\(source.text(of: span))`",
            in: source,
            at: span
        )
    }

    private func token(_ kind: Token.Kind, from start: Int) -> Token {
        Token(kind: kind, span: SourceSpan(start: Int32(start), end: Int32(offset)))
    }

    private func peek(_ distance: Int) -> UInt8? {
        let index = offset + distance
        return index < source.bytes.count ? source.bytes[index] : nil
    }

    private mutating func skipBlanks() {
        while let byte = peek(0) {
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                offset += 1
            } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
                while let inComment = peek(0), inComment != 0x0A, inComment != 0x0D { offset += 1 }
            } else if byte >= 0x80, let length = wideBlank() {
                offset += length
            } else {
                return
            }
        }
    }

    /// The length of a blank beyond ASCII: U+0085, U+00A0, U+1680, U+2000–200A, U+2028, U+2029, U+202F, U+205F, U+3000.
    private func wideBlank() -> Int? {
        switch (peek(0), peek(1), peek(2)) {
        case (0xC2, 0x85, _), (0xC2, 0xA0, _): 2
        case (0xE1, 0x9A, 0x80), (0xE3, 0x80, 0x80), (0xE2, 0x81, 0x9F): 3
        case (0xE2, 0x80, let last?) where (0x80...0x8A).contains(last) || [0xA8, 0xA9, 0xAF].contains(last):
            3
        default: nil
        }
    }

    private static func startsIdentifier(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func pair(_ first: UInt8, _ second: UInt8) -> Token.Kind? {
        switch (first, second) {
        case (UInt8(ascii: ":"), UInt8(ascii: ":")): .doubleColon
        case (UInt8(ascii: "="), UInt8(ascii: "=")): .equal
        case (UInt8(ascii: "!"), UInt8(ascii: "=")): .notEqual
        case (UInt8(ascii: "<"), UInt8(ascii: "=")): .lessOrEqual
        case (UInt8(ascii: ">"), UInt8(ascii: "=")): .greaterOrEqual
        case (UInt8(ascii: "|"), UInt8(ascii: "|")): .or
        case (UInt8(ascii: "&"), UInt8(ascii: "&")): .and
        default: nil
        }
    }

    private static func single(_ byte: UInt8) -> Token.Kind? {
        switch byte {
        case UInt8(ascii: "@"): .at
        case UInt8(ascii: "."): .dot
        case UInt8(ascii: ","): .comma
        case UInt8(ascii: ";"): .semicolon
        case UInt8(ascii: ":"): .colon
        case UInt8(ascii: "("): .leftParenthesis
        case UInt8(ascii: ")"): .rightParenthesis
        case UInt8(ascii: "{"): .leftBrace
        case UInt8(ascii: "}"): .rightBrace
        case UInt8(ascii: "["): .leftBracket
        case UInt8(ascii: "]"): .rightBracket
        case UInt8(ascii: "<"): .less
        case UInt8(ascii: ">"): .greater
        case UInt8(ascii: "="): .assign
        case UInt8(ascii: "+"): .plus
        case UInt8(ascii: "-"): .minus
        case UInt8(ascii: "*"): .star
        case UInt8(ascii: "/"): .slash
        case UInt8(ascii: "%"): .percent
        case UInt8(ascii: "!"): .not
        default: nil
        }
    }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
}
