/// Reads the table of entries from the pages of a file that nobody writes, in the order of its rows.
///
/// On the way the table is held against every rule of SQLite's `integrity_check` for such a table (fileformat2.html, 1.6), and
/// against the rule of ``PageScan`` that what holds nothing is zero: who has read it to its end needs no second look at it.
/// What is not exactly as SQLite leaves a table that only grows is a doubt and no finding: then nothing is said, and SQLite
/// itself reads and judges. `Docs/Decisions/DatabasePages.md` says why no finding is lost.
struct EntryPages {
    /// An inner page on the way from the root to the leaf that is read.
    private struct Branch {
        let page: Page
        let cells: [Int]
        /// The child that is next; the last one stands in the header.
        var next = 0
    }

    /// The pages that were read, overflow pages among them.
    private(set) var visited: PageSet
    /// Whether every row was read, without a doubt.
    private(set) var isAtEnd = false

    private var pages: PageReader
    private var branches: [Branch] = []
    /// How many inner pages are above every leaf.
    private var depth: Int?
    /// The leaf that is read, its rows' places, the next of them, and the place where that one must end.
    private var leaf: Page?
    private var cells: [Int] = []
    private var next = 0
    private var edge = 0
    private var isDoubtful = false
    /// What every row from here on must have a greater key than.
    private var floor: Int64 = -1

    /// Begins at the table's root page; nil when the file is not one whose pages can be read.
    init?(path: String, root: Int64) {
        guard let pages = PageReader(path: path) else { return nil }
        self.pages = pages
        visited = PageSet(pages)
        guard descend(to: root) else { return nil }
    }

    /// The next rows, at most `limit`, fewer at the end; nil in doubt, then and ever after.
    mutating func take(_ limit: Int) -> [StoredLeaf]? {
        var rows: [StoredLeaf] = []
        rows.reserveCapacity(min(limit, LogVerification.chunkEntries))
        while rows.count < limit, !isAtEnd {
            guard !isDoubtful, let row = row() else {
                isDoubtful = true
                return nil
            }
            rows.append(row)
            guard next == cells.count else { continue }
            guard advance() else {
                isDoubtful = true
                return nil
            }
        }
        return rows
    }

    /// Reads what is left, for its structure alone; false in doubt.
    mutating func finish() -> Bool {
        while !isAtEnd { guard take(Self.stretch) != nil else { return false } }
        return true
    }

    // MARK: - Pages

    /// Goes down to the first leaf below a page, or to the page itself.
    private mutating func descend(to first: Int64) -> Bool {
        var number = first
        while visited.insert(number), let page = pages.read(number) {
            switch page.byte(0) {
            case Self.inner:
                let cells = page.cells(header: 12)
                guard !cells.isEmpty, cells.count == page.number(3, 2), Self.isSound(page, cells) else {
                    return false
                }
                branches.append(Branch(page: page, cells: cells, next: 1))
                number = page.number(cells[0], 4)
            case Self.leaf: return begin(page)
            default: return false
            }
        }
        return false
    }

    /// Whether the cells of an inner page, its free blocks and its fragments fill the page behind its gap, none upon another.
    private static func isSound(_ page: Page, _ cells: [Int]) -> Bool {
        var used: [Range<Int>] = []
        for cell in cells {
            guard cell + 4 <= page.count, let (_, end) = page.varint(cell + 4), end <= page.count else {
                return false
            }
            used.append(cell..<end)
        }
        return page.isFilled(by: used, header: 12)
    }

    /// Begins with a leaf: its rows fill it from its end to the gap, and the gap holds nothing.
    private mutating func begin(_ page: Page) -> Bool {
        guard depth == nil || depth == branches.count else { return false }
        depth = branches.count
        cells = page.cells(header: 8)
        guard !cells.isEmpty, cells.count == page.number(3, 2), page.number(1, 2) == 0, page.byte(7) == 0,
            page.content >= 8 + 2 * cells.count, page.content <= page.count,
            page.firstUsed(in: 8 + 2 * cells.count..<page.content) == nil
        else { return false }
        leaf = page
        next = 0
        edge = page.count
        return true
    }

    /// Leaves a leaf whose rows were all read, and goes to the next one.
    private mutating func advance() -> Bool {
        guard let leaf, edge == leaf.content else { return false }
        while var branch = branches.popLast() {
            if branch.next <= branch.cells.count {
                // What was read lay in the child before: the key beside it is the limit of its rows.
                guard let (key, _) = branch.page.varint(branch.cells[branch.next - 1] + 4), key >= floor
                else { return false }
                floor = key
                let child =
                    branch.next < branch.cells.count
                    ? branch.page.number(branch.cells[branch.next], 4) : branch.page.number(8, 4)
                branch.next += 1
                branches.append(branch)
                return descend(to: child)
            }
        }
        self.leaf = nil
        isAtEnd = true
        return true
    }

    // MARK: - Rows

    /// The next row of the leaf; nil when it is not as it must be.
    private mutating func row() -> StoredLeaf? {
        guard let page = leaf, next < cells.count, cells[next] >= page.content,
            let cell = LeafCell(at: cells[next], on: page), cell.end == edge, cell.row > floor,
            cell.byteCount <= Self.largest
        else { return nil }
        edge = cells[next]
        next += 1
        floor = cell.row
        var record = page.bytes(cell.local)
        if cell.overflow > 0 {
            guard let whole = whole(cell, record) else { return nil }
            record = whole[...]
        }
        guard let start = Self.leafStart(in: Page(bytes: record)) else { return nil }
        return StoredLeaf(index: cell.row, storage: record.dropFirst(start))
    }

    /// A row with what lies on its overflow pages: as many as it takes, and behind its last byte nothing.
    private mutating func whole(_ cell: LeafCell, _ local: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes = Array(local)
        var following = cell.overflow
        while bytes.count < cell.byteCount {
            guard visited.insert(following), let page = pages.read(following) else { return nil }
            let held = min(Int(cell.byteCount) - bytes.count, page.count - 4)
            guard page.firstUsed(in: 4 + held..<page.count) == nil else { return nil }
            bytes += page.bytes(4..<4 + held)
            following = page.number(0, 4)
        }
        return following == 0 ? bytes : nil
    }

    /// Where the leaf begins in a row: behind a header of NULL, which stands for the key, and of a blob that is the rest.
    private static func leafStart(in record: Page) -> Int? {
        guard record.count > 2, record.byte(1) == 0, let (type, start) = record.varint(2),
            start == record.byte(0), type >= 12, type % 2 == 0, (type - 12) / 2 == record.count - start,
            start == (type < 128 ? 3 : type < 16_384 ? 4 : 5)
        else { return nil }
        return start
    }

    private static let leaf: UInt8 = 13
    private static let inner: UInt8 = 5
    /// An entry's bytes and the header of its row.
    private static let largest = Int64(LogEntry.maximumBytes + 5)
    private static let stretch = 4_096
}
