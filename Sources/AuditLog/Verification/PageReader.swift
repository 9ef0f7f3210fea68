/// One page of a database file, and the format's numbers in it.
struct Page {
    private let bytes: ArraySlice<UInt8>

    init(bytes: ArraySlice<UInt8>) { self.bytes = bytes }

    /// How many bytes it has.
    var count: Int { bytes.count }

    /// The byte at a place.
    func byte(_ place: Int) -> UInt8 { bytes[bytes.startIndex + place] }

    /// Some of its bytes, which are not copied.
    func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> {
        bytes[bytes.startIndex + range.lowerBound..<bytes.startIndex + range.upperBound]
    }

    /// Where the cells begin, as the pointers behind a header say that begins at a place and ends at another.
    func cells(header: Int, from base: Int = 0) -> [Int] {
        let cells = Int(number(base + 3, 2))
        guard header + 2 * cells <= count else { return [] }
        return (0..<cells).map { Int(number(header + 2 * $0, 2)) }
    }

    /// Where the page's content begins, behind its gap.
    var content: Int {
        let stated = Int(number(5, 2))
        return stated == 0 ? 65_536 : stated
    }

    /// Whether cells, free blocks and as many single bytes as the header says fill the page from its content on, and none of
    /// them lies upon another: what SQLite calls sound.
    func isFilled(by cells: [Range<Int>], header: Int) -> Bool {
        guard content >= header + 2 * cells.count, content <= count else { return false }
        var used = cells
        var block = Int(number(1, 2))
        while block != 0 {
            guard block >= content, block + 4 <= count else { return false }
            let end = block + Int(number(block + 2, 2))
            let next = Int(number(block, 2))
            guard end >= block + 4, end <= count, next == 0 || next > end + 3 else { return false }
            used.append(block..<end)
            block = next
        }
        var free = 0
        var place = content
        for range in used.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard range.lowerBound >= place else { return false }
            free += range.lowerBound - place
            place = range.upperBound
        }
        return free + count - place == byte(7)
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
    /// The header of the file.
    let header: Page
    /// Bytes of a page.
    let pageSize: Int
    /// How many whole pages the file has.
    let count: Int64
    /// Bytes of the file.
    let byteCount: Int64

    private let file: ReadOnlyFile
    private var window: ArraySlice<UInt8> = []
    private var first: Int64 = 1
    private var width: Int64 = 0
    /// The page behind the last one that was read alone.
    private var behind: Int64 = 1

    /// Opens the file; nil when its header does not say a page size, or says that pages are not used to their ends.
    init?(path: String) {
        guard let file = ReadOnlyFile(path: path) else { return nil }
        let header = file.read(100, at: 0)
        guard header.count == 100, header[20] == 0 else { return nil }
        let size = Int(header[16]) << 8 | Int(header[17])
        let pageSize = size == 1 ? 65_536 : size
        guard pageSize >= 512, pageSize & (pageSize - 1) == 0 else { return nil }
        self.file = file
        self.pageSize = pageSize
        self.header = Page(bytes: header[...])
        byteCount = file.byteCount
        count = byteCount / Int64(pageSize)
    }

    /// The page on which SQLite locks files larger than this, and stores nothing.
    var lockPage: Int64 { (Int64(1) << 30) / Int64(pageSize) + 1 }

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

    /// So few that memory for them is at hand again and again, and need not be fetched from the system.
    private static let most: Int64 = 16
}

/// Which pages were visited: a bit for each page of the file.
struct PageSet {
    /// How many were.
    private(set) var count: Int64 = 0
    private var words: [UInt64]
    private var strangers: Set<Int64> = []

    /// A set for the pages of a file; the one that SQLite uses for locks alone is in it, so that nothing can be there.
    init(_ pages: PageReader) {
        words = Array(repeating: 0, count: Int(pages.count / 64) + 1)
        if pages.lockPage <= pages.count { _ = insert(pages.lockPage) }
    }

    /// Adds a page; false when it was there.
    mutating func insert(_ page: Int64) -> Bool {
        guard page >= 0, page / 64 < words.count else { return strangers.insert(page).inserted }
        let bit: UInt64 = 1 << UInt64(page % 64)
        guard words[Int(page / 64)] & bit == 0 else { return false }
        words[Int(page / 64)] |= bit
        count += 1
        return true
    }
}
