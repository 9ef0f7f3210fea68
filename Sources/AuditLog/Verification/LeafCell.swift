/// A row on a leaf page of a table, and where its bytes lie (SQLite's fileformat2.html, 1.6).
struct LeafCell {
    /// The row's key.
    let row: Int64
    /// How many bytes the row has, on this page and behind it.
    let byteCount: Int64
    /// Those that lie on this page.
    let local: Range<Int>
    /// Where the cell ends.
    let end: Int
    /// The first page that it goes on to; 0 for none.
    let overflow: Int64

    /// Reads the cell at a place; nil when it does not lie within the page.
    init?(at cell: Int, on page: Page) {
        guard let (byteCount, afterCount) = page.varint(cell), let (row, start) = page.varint(afterCount),
            byteCount >= 0, byteCount < Int64(1) << 32
        else { return nil }
        let local = Page.localBytes(of: byteCount, atMost: page.count - 35, page.count)
        self.row = row
        self.byteCount = byteCount
        if local == byteCount {
            overflow = 0
            end = max(start + Int(local), cell + 4)
            guard end <= page.count else { return nil }
        } else {
            end = start + Int(local) + 4
            guard end <= page.count else { return nil }
            overflow = page.number(end - 4, 4)
        }
        self.local = start..<start + Int(local)
    }
}

extension Page {
    /// How many of a row's bytes lie on its page, when at most so many may; the rest lies on overflow pages.
    static func localBytes(of byteCount: Int64, atMost most: Int, _ pageSize: Int) -> Int64 {
        guard byteCount > most else { return byteCount }
        let least = Int64((pageSize - 12) * 32 / 255 - 23)
        let some = least + (byteCount - least) % Int64(pageSize - 4)
        return some <= most ? some : least
    }
}
