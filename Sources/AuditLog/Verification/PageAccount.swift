/// Accounts for the pages of a database file that nobody writes: each belongs to one place, and to one only.
///
/// It follows the same numbers as SQLite does and judges nothing else of a page; what is on the pages that it is told of is
/// for others to say.
struct PageAccount {
    private var pages: PageReader
    private var visited: PageSet

    /// Begins with the pages that are accounted for; nil when the file cannot be read.
    init?(path: String, _ visited: PageSet) {
        guard let pages = PageReader(path: path) else { return nil }
        self.pages = pages
        self.visited = visited
    }

    /// Whether the file's header says what every log's does: as many pages as there are, and none for moving others.
    var isPlain: Bool {
        let header = pages.header
        return header.number(28, 4) == pages.count && pages.byteCount % Int64(pages.pageSize) == 0
            && header.number(24, 4) == header.number(92, 4) && header.number(52, 4) == 0
            && header.number(64, 4) == 0
    }

    /// Adds a tree of pages by its root; false when one of them is not there, or has its place already.
    mutating func add(tree root: Int64) -> Bool {
        var rest = [root]
        while let number = rest.popLast() {
            guard visited.insert(number), let page = pages.read(number) else { return false }
            let base = number == 1 ? 100 : 0
            let type = page.byte(base)
            guard let kind = Self.kinds[type] else { return false }
            let header = base + (kind.isInner ? 12 : 8)
            let cells = page.cells(header: header, from: base)
            guard cells.count == page.number(base + 3, 2) else { return false }
            if kind.isInner { rest.append(page.number(base + 8, 4)) }
            for cell in cells {
                guard cell + 4 <= page.count else { return false }
                if kind.isInner { rest.append(page.number(cell, 4)) }
                guard kind.hasRows else { continue }
                guard let (byteCount, afterCount) = page.varint(cell + (kind.isInner ? 4 : 0)),
                    byteCount >= 0, byteCount < Int64(1) << 32
                else { return false }
                let most =
                    kind.isIndex ? (page.count - 12) * 64 / 255 - 23 : page.count - 35
                let local = Page.localBytes(of: byteCount, atMost: most, page.count)
                guard local < byteCount else { continue }
                // Rows of tables have their key behind the count, entries of indexes have none.
                guard let start = kind.isIndex ? afterCount : page.varint(afterCount)?.end,
                    start + Int(local) + 4 <= page.count,
                    addOverflow(page.number(start + Int(local), 4), byteCount - local)
                else { return false }
            }
        }
        return true
    }

    /// Adds the pages that are free; false when they are not as many as the file's header says.
    mutating func addFreePages() -> Bool {
        guard let header = pages.read(1) else { return false }
        var left = header.number(36, 4)
        var trunk = header.number(32, 4)
        while trunk != 0 {
            guard visited.insert(trunk), let page = pages.read(trunk) else { return false }
            let leaves = page.number(4, 4)
            guard leaves <= page.count / 4 - 2 else { return false }
            for place in 0..<Int(leaves) {
                let number = page.number(8 + 4 * place, 4)
                guard number > 0, number <= pages.count, visited.insert(number) else { return false }
            }
            left -= 1 + leaves
            trunk = page.number(0, 4)
        }
        return left == 0
    }

    /// Whether no page is left, but that on which SQLite locks files.
    var isComplete: Bool { visited.count == pages.count }

    private mutating func addOverflow(_ first: Int64, _ byteCount: Int64) -> Bool {
        var (next, left) = (first, byteCount)
        while left > 0 {
            guard visited.insert(next), let page = pages.read(next) else { return false }
            left -= Int64(page.count - 4)
            next = page.number(0, 4)
        }
        return next == 0
    }

    /// The kinds of pages of trees by the first byte of their header.
    private static let kinds: [UInt8: (isInner: Bool, isIndex: Bool, hasRows: Bool)] = [
        2: (true, true, true), 5: (true, false, false), 10: (false, true, true), 13: (false, false, true),
    ]
}
