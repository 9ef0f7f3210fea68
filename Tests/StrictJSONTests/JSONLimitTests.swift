import StrictJSON
import Testing

@Suite struct JSONLimitTests {
    @Test func depthAtTheLimitIsReadAndOneMoreIsRefused() throws {
        let limits = JSONLimits(maxDepth: 16)
        _ = try JSONValue.parse(nested(16), limits: limits)
        let error = #expect(throws: JSONError.self) { try JSONValue.parse(nested(17), limits: limits) }
        #expect(error?.code == .tooDeep)
        #expect(error?.offset == 16)
    }

    @Test func aMillionBracketsAreRefusedWithoutOverflow() {
        let text = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        let error = #expect(throws: JSONError.self) {
            try JSONValue.parse(text, limits: JSONLimits(maxDepth: .max))
        }
        #expect(error?.code == .tooDeep)
        #expect(error?.message == "nested deeper than 128 levels")
    }

    @Test func aTextOverTheByteLimitIsRefused() throws {
        _ = try JSONValue.parse([UInt8]("[1]".utf8), limits: JSONLimits(maxBytes: 3))
        let error = #expect(throws: JSONError.self) {
            try JSONValue.parse([UInt8]("[12]".utf8), limits: JSONLimits(maxBytes: 3))
        }
        #expect(error?.code == .tooLarge)
    }

    @Test func aStringOverTheLimitIsRefusedWhereItStands() throws {
        let limits = JSONLimits(maxStringBytes: 3)
        _ = try JSONValue.parse([UInt8](#"["abc"]"#.utf8), limits: limits)
        for text in [#"["abcd"]"#, #"["a\nbc\n"]"#, #"{"abcd":1}"#, "[12345]"] {
            let error = #expect(throws: JSONError.self) {
                try JSONValue.parse([UInt8](text.utf8), limits: limits)
            }
            #expect(error?.code == .stringTooLong)
        }
    }

    @Test func membersAndElementsAreCountedTogether() throws {
        let limits = JSONLimits(maxMembers: 4)
        _ = try JSONValue.parse([UInt8](#"{"a":[1,2],"b":3}"#.utf8), limits: limits)
        let error = #expect(throws: JSONError.self) {
            try JSONValue.parse([UInt8](#"{"a":[1,2,3],"b":3}"#.utf8), limits: limits)
        }
        #expect(error?.code == .tooManyMembers)
    }

    @Test func thousandsOfMembersAreReadAndADuplicateAmongThemIsFound() throws {
        var text = "{"
        for index in 0..<50_000 { text += "\"name\(index)\":\(index)," }
        let good = try JSONValue.parse([UInt8]((text + "\"z\":0}").utf8))
        #expect(good["name49999"] == 49999)
        let error = #expect(throws: JSONError.self) {
            try JSONValue.parse([UInt8]((text + "\"name777\":0}").utf8))
        }
        #expect(error?.code == .duplicateName)
    }

    private func nested(_ depth: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(ascii: "["), count: depth)
            + [UInt8](repeating: UInt8(ascii: "]"), count: depth)
    }
}
