internal import Cryptography
internal import TransparencyLog

/// Where things lie in an export: the tlog-tiles layout for what other tools read, and three files of our own.
///
/// - `checkpoint`: the newest signed checkpoint.
/// - `checkpoints.jsonl`: every signed checkpoint, one a line: `{"note": …, "size": …}` in canonical JSON.
/// - `log.vkey`: the log's verifier key, one line.
/// - `tile/entries/N`: 256 entries each, every leaf preceded by its length as two bytes, big-endian;
///   `N.p/W` for the W entries of the last, partial one.
/// - `tile/L/N`: hash tiles of level L, 32 bytes a hash; `N.p/W` for partial ones.
/// - `bundles/DIGEST/PATH`: the files of every bundle that was ever in force.
enum ExportLayout {
    static let checkpoint = "checkpoint"
    static let checkpoints = "checkpoints.jsonl"
    static let key = "log.vkey"
    static let bundles = "bundles"

    /// The path of an entry tile, partial when its width is below 256.
    static func entries(_ number: Int64, width: Int) -> String {
        "tile/entries/" + self.number(number, width: width)
    }

    /// The path of a hash tile, partial when its width is below 256.
    static func tile(level: Int, _ number: Int64, width: Int) -> String {
        "tile/\(level)/" + self.number(number, width: width)
    }

    /// The number in groups of three digits, all but the last with an `x` in front, as tlog-tiles says.
    private static func number(_ number: Int64, width: Int) -> String {
        var groups: [String] = []
        var rest = number
        repeat {
            let digits = String(rest % 1000)
            groups.append(String(repeating: "0", count: 3 - digits.count) + digits)
            rest /= 1000
        } while rest > 0
        let path = groups.enumerated().reversed().map { $0.offset == 0 ? $0.element : "x\($0.element)" }
        return path.joined(separator: "/") + (width == TileTree.width ? "" : ".p/\(width)")
    }

    /// How wide a tile is in a tree of a size: 256, less at the end, 0 beyond it.
    static func width(level: Int, _ number: Int64, size: Int64) -> Int {
        let hashes = size >> Int64(8 * level)
        return Int(max(0, min(Int64(TileTree.width), hashes - number * Int64(TileTree.width))))
    }
}
