/// One text with its name: what spans point into, and how they become lines and columns.
///
/// A reference type, so that every policy of a file shares one copy of the text.
package final class SourceFile: Sendable {
    /// The name used in messages, usually a path relative to the policy folder.
    package let name: String
    /// The text as UTF-8.
    package let bytes: [UInt8]
    private let lineStarts: [Int32]

    /// Wraps a text under a name.
    package init(name: String, text: String) {
        self.name = name
        bytes = [UInt8](text.utf8)
        var starts: [Int32] = [0]
        for (offset, byte) in bytes.enumerated() where byte == 0x0A && offset < Int(Int32.max) {
            starts.append(Int32(offset + 1))
        }
        lineStarts = starts
    }

    /// The line and column of a byte, both counted from 1; columns count Unicode scalars.
    package func position(of offset: Int32) -> SourcePosition {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let start = min(Int(lineStarts[low]), bytes.count)
        let end = max(start, min(Int(offset), bytes.count))
        let scalars = bytes[start..<end].count { $0 & 0xC0 != 0x80 }
        return SourcePosition(line: low + 1, column: scalars + 1)
    }

    /// The text that a span covers.
    package func text(of span: SourceSpan) -> String {
        let start = max(0, min(Int(span.start), bytes.count))
        let end = max(start, min(Int(span.end), bytes.count))
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// The place of a span's start as `name:line:column`.
    package func place(of span: SourceSpan) -> String {
        let position = position(of: span.start)
        return "\(name):\(position.line):\(position.column)"
    }
}

/// A line and a column, both counted from 1.
package struct SourcePosition: Hashable, Sendable {
    /// The line, counted from 1.
    package let line: Int
    /// The column in Unicode scalars, counted from 1.
    package let column: Int
}
