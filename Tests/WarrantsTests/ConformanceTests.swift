import StrictJSON
import Support
import Testing
import Warrants

@Suite("The attack file")
struct ConformanceTests {
    @Test(
        "all 90 tokens get exactly the verdict that the file expects",
        .enabled(if: SharedData.isPresent("warrants/warrant_attacks.json"), "shared data absent")
    )
    func attacks() throws {
        let bytes = try SharedData.bytes("warrants/warrant_attacks.json")
        let report = try WarrantConformance(parsing: bytes)
        #expect(report.tokens == 90)
        for mismatch in report.mismatches { Issue.record("\(mismatch)") }
    }

    @Test(
        "a wrong expectation and an unreadable vector are each counted and reported, never skipped",
        .enabled(if: SharedData.isPresent("warrants/warrant_attacks.json"), "shared data absent")
    )
    func mismatches() throws {
        let bytes = try SharedData.bytes("warrants/warrant_attacks.json")
        guard case .object(var file) = try JSONValue.parse(bytes), let vectors = file["vectors"]?.array,
            case .object(var wrong)? = vectors.first
        else {
            Issue.record("the file has another shape")
            return
        }
        wrong.set("expect", "expired")
        var unreadable = wrong
        unreadable.remove("token")
        var strange = wrong
        strange.set("context", ["moon": "full"])
        var again = wrong
        again.set("expect", "accept_same_jti")
        file.set(
            "vectors",
            [vectors[0], .object(wrong), .object(unreadable), .object(strange), .object(again)]
        )
        let report = try WarrantConformance(parsing: JSONValue.object(file).serialized())
        #expect(report.tokens == 5)
        #expect(report.mismatches.count == 4)
        #expect(report.mismatches.first?.actual == "accept")
    }

    @Test("a file that is not a vector file is an error, not an empty success")
    func unreadable() {
        #expect(throws: JSONError.self) { try WarrantConformance(parsing: Array("{}".utf8)) }
        #expect(throws: JSONError.self) { try WarrantConformance(parsing: []) }
    }
}
