/// Looks at the bytes of a database copy that hold nothing: in the tables that only grow they are zero.
///
/// SQLite reads past such bytes, and `integrity_check` too, so that a byte changed there would go unseen. The format is
/// SQLite's (fileformat2.html, 1.6 B-tree pages): a leaf of a table has a header, pointers to cells, a gap, and cells;
/// what a cell cannot hold lies on overflow pages. Inner pages are left out: dividing them leaves old bytes in their
/// gaps.
struct PageScan {
    private let path: String
    private let file: ReadOnlyFile
    private let pageSize: Int
    private let pageCount: Int64
    private var visited: Set<Int64> = []
    private(set) var findings: [Finding] = []

    /// Opens the file; nil when its header does not say a page size, which the other checks report.
    init?(path: String) {
        guard let file = ReadOnlyFile(path: path) else { return nil }
        let header = file.read(100, at: 0)
        guard header.count == 100, header[20] == 0 else { return nil }
        let size = Int(header[16]) << 8 | Int(header[17])
        pageSize = size == 1 ? 65_536 : size
        guard pageSize >= 512, pageSize & (pageSize - 1) == 0 else { return nil }
        self.path = path
        self.file = file
        pageCount = file.byteCount / Int64(pageSize)
        checkHeader(header, file.byteCount)
    }

    /// Walks a table from its root page.
    mutating func scan(table: String, root: Int64) {
        var rest = [root]
        while let number = rest.popLast(), findings.count < Self.kept {
            guard visited.insert(number).inserted, let page = read(number), number != 1 else { continue }
            switch page[0] {
            case Self.inner: rest += children(of: page)
            case Self.leaf: checkLeaf(page, number, table)
            default: add(table, number, 0, expected: "a page of a table", found: "type \(page[0])")
            }
        }
    }

    /// The header's reserved bytes are zero, and it knows how many pages there are.
    private mutating func checkHeader(_ header: [UInt8], _ bytes: Int64) {
        for place in 72..<92 where header[place] != 0 {
            add("header", 1, place, expected: "zero, as the format reserves it", found: "\(header[place])")
        }
        if Self.number(header, 28, 4) != pageCount || bytes % Int64(pageSize) != 0 {
            add("header", 1, 28, expected: "\(pageCount) whole pages", found: "\(Self.number(header, 28, 4))")
        }
        if Self.number(header, 24, 4) != Self.number(header, 92, 4) {
            add("header", 1, 92, expected: "the change counter", found: "\(Self.number(header, 92, 4))")
        }
    }

    private func children(of page: [UInt8]) -> [Int64] {
        var found = [Self.number(page, 8, 4)]
        for cell in Self.cells(page, header: 12) where cell + 4 <= page.count {
            found.append(Self.number(page, cell, 4))
        }
        return found
    }

    private mutating func checkLeaf(_ page: [UInt8], _ number: Int64, _ table: String) {
        let cells = Self.cells(page, header: 8)
        var used = [0..<min(page.count, 8 + 2 * cells.count)]
        for cell in cells {
            guard let (end, overflow, left) = extent(of: cell, page) else {
                return add(table, number, cell, expected: "a cell within the page", found: "none")
            }
            used.append(cell..<end)
            if overflow > 0 { checkOverflow(overflow, left, table) }
        }
        var free = 0
        for range in used.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > free { checkZero(page, free..<range.lowerBound, number, table) }
            free = max(free, range.upperBound)
        }
        checkZero(page, free..<max(free, page.count), number, table)
    }

    /// Where a leaf cell ends, the overflow page it goes on to (0 for none), and how many bytes lie there.
    private func extent(of cell: Int, _ page: [UInt8]) -> (end: Int, overflow: Int64, left: Int64)? {
        guard let (payload, afterSize) = Self.varint(page, cell),
            let (_, start) = Self.varint(page, afterSize), payload >= 0, payload < Int64(1) << 32
        else { return nil }
        let usable = Int64(pageSize)
        if payload <= usable - 35 {
            let end = max(start + Int(payload), cell + 4)
            return end <= page.count ? (end, 0, 0) : nil
        }
        let least = (usable - 12) * 32 / 255 - 23
        let some = least + (payload - least) % (usable - 4)
        let local = some <= usable - 35 ? some : least
        let end = start + Int(local) + 4
        guard end <= page.count else { return nil }
        return (end, Self.number(page, end - 4, 4), payload - local)
    }

    private mutating func checkOverflow(_ first: Int64, _ bytes: Int64, _ table: String) {
        var next = first
        var left = bytes
        while next > 0, left > 0, visited.insert(next).inserted, let page = read(next) {
            let held = Int(min(left, Int64(pageSize - 4)))
            checkZero(page, (4 + held)..<page.count, next, table)
            left -= Int64(held)
            next = Self.number(page, 0, 4)
        }
    }

    private mutating func checkZero(_ page: [UInt8], _ range: Range<Int>, _ number: Int64, _ table: String) {
        guard let place = page[range].firstIndex(where: { $0 != 0 }) else { return }
        add(table, number, place, expected: "zero, since nothing is stored there", found: "\(page[place])")
    }

    private mutating func add(_ table: String, _ page: Int64, _ place: Int, expected: String, found: String) {
        let offset = (page - 1) * Int64(pageSize) + Int64(place)
        findings.append(
            Finding(
                .file,
                field: "\(path): byte \(offset), page \(page) of `\(table)`",
                expected: expected,
                found: found
            )
        )
    }

    private func read(_ number: Int64) -> [UInt8]? {
        guard number > 0, number <= pageCount else { return nil }
        let page = file.read(pageSize, at: (number - 1) * Int64(pageSize))
        return page.count == pageSize ? page : nil
    }

    // MARK: - The format's numbers

    private static func cells(_ page: [UInt8], header: Int) -> [Int] {
        let count = Int(number(page, 3, 2))
        guard header + 2 * count <= page.count else { return [] }
        return (0..<count).map { Int(number(page, header + 2 * $0, 2)) }
    }

    private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int64 {
        bytes[place..<place + count].reduce(0) { $0 << 8 | Int64($1) }
    }

    /// SQLite's variable-length integer and where it ends; nil beyond the page.
    private static func varint(_ bytes: [UInt8], _ place: Int) -> (value: Int64, end: Int)? {
        var value: Int64 = 0
        for offset in 0..<9 {
            guard place >= 0, place + offset < bytes.count else { return nil }
            let byte = bytes[place + offset]
            if offset == 8 { return (value << 8 | Int64(byte), place + 9) }
            value = value << 7 | Int64(byte & 0x7f)
            if byte < 0x80 { return (value, place + offset + 1) }
        }
        return nil
    }

    private static let leaf: UInt8 = 13
    private static let inner: UInt8 = 5
    private static let kept = 100
}
