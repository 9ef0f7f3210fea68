/// One page of a database file, and the format's numbers in it.
struct Page {
    private let bytes: ArraySlice<UInt8>

    init(bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// How many bytes it has.
    var count: Int { bytes.count }

    /// The byte at a place.
    func byte(_ place: Int) -> UInt8 { bytes[bytes.startIndex + place] }

    /// Where the cells begin, as the pointers behind the header say.
    func cells(header: Int) -> [Int] {
        let cells = Int(number(3, 2))
        guard header + 2 * cells <= count else { return [] }
        return (0..<cells).map { Int(number(header + 2 * $0, 2)) }
    }

    /// A number of so many bytes, the most significant first.
    func number(_ place: Int, _ count: Int) -> Int64 {
        var number: Int64 = 0
        for offset in 0..<count { number = number << 8 | Int64(byte(place + offset)) }
        return number
    }

    /// SQLite's variable-length integer and where it ends; nil beyond the page.
    func varint(_ place: Int) -> (value: Int64, end: Int)? {
        var value: Int64 = 0
        for offset in 0..<9 {
            guard place >= 0, place + offset < count else { return nil }
            let byte = byte(place + offset)
            if offset == 8 { return (value << 8 | Int64(byte), place + 9) }
            value = value << 7 | Int64(byte & 0x7f)
            if byte < 0x80 { return (value, place + offset + 1) }
        }
        return nil
    }

    /// The first place of some that does not hold zero.
    func firstUsed(in range: Range<Int>) -> Int? {
        let part = bytes[bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound]
        // Without leaving early, so that many are looked at together; there is hardly ever anything.
        var all: UInt8 = 0
        let span = part.span
        for index in span.indices { all |= span[index] }
        guard all != 0 else { return nil }
        return part.firstIndex { $0 != 0 }.map { $0 - bytes.startIndex }
    }
}

/// Reads pages of a database file; those that follow one another are read many at a time.
struct PageReader {
    /// Bytes of a page.
    let pageSize: Int
    /// How many whole pages the file has.
    let count: Int64

    private let file: ReadOnlyFile
    private var window: ArraySlice<UInt8> = []
    private var first: Int64 = 1
    private var width: Int64 = 0
    /// The page behind the last one that was read alone.
    private var behind: Int64 = 1

    init(_ file: ReadOnlyFile, pageSize: Int) {
        self.file = file
        self.pageSize = pageSize
        count = file.byteCount / Int64(pageSize)
    }

    /// A page by its number, from 1; nil beyond the file, or when it cannot be read.
    mutating func read(_ number: Int64) -> Page? {
        guard number > 0, number <= count else { return nil }
        if number >= first, number < first + width { return page(number) }
        if Self.follows(number, first + width) {
            width = min(2 * max(1, width), Self.most)
        } else if Self.follows(number, behind) {
            width = 8
        } else {
            // Alone: inner pages and tiles lie between the others.
            behind = number + 1
            let bytes = file.read(pageSize, at: (number - 1) * Int64(pageSize))
            return bytes.count == pageSize ? Page(bytes: bytes[...]) : nil
        }
        first = number
        window = file.read(Int(width) * pageSize, at: (number - 1) * Int64(pageSize))[...]
        return page(number)
    }

    private func page(_ number: Int64) -> Page? {
        let start = Int(number - first) * pageSize
        guard start + pageSize <= window.count else { return nil }
        return Page(bytes: window[start..<start + pageSize])
    }

    private static func follows(_ number: Int64, _ next: Int64) -> Bool {
        number >= next && number < next + 16
    }

    private static let most: Int64 = 64
}

/// Which pages were visited: a bit for each page of the file.
struct PageSet {
    private var words: [UInt64]
    private var strangers: Set<Int64> = []

    /// A set for the pages 1 to `count`.
    init(_ count: Int64) { words = Array(repeating: 0, count: Int(count / 64) + 1) }

    /// Adds a page; false when it was there.
    mutating func insert(_ page: Int64) -> Bool {
        guard page >= 0, page / 64 < words.count else { return strangers.insert(page).inserted }
        let bit: UInt64 = 1 << UInt64(page % 64)
        guard words[Int(page / 64)] & bit == 0 else { return false }
        words[Int(page / 64)] |= bit
        return true
    }
}
