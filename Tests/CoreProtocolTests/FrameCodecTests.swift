import CoreProtocol
import StrictJSON
import Testing

@Suite struct FrameCodecTests {
    static let small = FrameLimits(maxHeaderBytes: 64, maxPartBytes: 8, maxParts: 2)

    @Test func aFrameComesBackWholeHoweverItsBytesArrive() throws {
        let frame = Frame(header: ["a": "é", "n": 1], parts: [[1, 2, 3], [], [255]])
        let bytes = try frame.encoded()
        for size in 1...bytes.count {
            var codec = FrameCodec()
            var found: [Frame] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                codec.feed(bytes[start..<min(start + size, bytes.count)])
                while let next = try codec.next() { found.append(next) }
            }
            #expect(found == [frame])
            #expect(codec.pendingBytes == 0)
        }
    }

    @Test func severalFramesInOneReadComeInOrder() throws {
        let frames = (0..<5).map { Frame(header: ["n": .integer(Int64($0))], parts: [[UInt8($0)]]) }
        var codec = FrameCodec()
        codec.feed(try frames.flatMap { try $0.encoded() })
        for frame in frames {
            let next = try codec.next()
            #expect(next == frame)
        }
        let end = try codec.next()
        #expect(end == nil)
    }

    @Test func theLayoutIsTwoLengthsTheHeaderAndTheParts() throws {
        let bytes = try Frame(header: ["a": 1], parts: [[7, 8], [9]]).encoded()
        let header = [UInt8](#"{"a":1,"parts":[2,1]}"#.utf8)
        #expect(bytes == [0, 0, 0, UInt8(header.count), 0, 0, 0, 3] + header + [7, 8, 9])
    }

    @Test(
        arguments: [
            ([0, 0, 0, 0, 0, 0, 0, 0], .headerLength), ([0, 0, 0, 65, 0, 0, 0, 0], .headerLength),
            ([255, 255, 255, 255, 0, 0, 0, 0], .headerLength), ([0, 0, 0, 2, 0, 0, 0, 17], .bodyLength),
            ([0, 0, 0, 2, 255, 255, 255, 255], .bodyLength),
        ] as [([UInt8], FrameError.Code)]
    )
    func lengthsOverTheLimitsAreRefusedBeforeAnythingIsAwaited(prefix: [UInt8], code: FrameError.Code) {
        #expect(throws: FrameError.self) { try Self.read(prefix, Self.small) }
        #expect(Self.code(prefix, Self.small) == code)
    }

    @Test(
        arguments: [
            ("{}", 0, .header), ("[]", 0, .header), ("{", 0, .header), (#"{"parts":1}"#, 0, .header),
            (#"{"parts":[],"parts":[]}"#, 0, .header), (#"{"parts":[1]}"#, 0, .sizesDisagree),
            (#"{"parts":[]}"#, 1, .sizesDisagree), (#"{"parts":[1,1]}"#, 3, .sizesDisagree),
            (#"{"parts":[9]}"#, 9, .partLength), (#"{"parts":[-1,2]}"#, 1, .partLength),
            (#"{"parts":["1"]}"#, 1, .partLength), (#"{"parts":[1.0]}"#, 1, .partLength),
            (#"{"parts":[0,0,0]}"#, 0, .tooManyParts),
        ] as [(String, Int, FrameError.Code)]
    )
    func headersThatDoNotFitTheirPartsAreRefused(header: String, body: Int, code: FrameError.Code) {
        let text = [UInt8](header.utf8)
        let bytes =
            [0, 0, 0, UInt8(text.count), 0, 0, 0, UInt8(body)] + text + [UInt8](repeating: 0, count: body)
        #expect(Self.code(bytes, Self.small) == code)
    }

    @Test func aCodecThatFailedStaysFailed() throws {
        var codec = FrameCodec(limits: Self.small)
        codec.feed([255, 255, 255, 255, 0, 0, 0, 0])
        codec.feed(try Frame(header: ["a": 1]).encoded())
        for _ in 0..<2 {
            var failure: FrameError?
            do throws(FrameError) { _ = try codec.next() } catch { failure = error }
            #expect(failure?.code == .headerLength)
        }
        codec.feed([1, 2, 3])
        #expect(codec.pendingBytes == 0)
    }

    @Test func aSenderRefusesToExceedTheLimits() {
        let parts = #expect(throws: FrameError.self) {
            try Frame(header: [:], parts: [[], [], []]).encoded(limits: Self.small)
        }
        #expect(parts?.code == .tooManyParts)
        let part = #expect(throws: FrameError.self) {
            try Frame(header: [:], parts: [[UInt8](repeating: 0, count: 9)]).encoded(limits: Self.small)
        }
        #expect(part?.code == .partLength)
        let header = #expect(throws: FrameError.self) {
            try Frame(header: ["a": .string(ExactString(String(repeating: "x", count: 64)))])
                .encoded(limits: Self.small)
        }
        #expect(header?.code == .headerLength)
    }

    @Test func theStandardLimitsAreThosePublished() {
        #expect(FrameLimits.standard.maxHeaderBytes == 262_144)
        #expect(FrameLimits.standard.maxPartBytes == 6_291_456)
        #expect(FrameLimits.standard.maxParts == 4)
    }

    private static func read(_ bytes: [UInt8], _ limits: FrameLimits) throws(FrameError) -> Frame? {
        var codec = FrameCodec(limits: limits)
        codec.feed(bytes)
        return try codec.next()
    }

    private static func code(_ bytes: [UInt8], _ limits: FrameLimits) -> FrameError.Code? {
        do throws(FrameError) {
            _ = try read(bytes, limits)
            return nil
        } catch {
            return error.code
        }
    }
}
