import Cedar
import StrictJSON
import Support
import Testing

@Suite("records")
struct CedarRecordTests {
    @Test("of a name given twice the last value stays, and names are sorted by their bytes")
    func duplicates() {
        let record = CedarRecord([
            ("b", .long(1)), ("\u{e9}", .long(2)), ("a", .long(3)), ("b", .long(4)), ("e\u{301}", .long(5)),
            ("b", .long(6)),
        ])
        #expect(record.fields.map(\.name) == ["a", "b", "e\u{301}", "\u{e9}"])
        #expect(record["b"] == .long(6))
        #expect(record["e\u{301}"] == .long(5))
        #expect(record["\u{e9}"] == .long(2))
    }

    @Test("a record made at once equals one made name by name", arguments: 0..<20)
    func equality(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let members = (0..<30).map { number in
            (ExactString("k\(Int.random(in: 0..<20, using: &random))"), CedarValue.long(Int64(number)))
        }
        var record = CedarRecord()
        for (name, value) in members { record[name] = value }
        #expect(CedarRecord(members) == record)
    }

    @Test("setting nil takes a name away, and an absent name has no value")
    func removal() {
        var record: CedarRecord = ["a": .bool(true), "b": .bool(false)]
        record["a"] = nil
        record["c"] = nil
        #expect(record.fields.map(\.name) == ["b"])
        #expect(record["a"] == nil)
        #expect(!record.contains("c"))
    }
}
