import StrictJSON
import Support
import Testing

@Suite struct JSONWritingTests {
    @Test func plainTextKeepsMemberOrderAndComesBackEqual() throws {
        let text = #"{"b":1,"a":[true,null,"\"\\\b\f\n\r\t\u0001\u001f é😂/",-1.50e+3,{}],"":[]}"#
        let value = try JSONValue.parse([UInt8](text.utf8))
        #expect(String(decoding: value.serialized(), as: UTF8.self) == text)
        #expect(try JSONValue.parse(value.serialized()) == value)
    }

    @Test func canonicalTextSortsNamesByBytesAtEveryDepth() throws {
        let value = try JSONValue.parse(
            [UInt8](#"{"b":{"y":1,"Z":2},"a":-5,"":0,"aa":[{"d":1,"c":2}]}"#.utf8)
        )
        let text = String(decoding: try value.canonical(), as: UTF8.self)
        #expect(text == #"{"":0,"a":-5,"aa":[{"c":2,"d":1}],"b":{"Z":2,"y":1}}"#)
    }

    @Test(arguments: [2, 31, 48, 49, 300])
    func namesThatBeginAlikeAreSortedInObjectsOfEverySize(count: Int) throws {
        var names = (0..<count).map { ExactString("a-common-beginning-\($0)") }
        names += ["a-common", "a-common-", "b", ""]
        var object = JSONObject()
        for name in names.reversed() { object.append(name, 1) }
        let sorted = try JSONValue.parse(object.canonical()).object?.names
        #expect(sorted == names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })
    }

    @Test(arguments: [
        #"{"b":1,"d":{"c":2}}"#, #"{"a":1}"#, #"{"f":1}"#, "{}", #"{"a":1,"b":2,"bb":3,"d":4,"f":5}"#,
    ])
    func membersPutInWhereTheCanonicalFormIsCutKeepItsOrder(text: String) throws {
        let object = try #require(try JSONValue.parse([UInt8](text.utf8)).object)
        let (bytes, cuts) = try object.canonical(cutAt: ["c", "e"])
        #expect(bytes == (try object.canonical()))
        var whole = object
        for name: ExactString in ["c", "e"] { whole.append(name, 0) }
        let open = Array(bytes.dropLast()) + (object.isEmpty ? [] : [UInt8(ascii: ",")])
        var text = String(decoding: open[..<cuts[0]], as: UTF8.self) + #""c":0,"#
        text += String(decoding: open[cuts[0]..<cuts[1]], as: UTF8.self) + #""e":0,"#
        text += String(decoding: open[cuts[1]...], as: UTF8.self)
        #expect(Array(text.utf8.dropLast() + "}".utf8) == (try whole.canonical()))
        let error = #expect(throws: JSONError.self) { try whole.canonical(cutAt: ["e"]) }
        #expect(error?.code == .duplicateName)
        #expect(error?.path == "/e")
    }

    @Test(arguments: ["1.0", "1e3", "-0", "9007199254740992", "-9007199254740992", "0.5"])
    func numbersOutsideTheProfileHaveNoCanonicalForm(lexeme: String) throws {
        let value = try JSONValue.parse([UInt8](#"{"a":[\#(lexeme)]}"#.utf8))
        let error = #expect(throws: JSONError.self) { try value.canonical() }
        #expect(error?.code == .notCanonical)
        #expect(error?.path == "/a/0")
    }

    @Test func theLargestIntegersHaveACanonicalForm() throws {
        let value: JSONValue = [9_007_199_254_740_991, -9_007_199_254_740_991]
        #expect(try value.canonical() == value.serialized())
    }

    @Test func namesOutsideASCIIHaveNoCanonicalForm() throws {
        let error = #expect(throws: JSONError.self) {
            try JSONObject(dictionaryLiteral: ("é", 1)).canonical()
        }
        #expect(error?.code == .notCanonical)
    }

    /// Whichever published case lies inside the profile must match byte for byte; the others must be refused.
    @Test(
        .enabled(if: SharedData.isPresent("tlog/jcs"), "shared data absent"),
        arguments: [
            ("arrays", true), ("french", false), ("structures", false), ("unicode", true), ("values", false),
            ("weird", false),
        ]
    )
    func publishedCanonicalisationCasesHold(name: String, isInProfile: Bool) throws {
        let input = try JSONValue.parse(SharedData.bytes("tlog/jcs/input/\(name).json"))
        if isInProfile {
            #expect(try input.canonical() == SharedData.bytes("tlog/jcs/output/\(name).json"))
        } else {
            #expect(throws: JSONError.self) { try input.canonical() }
        }
    }

    /// The published strings and member order, with the numbers that the profile leaves out taken away.
    @Test func publishedStringEscapesAreWrittenAsTheRFCSays() throws {
        let text = #"{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#
        let value = try JSONValue.parse([UInt8](text.utf8))
        let expected = #"{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        #expect(String(decoding: try value.canonical(), as: UTF8.self) == expected)
    }
}
