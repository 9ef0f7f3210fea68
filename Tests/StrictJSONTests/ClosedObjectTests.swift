import StrictJSON
import Testing

@Suite struct ClosedObjectTests {
    @Test func everyTypedReaderYieldsItsMember() throws {
        var reader = ClosedObject([
            "s": "x", "i": 7, "b": true, "a": [1], "o": ["k": "v"], "l": ["p", "q"], "os": [["n": 1]],
        ])
        let (text, integer) = (try reader.string("s"), try reader.integer("i", in: 1...7))
        #expect(text == "x" && integer == 7)
        let (truth, elements) = (try reader.bool("b"), try reader.array("a"))
        #expect(truth && elements == [1])
        var inner = try reader.object("o")
        let innerText = try inner.string("k")
        #expect(innerText == "v")
        try inner.finish()
        let (strings, objects) = (try reader.strings("l"), try reader.objects("os"))
        #expect(strings == ["p", "q"] && objects.count == 1)
        let (noString, noObject) = (try reader.optionalString("absent"), try reader.optionalObject("gone"))
        #expect(noString == nil && noObject == nil)
        try reader.finish()
    }

    @Test func aMissingMemberIsNamed() throws {
        let error = #expect(throws: JSONError.self) {
            var reader = ClosedObject([:], at: "/x")
            _ = try reader.string("name")
        }
        #expect(error?.description == "/x: the member `name` is missing")
        #expect(error?.code == .missingMember)
    }

    @Test func anUnknownMemberIsNamedWithASuggestion() throws {
        let error = #expect(throws: JSONError.self) {
            var reader = ClosedObject(["warant": 1])
            _ = try reader.optionalString("warrant")
            try reader.finish()
        }
        #expect(error?.code == .unknownMember)
        #expect(error?.message == "unknown member `warant`, did you mean `warrant`?")
    }

    @Test func aWrongTypeIsRefusedAtItsPlace() throws {
        let error = #expect(throws: JSONError.self) {
            var reader = ClosedObject(["a": ["b": nil]])
            var inner = try reader.object("a")
            _ = try inner.optionalString("b")
        }
        #expect(error?.description == "/a/b: a string was expected, found null")
        let element = #expect(throws: JSONError.self) {
            var reader = ClosedObject(["a": ["x", 1]])
            _ = try reader.strings("a")
        }
        #expect(element?.description == "/a/1: a string was expected, found `1`")
        #expect(throws: JSONError.self) { try ClosedObject(JSONValue.array([])) }
    }

    @Test func anIntegerOutOfRangeOrWithADecimalPointIsRefused() throws {
        let reader = ClosedObject(["i": 8, "f": .number(JSONNumber(units: 15, places: 1))])
        let range = #expect(throws: JSONError.self) {
            var copy = reader
            _ = try copy.integer("i", in: 1...7)
        }
        #expect(range?.description == "/i: `8` is out of range: 1 to 7 was expected")
        let decimal = #expect(throws: JSONError.self) {
            var copy = reader
            _ = try copy.integer("f")
        }
        #expect(decimal?.description == "/f: an integer was expected, found `1.5`")
    }
}
