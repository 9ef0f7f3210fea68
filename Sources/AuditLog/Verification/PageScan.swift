/// Looks at the bytes of a database copy that hold nothing: in the tables that only grow they are zero.
///
/// SQLite reads past such bytes, and `integrity_check` too, so that a byte changed there would go unseen. The format is
/// SQLite's (fileformat2.html, 1.6 B-tree pages): a leaf of a table has a header, pointers to cells, a gap, and cells;
/// what a cell cannot hold lies on overflow pages. Inner pages are left out: dividing them leaves old bytes in their
/// gaps. A page that once listed free pages (1.5) is taken without being wiped for the first leaf, when a table outgrows one
/// page, and for the end of a row: there the rest of such a list is no finding.
struct PageScan {
    private let path: String
    private var pages: PageReader
    private var visited: PageSet
    private(set) var findings: [Finding] = []

    /// Opens the file; nil when its header does not say a page size, which the other checks report.
    init?(path: String) {
        guard let pages = PageReader(path: path) else { return nil }
        self.path = path
        self.pages = pages
        visited = PageSet(pages)
        checkHeader(pages.header)
    }

    private var pageSize: Int { pages.pageSize }

    /// Walks a table from its root page, in the order of its rows, which is mostly that of the file.
    mutating func scan(table: String, root: Int64) {
        var rest = [root]
        var isFirst = true
        while let number = rest.popLast(), findings.count < Self.kept {
            guard visited.insert(number), let page = pages.read(number), number != 1 else { continue }
            switch page.byte(0) {
            case Self.inner: rest += children(of: page).reversed()
            case Self.leaf:
                checkLeaf(page, number, table, isFirst: isFirst)
                isFirst = false
            case let type: add(table, number, 0, expected: "a page of a table", found: "type \(type)")
            }
        }
    }

    /// The header's reserved bytes are zero, and it knows how many pages there are.
    private mutating func checkHeader(_ header: Page) {
        for place in 72..<92 where header.byte(place) != 0 {
            let found = header.byte(place)
            add("header", 1, place, expected: "zero, as the format reserves it", found: "\(found)")
        }
        if header.number(28, 4) != pages.count || pages.byteCount % Int64(pageSize) != 0 {
            add("header", 1, 28, expected: "\(pages.count) whole pages", found: "\(header.number(28, 4))")
        }
        if header.number(24, 4) != header.number(92, 4) {
            add("header", 1, 92, expected: "the change counter", found: "\(header.number(92, 4))")
        }
    }

    /// The pages below an inner page, in the order of their rows.
    private func children(of page: Page) -> [Int64] {
        var found: [Int64] = []
        for cell in page.cells(header: 12) where cell + 4 <= page.count { found.append(page.number(cell, 4)) }
        found.append(page.number(8, 4))
        return found
    }

    private mutating func checkLeaf(_ page: Page, _ number: Int64, _ table: String, isFirst: Bool) {
        let cells = page.cells(header: 8)
        var used = [0..<min(page.count, 8 + 2 * cells.count)]
        for cell in cells {
            guard let row = LeafCell(at: cell, on: page) else {
                return add(table, number, cell, expected: "a cell within the page", found: "none")
            }
            used.append(cell..<row.end)
            if row.overflow > 0 {
                checkOverflow(row.overflow, row.byteCount - Int64(row.local.count), table)
            }
        }
        var free = 0
        for range in used.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > free {
                checkZero(page, free..<range.lowerBound, number, table, mayList: isFirst)
            }
            free = max(free, range.upperBound)
        }
        checkZero(page, free..<max(free, page.count), number, table, mayList: isFirst)
    }

    private mutating func checkOverflow(_ first: Int64, _ bytes: Int64, _ table: String) {
        var next = first
        var left = bytes
        while next > 0, left > 0, visited.insert(next), let page = pages.read(next) {
            let held = Int(min(left, Int64(pageSize - 4)))
            checkZero(page, (4 + held)..<page.count, next, table, mayList: true)
            left -= Int64(held)
            next = page.number(0, 4)
        }
    }

    private mutating func checkZero(
        _ page: Page,
        _ range: Range<Int>,
        _ number: Int64,
        _ table: String,
        mayList: Bool
    ) {
        guard let place = page.firstUsed(in: range), !(mayList && holdsFreeList(page, range, number)) else {
            return
        }
        add(
            table,
            number,
            place,
            expected: "zero, since nothing is stored there",
            found: "\(page.byte(place))"
        )
    }

    /// Whether the rest of a list of free pages stands there, cut at both ends by what was written over it: numbers of four
    /// bytes, each of another page of the file, and behind them zeros.
    ///
    /// A number may stand there twice: SQLite takes a page out of a list by writing the last number over its own.
    private func holdsFreeList(_ page: Page, _ range: Range<Int>, _ own: Int64) -> Bool {
        var place = min((range.lowerBound + 3) & ~3, range.upperBound)
        guard page.number(range.lowerBound, place - range.lowerBound) <= pages.count else { return false }
        while place < range.upperBound {
            let held = min(4, range.upperBound - place)
            let number = page.number(place, held) << Int64(8 * (4 - held))
            if number == 0 { return page.firstUsed(in: place..<range.upperBound) == nil }
            guard number <= pages.count, number != own || held < 4 else { return false }
            place += held
        }
        return true
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

    private static let leaf: UInt8 = 13
    private static let inner: UInt8 = 5
    private static let kept = 100
}
