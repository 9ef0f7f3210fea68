import StrictJSON
import Testing

@Suite struct JSONRefusalTests {
    /// One refused text: the bytes, the fault, its place and a part of the message.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let text: [UInt8]
        let code: JSONError.Code
        let offset: Int
        let says: String

        init(_ text: String, _ code: JSONError.Code, _ offset: Int, _ says: String) {
            self.init([UInt8](text.utf8), code, offset, says)
        }

        init(_ text: [UInt8], _ code: JSONError.Code, _ offset: Int, _ says: String) {
            (self.text, self.code, self.offset, self.says) = (text, code, offset, says)
        }

        var testDescription: String { "\(code) \(String(decoding: text, as: UTF8.self))" }
    }

    @Test(arguments: refusals) func refusesWithPlaceAndReason(_ refusal: Refusal) {
        let error = #expect(throws: JSONError.self) { try JSONValue.parse(refusal.text) }
        #expect(error?.code == refusal.code)
        #expect(error?.offset == refusal.offset)
        #expect(error?.message.contains(refusal.says) == true, "\(error?.message ?? "")")
    }

    static let refusals: [Refusal] = [
        Refusal("", .empty, 0, "empty"),
        Refusal(" \n", .empty, 2, "empty"),
        Refusal(#"{"a":1,"a":2}"#, .duplicateName, 7, "duplicate name `a`"),
        Refusal(#"{"a":1,"\u0061":2}"#, .duplicateName, 7, "duplicate name `a`"),
        Refusal(#"[[{"x":{"\u00e9":0,"é":0}}]]"#, .duplicateName, 19, "duplicate name `é`"),
        Refusal(#"{"a":1,}"#, .trailingComma, 6, "trailing comma before `}`"),
        Refusal("[1,2 , ]", .trailingComma, 5, "trailing comma before `]`"),
        Refusal("[,1]", .syntax, 1, "nothing before the comma"),
        Refusal("[1,,2]", .syntax, 3, "nothing before the comma"),
        Refusal("[1 2]", .syntax, 3, "`,` or `]`"),
        Refusal(#"{"a" 1}"#, .syntax, 5, "`:` after the member name `a`"),
        Refusal("{a:1}", .syntax, 1, "a member name in double quotes"),
        Refusal("{'a':1}", .syntax, 1, "double quotes"),
        Refusal("['a']", .syntax, 1, "double quotes"),
        Refusal("[1] // no", .trailingData, 4, "after the end of the value"),
        Refusal("// no\n[1]", .syntax, 0, "no comments"),
        Refusal("{} {}", .trailingData, 3, "`{` after the end"),
        Refusal("{}\u{0}", .trailingData, 2, "\\u{0}"),
        Refusal([0xef, 0xbb, 0xbf, 0x7b, 0x7d], .byteOrderMark, 0, "byte-order mark"),
        Refusal([0xff, 0xfe, 0x7b, 0, 0x7d, 0], .notUTF8, 0, "UTF-16"),
        Refusal([0xfe, 0xff, 0, 0x7b, 0, 0x7d], .notUTF8, 0, "UTF-16"),
        Refusal([0x7b, 0, 0x7d, 0], .notUTF8, 0, "UTF-16"),
        Refusal([0, 0x7b, 0, 0x7d], .notUTF8, 0, "UTF-16"),
        Refusal([0, 0, 0, 0x7b], .notUTF8, 0, "UTF-32"),
        Refusal([0x5b, 0x22, 0x61, 0xff, 0x22, 0x5d], .notUTF8, 3, "not UTF-8"),
        Refusal([0x22, 0xc0, 0x80, 0x22], .notUTF8, 1, "not UTF-8"),
        Refusal([0x22, 0xed, 0xa0, 0x80, 0x22], .notUTF8, 1, "not UTF-8"),
        Refusal([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], .notUTF8, 1, "not UTF-8"),
        Refusal([0x22, 0xe2, 0x82, 0x22], .notUTF8, 1, "not UTF-8"),
        Refusal([0x22, 0x5c, 0x6e, 0xe2, 0x82, 0x22], .notUTF8, 3, "not UTF-8"),
        Refusal([0x22, 0x61, 0xc3], .unterminated, 0, "no closing quote"),
        Refusal([0xe9], .syntax, 0, "`0xe9`"),
        Refusal(#""\ud800""#, .loneSurrogate, 1, "`\\ud800` is half"),
        Refusal(#""\udc00\ud800""#, .loneSurrogate, 1, "`\\udc00` is half"),
        Refusal(#""\ud83dx""#, .loneSurrogate, 1, "half of a surrogate pair"),
        Refusal(#""\ud83d\u0041""#, .loneSurrogate, 1, "half of a surrogate pair"),
        Refusal(#"{"\uDEAD":1}"#, .loneSurrogate, 2, "half of a surrogate pair"),
        Refusal("\"a\u{1}b\"", .controlCharacter, 2, "0x1"),
        Refusal("\"a\nb\"", .controlCharacter, 2, "0xa"),
        Refusal("\"\\n\t\"", .controlCharacter, 3, "0x9"),
        Refusal(#""\x41""#, .badEscape, 1, "unknown escape `\\x`"),
        Refusal(#""\u00g1""#, .badEscape, 5, "four hexadecimal digits, found `g`"),
        Refusal(#""\u+041""#, .badEscape, 3, "four hexadecimal digits"),
        Refusal(#""\u00"#, .unterminated, 1, "inside an escape"),
        Refusal(#""\"#, .unterminated, 1, "inside an escape"),
        Refusal(#""\""#, .unterminated, 0, "no closing quote"),
        Refusal(#"["abc"#, .unterminated, 1, "no closing quote"),
        Refusal("[1", .unterminated, 2, "before `]`"),
        Refusal("[", .unterminated, 1, "before `]`"),
        Refusal("[1,", .unterminated, 3, "where a value was expected"),
        Refusal(#"{"a""#, .unterminated, 4, "`:` after"),
        Refusal(#"{"a":"#, .unterminated, 5, "where a value was expected"),
        Refusal(#"{"a":1,"#, .unterminated, 7, "a member name"),
        Refusal("01", .badNumber, 0, "begin with a zero"),
        Refusal("-01", .badNumber, 1, "begin with a zero"),
        Refusal("-", .badNumber, 1, "a digit was expected"),
        Refusal("-x", .badNumber, 1, "a digit was expected"),
        Refusal("+1", .syntax, 0, "a number begins with"),
        Refusal(".5", .syntax, 0, "a number begins with"),
        Refusal("1.", .badNumber, 2, "after the decimal point"),
        Refusal("1.e5", .badNumber, 2, "after the decimal point"),
        Refusal("1e", .badNumber, 2, "in the exponent"),
        Refusal("1e+", .badNumber, 3, "in the exponent"),
        Refusal("0x10", .trailingData, 1, "`x` after the end"),
        Refusal("1_000", .trailingData, 1, "after the end"),
        Refusal("NaN", .syntax, 0, "`NaN` is not a JSON value"),
        Refusal("-Infinity", .badNumber, 1, "a digit was expected"),
        Refusal("[True]", .syntax, 1, "`True` is not a JSON value"),
        Refusal("tru", .syntax, 0, "where a value was expected"),
        Refusal("nulls", .trailingData, 4, "after the end"),
        Refusal("\u{a0}1", .syntax, 0, "where a value was expected"),
        Refusal("\u{c}1", .syntax, 0, "\\u{c}"),
    ]

    @Test func everyTruncationOfAValidTextIsRefused() throws {
        let text = [UInt8](#"{"a":[true,null,"x\u00e9\n😂",{"b":{}}],"c":"d"}"#.utf8)
        _ = try JSONValue.parse(text)
        for length in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONValue.parse(Array(text.prefix(length))) }
        }
    }

    @Test func placeIsLineColumnAndPointer() {
        let text = "{\n  \"a/b\": [1,\n    {\"~c\": nul}]}"
        let error = #expect(throws: JSONError.self) { try JSONValue.parse([UInt8](text.utf8)) }
        #expect(error?.line == 3)
        #expect(error?.column == 12)
        #expect(error?.path == "/a~1b/1/~0c")
        #expect(error?.description.hasPrefix("3:12: /a~1b/1/~0c: ") == true)
    }

    @Test func messagesNeverCarryControlCharactersFromTheInput() {
        let text = #"{"\u001b[31m\n":1,"\u001b[31m\n":2}"#
        let error = #expect(throws: JSONError.self) { try JSONValue.parse([UInt8](text.utf8)) }
        #expect(error?.description.utf8.allSatisfy { $0 >= 0x20 } == true)
        #expect(error?.message == "duplicate name `\\u{1b}[31m\\u{a}`")
    }
}
