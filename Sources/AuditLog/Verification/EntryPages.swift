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
    /// The rows of the pages that were read, as far as nobody has taken them.
    private var rows: [StoredLeaf] = []
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
        while rows.count < limit, !isAtEnd { guard advance() else { return nil } }
        guard !isDoubtful else { return nil }
        var taken = rows
        rows = []
        if taken.count > limit {
            rows.append(contentsOf: taken[limit...])
            taken.removeLast(taken.count - limit)
        }
        rows.reserveCapacity(min(limit, LogVerification.chunkEntries) + Self.room)
        return taken
    }

    /// Reads what is left, for its structure alone; false in doubt.
    mutating func finish() -> Bool {
        while !isAtEnd {
            guard advance() else { return false }
            rows.removeAll(keepingCapacity: true)
        }
        return !isDoubtful
    }

    /// Reads the next leaf; false in doubt.
    private mutating func advance() -> Bool {
        guard !isDoubtful, goOn() else {
            isDoubtful = true
            return false
        }
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
            case Self.leaf: return read(page)
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

    /// Goes to the leaf that follows, or notes that there is none.
    private mutating func goOn() -> Bool {
        while var branch = branches.popLast() {
            guard branch.next <= branch.cells.count else { continue }
            // What was read lay in the child before: the key beside it is the limit of its rows.
            guard let (key, _) = branch.page.varint(branch.cells[branch.next - 1] + 4), key >= floor else {
                return false
            }
            floor = key
            let isLast = branch.next == branch.cells.count
            let child = branch.page.number(isLast ? 8 : branch.cells[branch.next], 4)
            branch.next += 1
            branches.append(branch)
            return descend(to: child)
        }
        isAtEnd = true
        return true
    }

    // MARK: - Rows

    /// Reads a leaf: its rows fill it from its end to the gap, and the gap holds nothing.
    private mutating func read(_ page: Page) -> Bool {
        let (count, content) = (Int(page.number(3, 2)), page.content)
        let pointers = 8 + 2 * count
        guard depth == nil || depth == branches.count, count > 0, page.number(1, 2) == 0, page.byte(7) == 0,
            content >= pointers, content <= page.count, page.firstUsed(in: pointers..<content) == nil
        else { return false }
        depth = branches.count
        var edge = page.count
        for pointer in stride(from: 8, to: pointers, by: 2) {
            let place = Int(page.number(pointer, 2))
            guard place >= content, let cell = LeafCell(at: place, on: page), cell.end == edge,
                cell.row > floor, cell.byteCount <= Self.largest
            else { return false }
            edge = place
            floor = cell.row
            var record = page.bytes(cell.local)
            if cell.overflow > 0 {
                guard let whole = whole(cell, record) else { return false }
                record = whole[...]
            }
            guard let start = Self.leafStart(in: Page(bytes: record)) else { return false }
            rows.append(StoredLeaf(index: cell.row, storage: record.dropFirst(start)))
        }
        return edge == content
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
    /// Rows that lie on the last page beyond those that were asked for.
    private static let room = 64
}
