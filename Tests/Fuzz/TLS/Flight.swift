/// Bytes under way in one direction, and what may happen to them on the way.
struct Flight {
    private(set) var bytes: [UInt8] = []

    /// Whether anything was done to them that a network does not do.
    private(set) var isTampered = false

    mutating func add(_ more: [UInt8]) { bytes += more }

    /// The next bytes to arrive.
    mutating func take(_ count: Int) -> [UInt8] {
        defer { bytes.removeFirst(min(count, bytes.count)) }
        return Array(bytes.prefix(count))
    }

    /// Where each record starts, as far as the lengths tell, and where the last one ends.
    var boundaries: [Int] {
        var starts = [0]
        var position = 0
        while position + 5 <= bytes.count {
            position += 5 + Int(bytes[position + 3]) << 8 + Int(bytes[position + 4])
            guard position <= bytes.count else { break }
            starts.append(position)
        }
        return starts
    }

    mutating func flip(at position: Int, _ bits: UInt8) {
        guard !bytes.isEmpty, bits != 0 else { return }
        isTampered = true
        bytes[position % bytes.count] ^= bits
    }

    mutating func cut(at position: Int, _ count: Int) {
        guard !bytes.isEmpty, count > 0 else { return }
        isTampered = true
        let start = position % bytes.count
        bytes.removeSubrange(start..<min(bytes.count, start + count))
    }

    mutating func insert(_ more: [UInt8], beforeRecord number: Int) {
        guard !more.isEmpty else { return }
        isTampered = true
        let starts = boundaries
        bytes.insert(contentsOf: more, at: starts[number % starts.count])
    }

    /// Another copy of a record, right behind it or at the end.
    mutating func repeatRecord(_ number: Int, atEnd: Bool) {
        guard let record = record(number) else { return }
        isTampered = true
        bytes.insert(contentsOf: bytes[record], at: atEnd ? bytes.count : record.upperBound)
    }

    /// A record and the one behind it change places.
    mutating func swapRecords(_ number: Int) {
        let starts = boundaries
        guard starts.count > 2 else { return }
        let index = number % (starts.count - 2)
        let (first, second) = (starts[index]..<starts[index + 1], starts[index + 1]..<starts[index + 2])
        guard bytes[first] != bytes[second] else { return }
        isTampered = true
        bytes.replaceSubrange(
            first.lowerBound..<second.upperBound,
            with: Array(bytes[second] + bytes[first])
        )
    }

    /// A record in two, which a peer may send but not in the middle of everything.
    mutating func splitRecord(_ number: Int, at position: Int) {
        guard let record = record(number), record.count > 6 else { return }
        isTampered = true
        let header = Array(bytes[record].prefix(3))
        let content = Array(bytes[record].dropFirst(5))
        let cut = 1 + position % (content.count - 1)
        var parts: [UInt8] = []
        for part in [content.prefix(cut), content.dropFirst(cut)] {
            parts += header + [UInt8(part.count >> 8), UInt8(part.count & 0xff)]
            parts += part
        }
        bytes.replaceSubrange(record, with: parts)
    }

    private func record(_ number: Int) -> Range<Int>? {
        let starts = boundaries
        guard starts.count > 1 else { return nil }
        let index = number % (starts.count - 1)
        return starts[index]..<starts[index + 1]
    }
}
