import StrictJSON
import Testing

@Suite struct JSONReadingTests {
    @Test func everyKindOfValueIsRead() throws {
        let text = " {\"a\" :\t[ true , false,null,\r\n-0.5e+3, \"x\" ] } "
        let value = try JSONValue.parse([UInt8](text.utf8))
        let number = try #require(JSONNumber(lexeme: "-0.5e+3"))
        #expect(value == ["a": [true, false, nil, .number(number), "x"]])
    }

    @Test func escapesAreUndone() throws {
        let text = #""\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\ud83D\uDE02 é€😂\u0000""#
        let value = try JSONValue.parse([UInt8](text.utf8))
        #expect(value == "\"\\/\u{8}\u{c}\n\r\tA\u{e9}€😂 é€😂\u{0}")
    }

    @Test func canonicallyEquivalentNamesAreDifferentNames() throws {
        let value = try JSONValue.parse([UInt8](#"{"\u00e9":1,"e\u0301":2}"#.utf8))
        #expect(value["\u{e9}"] == 1)
        #expect(value["e\u{301}"] == 2)
    }

    @Test func aLargeStringBetweenOthersIsReadWhole() throws {
        let image = [UInt8](repeating: UInt8(ascii: "A"), count: 7_000_000)
        let text = [UInt8](#"{"a":{"Bytes":""#.utf8) + image + [UInt8](#""},"b":1}"#.utf8)
        let clock = ContinuousClock()
        var value = JSONValue.null
        let time = try clock.measure { value = try JSONValue.parse(text) }
        #expect(value["a"]?["Bytes"]?.string?.byteCount == image.count)
        #expect(value["b"] == 1)
        print("7 MB body with one string: \(time)")
    }

    @Test func exactStringsCompareOrderAndHashByBytes() {
        let composed: ExactString = "\u{e9}"
        let decomposed: ExactString = "e\u{301}"
        #expect(composed.value == decomposed.value)
        #expect(composed != decomposed)
        #expect(decomposed < composed)
        #expect(Set([composed, decomposed, "\u{e9}"]).count == 2)
        #expect(Set<ExactString>(["", "\u{0}", "\u{0}\u{0}", "12345678", "123456780"]).count == 5)
        #expect(ExactString("abc").hasPrefix("ab") && !ExactString("\u{e9}").hasPrefix("e"))
    }
}
