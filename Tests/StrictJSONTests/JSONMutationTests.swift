import StrictJSON
import Support
import Testing

@Suite struct JSONMutationTests {
    @Test func whateverIsAcceptedComesBackEqual() throws {
        let source = [UInt8](
            #"{"a":[true,null,-0.5e+3,"x\u00e9\n\ud83d\ude02é"],"b":{"c":{},"d":[]},"e":12}"#.utf8
        )
        let splices = [UInt8](#"{}[]:,"\u0ed8 x.-+"#.utf8) + [0, 0x1f, 0x80, 0xc3, 0xed, 0xff]
        var random = SeededGenerator(seed: 42)
        var accepted = 0
        for _ in 0..<20_000 {
            var text = source
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text[index] = splices.randomElement(using: &random) ?? 0
                case 1: text.remove(at: index)
                default: text.insert(splices.randomElement(using: &random) ?? 0, at: index)
                }
            }
            guard let value = try? JSONValue.parse(text) else { continue }
            accepted += 1
            #expect(try JSONValue.parse(value.serialized()) == value)
        }
        #expect(accepted > 500)
    }
}
