import CRestingMemory
import Support
import Testing

let restIsPossible = abeyance_memory_is_ours() == 1

/// The blocks themselves, without a connection in them.
@Suite(.enabled(if: restIsPossible, "blocks cannot rest under a sanitizer or with large pages"))
struct RestingMemoryTests {
    @Test(arguments: [0, 1, 8, 200, 1_024]) func `a block wakes as it was, byte for byte`(set: Int) throws {
        var random = SeededGenerator(seed: UInt64(set))
        for size in [4_097, 7_608, 8_192] {
            let block = unsafe try #require(abeyance_memory_new(size))
            defer { unsafe abeyance_memory_free(block) }
            let bytes = unsafe UnsafeMutableRawBufferPointer(start: block, count: size)
            unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
            for _ in 0..<set {
                unsafe bytes[Int.random(in: 0..<size, using: &random)] = .random(in: 0...255, using: &random)
            }
            let before = unsafe [UInt8](bytes)
            for _ in 0..<3 {
                let rested = unsafe try #require(abeyance_memory_rest(block))
                unsafe abeyance_memory_wake(block, rested)
                #expect(unsafe [UInt8](bytes) == before)
            }
        }
    }

    @Test(arguments: [1, 512, 4_096, 8_193, 100_000])
    func `a block of another size does not rest`(size: Int) throws {
        let block = unsafe try #require(abeyance_memory_new(size))
        #expect(unsafe abeyance_memory_rest(block) == nil)
        unsafe abeyance_memory_free(block)
    }

    @Test func `more blocks than are kept are given back and had again, none twice`() throws {
        for _ in 0..<2 {
            let addresses = (0..<600).map { _ in UInt(bitPattern: unsafe abeyance_memory_new(7_608)) }
            #expect(Set(addresses).subtracting([0]).count == 600)
            for address in addresses {
                let block = unsafe try #require(UnsafeMutableRawPointer(bitPattern: address))
                unsafe block.initializeMemory(as: UInt8.self, repeating: 0xff, count: 7_608)
                unsafe abeyance_memory_free(block)
            }
        }
    }

    @Test func `no block is no block, and its end is nothing`() {
        #expect(unsafe abeyance_memory_new(0) == nil)
        abeyance_memory_free(nil)
        #expect(unsafe abeyance_memory_rest(nil) == nil)
    }
}
