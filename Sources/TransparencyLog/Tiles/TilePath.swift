/// Where a tile lies (C2SP tlog-tiles): hashes of a level or entries, its number, and its width when it is partial.
package struct TilePath: Hashable, Sendable {
    /// What the tile holds.
    package let content: Content
    /// The tile's position in its row, from 0.
    package let number: Int64
    /// How many hashes or entries it holds, 1 to 256.
    package let width: Int

    /// What a tile holds.
    package enum Content: Hashable, Sendable {
        /// Entries, each after its length.
        case entries
        /// Hashes of a level: 0 for leaves, 1 for the roots of full tiles of level 0, and so on.
        case hashes(level: Int)
    }

    /// A path; the number is at least 0, the width 1 to 256.
    package init(_ content: Content, _ number: Int64, width: Int) {
        self.content = content
        self.number = number
        self.width = width
    }

    /// Reads a path such as `tile/0/x001/067.p/44`; nil unless it is written exactly as `text` writes it.
    package init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0] == "tile" else { return nil }
        if parts[1] == "entries" {
            content = .entries
        } else {
            guard let level = Decimal.parse(parts[1].utf8), level <= 63 else { return nil }
            content = .hashes(level: Int(level))
        }
        var groups = parts[2...]
        width =
            if parts[parts.count - 2].hasSuffix(".p") {
                Int(clamping: Decimal.parse(parts[parts.count - 1].utf8) ?? 0)
            } else {
                Tile.width
            }
        if width != Tile.width || parts[parts.count - 2].hasSuffix(".p") {
            groups.removeLast()
            groups[groups.endIndex - 1].removeLast(2)
        }
        var number: Int64 = 0
        for group in groups {
            let digits = group.utf8.drop { $0 == UInt8(ascii: "x") }
            guard digits.count == 3, let value = Int64(String(Substring(digits))), value >= 0,
                number <= Int64.max / 1000 - 1
            else { return nil }
            number = number * 1000 + value
        }
        self.number = number
        guard (1...Tile.width).contains(width), self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// The path, relative to the log's prefix.
    package var text: String {
        let folder =
            switch content {
            case .entries: "entries"
            case .hashes(let level): "\(level)"
            }
        return "tile/\(folder)/\(Self.groups(number))" + (width == Tile.width ? "" : ".p/\(width)")
    }

    /// The path of the tile of a number in a tree of a size; nil where the tree has none.
    package static func inTree(of size: Int64, _ content: Content, _ number: Int64) -> TilePath? {
        let level = if case .hashes(let level) = content { level } else { 0 }
        let width = Tile.width(level: level, number, size: size)
        return width == 0 ? nil : TilePath(content, number, width: width)
    }

    /// The number in groups of three digits, all but the last with an `x` in front.
    private static func groups(_ number: Int64) -> String {
        var groups: [String] = []
        var rest = number
        repeat {
            let digits = String(rest % 1000)
            groups.append(String(repeating: "0", count: 3 - digits.count) + digits)
            rest /= 1000
        } while rest > 0
        return groups.enumerated().reversed().map { $0.offset == 0 ? $0.element : "x\($0.element)" }
            .joined(separator: "/")
    }
}
