import FaceMatching
import Testing

@Suite("The published models' stream format")
struct SerializedReaderTests {
    @Test(
        "integers are a control byte and a magnitude",
        arguments: [
            ([0x01, 0x00], 0), ([0x01, 0x07], 7), ([0x81, 0x02], -2), ([0x02, 0xe8, 0x03], 1000),
            ([0x82, 0x1d, 0x0c], -3101), ([0x04, 0, 0, 0, 1], 1 << 24), ([0x00], 0),
        ] as [([UInt8], Int)]
    )
    func integers(bytes: [UInt8], expected: Int) throws {
        var reader = SerializedReader(bytes, name: "test")
        #expect(try reader.integer() == expected)
        #expect(reader.isAtEnd)
    }

    @Test(
        "what is not an integer is refused",
        arguments: [
            [], [0x01], [0x02, 0x01], [0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0x11, 0x01],
            [0x08, 0, 0, 0, 0, 0, 0, 0, 0x80],
        ] as [[UInt8]]
    )
    func refusedIntegers(bytes: [UInt8]) {
        var reader = SerializedReader(bytes, name: "test")
        #expect(throws: ModelError.self) { try reader.integer() }
    }

    @Test("real numbers are a mantissa and an exponent of two")
    func doubles() throws {
        var reader = SerializedReader([0x01, 0x12, 0x81, 0x01, 0x81, 0x03, 0x01, 0x04], name: "test")
        #expect(try reader.double() == 9)
        #expect(try reader.double() == -48)
    }

    @Test("infinity and not-a-number are refused")
    func infinity() {
        var reader = SerializedReader([0x01, 0x00, 0x02, 0x00, 0x7d], name: "test")
        #expect(throws: ModelError.self) { try reader.double() }
    }

    @Test("a tensor of another size, or cut short, is refused with the byte where it begins")
    func tensors() throws {
        let head: [UInt8] = [0x01, 0x02, 0x01, 0x01, 0x01, 0x02, 0x01, 0x01, 0x01, 0x01]
        var whole = SerializedReader(head + [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], name: "test")
        #expect(try whole.tensor(count: 2) == [1, -2])
        var other = SerializedReader(head + [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0], name: "test")
        #expect(throws: ModelError.self) { try other.tensor(count: 3) }
        var short = SerializedReader(head + [0, 0, 0x80, 0x3f], name: "test")
        let error = #expect(throws: ModelError.self) { try short.tensor(count: 2) }
        #expect(error?.message.hasPrefix("test: byte 10: ") == true)
    }

    @Test("a layer is found only near, and a matrix only with its exact length")
    func layers() throws {
        let layer: [UInt8] = [0x01, 0x05] + Array("con_4".utf8)
        var near = SerializedReader([9, 9, 9] + layer + [0x01, 0x05], name: "test")
        try near.skip(toText: "con_4")
        #expect(try near.integer() == 5)
        var far = SerializedReader([UInt8](repeating: 9, count: 5000) + layer, name: "test")
        #expect(throws: ModelError.self) { try far.skip(toText: "con_4") }
        var column = SerializedReader([0x81, 0x02, 0x81, 0x01, 0x01, 0x01, 0x01, 0x00], name: "test")
        #expect(throws: ModelError.self) { try column.column(count: 3) }
    }

    @Test("published files with any other content are not converted")
    func pins() {
        let error = #expect(throws: ModelError.self) {
            try ModelConverter.convert(network: [1], landmarks: [2], detector: [3])
        }
        #expect(error?.code == .digest)
    }
}
