import StrictJSON
import Testing

@Suite struct JSONNumberTests {
    @Test(
        arguments: [
            ("99.5", 4, 995_000), ("80", 4, 800_000), ("0.0001", 4, 1), ("-1.25", 2, -125),
            ("1.2500", 2, 125),
            ("0", 0, 0), ("-0", 3, 0), ("100.000000000", 4, 1_000_000), ("9223372036854775807", 0, Int64.max),
            ("-9223372036854775808", 0, Int64.min), ("-922337203685477.5808", 4, Int64.min),
        ] as [(String, Int, Int64)]
    )
    func scalesExactly(lexeme: String, places: Int, expected: Int64) throws {
        #expect(try #require(JSONNumber(lexeme: lexeme)).scaled(places: places) == expected)
    }

    @Test(arguments: [
        ("99.55555", 4), ("1e2", 4), ("1E2", 0), ("9223372036854775808", 0), ("-9223372036854775809", 0),
        ("922337203685477.5808", 4), ("99999999999999999999999999", 0), ("0.5", 0),
    ])
    func doesNotScaleWhatIsInexact(lexeme: String, places: Int) throws {
        #expect(try #require(JSONNumber(lexeme: lexeme)).scaled(places: places) == nil)
    }

    @Test func integersAreOnlyThoseWrittenAsIntegers() throws {
        #expect(try #require(JSONNumber(lexeme: "-12")).integer == -12)
        for lexeme in ["1.0", "1e0", "9223372036854775808"] {
            #expect(try #require(JSONNumber(lexeme: lexeme)).integer == nil)
        }
    }

    @Test(arguments: ["", "+1", "01", "1.", ".1", " 1", "1 ", "0x1", "1e", "--1", "١"])
    func textThatIsNoNumberMakesNone(text: String) { #expect(JSONNumber(lexeme: text) == nil) }

    @Test func decimalsAreWrittenWithoutNeedlessZeros() {
        #expect(JSONNumber(units: 995_000, places: 4).lexeme == "99.5")
        #expect(JSONNumber(units: 1_000_000, places: 4).lexeme == "100")
        #expect(JSONNumber(units: 1, places: 6).lexeme == "0.000001")
        #expect(JSONNumber(units: -25, places: 2).lexeme == "-0.25")
        #expect(JSONNumber(units: 0, places: 6).lexeme == "0")
    }
}
