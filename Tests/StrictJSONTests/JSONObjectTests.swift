import StrictJSON
import Testing

@Suite struct JSONObjectTests {
    @Test func aNameIsAppendedOnce() {
        var object = JSONObject()
        let (first, second) = (object.append("a", 1), object.append("a", 2))
        #expect(first && !second)
        #expect(object["a"] == 1)
        #expect(JSONObject([("a", 1), ("a", 1)]) == nil)
    }

    @Test func largeObjectsFindSetAndRemoveLikeSmallOnes() {
        var object = JSONObject()
        for index in 0..<100 { object.append(ExactString("n\(index)"), .integer(Int64(index))) }
        object.set("n50", "changed")
        object.set("new", true)
        let (first, second) = (object.remove("n10"), object.remove("n10"))
        #expect(first == 10 && second == nil)
        #expect(
            object["n50"] == "changed" && object["n99"] == 99 && object["new"] == true && object["n10"] == nil
        )
        #expect(object.count == 100)
        let isAppendedTwice = object.append("n99", 0)
        #expect(!isAppendedTwice)
        for index in 0..<95 where index != 10 { object.remove(ExactString("n\(index)")) }
        #expect(object.names == ["n95", "n96", "n97", "n98", "n99", "new"])
        #expect(object["n95"] == 95)
    }
}
