import StrictJSON

/// Texts by number, found by their bytes; each text can stand beside a key, and once for each key.
///
/// Numbers count from 0 in the order of adding. Finding reads no more than the text and its neighbours by hash, and
/// makes nothing.
struct TextTable: Sendable {
    /// The bytes of all texts, one behind the other.
    private(set) var bytes: [UInt8] = []
    /// Where each text ends in `bytes`.
    private var ends: [Int] = []
    private var keys: [UInt32] = []
    /// Numbers plus one by hash, zero where there is none; a power of two of them, at most half in use.
    ///
    /// Empty as long as a few texts are as quickly read one by one.
    private var slots: [UInt32] = []
    private let seed: UInt64 = Self.processSeed

    /// How many texts there are.
    var count: Int { ends.count }

    /// Where the bytes of a text stand.
    func range(of number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

    /// The key of a text.
    func key(of number: Int) -> UInt32 { keys[number] }

    /// The number of a text beside a key, if it has one.
    func number(of text: ExactString, key: UInt32 = 0) -> UInt32? {
        guard !ends.isEmpty else { return nil }
        return find(text.value.utf8.span, key)
    }

    /// The number of a text beside a key, a new one if it has none.
    mutating func add(_ text: ExactString, key: UInt32 = 0) -> UInt32 {
        if let number = number(of: text, key: key) { return number }
        let number = UInt32(ends.count)
        bytes.append(contentsOf: text.value.utf8)
        ends.append(bytes.count)
        keys.append(key)
        if !slots.isEmpty || ends.count > Self.fewest { index(number) }
        return number
    }

    /// Forgets all texts and keeps the room that they took.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        keys.removeAll(keepingCapacity: true)
        slots.removeAll(keepingCapacity: true)
    }

    private func find(_ text: Span<UInt8>, _ key: UInt32) -> UInt32? {
        guard !slots.isEmpty else {
            for number in 0..<ends.count where keys[number] == key && isEqual(number, text) {
                return UInt32(number)
            }
            return nil
        }
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash(text, key)) & mask
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if keys[number] == key, isEqual(number, text) { return UInt32(number) }
            slot = (slot + 1) & mask
        }
        return nil
    }

    private func isEqual(_ number: Int, _ text: Span<UInt8>) -> Bool {
        let range = range(of: number)
        guard range.count == text.count else { return false }
        for index in 0..<text.count where bytes[range.lowerBound &+ index] != text[index] { return false }
        return true
    }

    private mutating func index(_ number: UInt32) {
        if slots.count < 2 * ends.count {
            slots = Array(repeating: 0, count: max(64, slots.count * 2))
            for earlier in 0..<number { place(earlier) }
        }
        place(number)
    }

    private mutating func place(_ number: UInt32) {
        let mask = slots.count - 1
        let key = keys[Int(number)]
        var slot = Int(truncatingIfNeeded: hash(bytes.span.extracting(range(of: Int(number))), key)) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = number + 1
    }

    private func hash(_ text: Span<UInt8>, _ key: UInt32) -> UInt64 {
        var hash = seed ^ UInt64(key)
        var word = UInt64(text.count)
        for index in 0..<text.count {
            word = word << 8 | UInt64(text[index])
            if index & 7 == 7 {
                hash = Self.mixed(hash ^ word)
                word = 0
            }
        }
        return Self.mixed(hash ^ word)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return high ^ low
    }

    /// Differs from run to run, so that nobody can choose texts that meet.
    private static let processSeed = UInt64(truncatingIfNeeded: Hasher().finalize())
    /// Up to so many texts are read one by one.
    private static let fewest = 8
}
