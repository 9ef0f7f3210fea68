extension Layout {
    /// The bytes of the layout, with lines of a width where that is possible.
    ///
    /// Nothing is written before the first text; blank lines, and blanks at the end of a line, are left out.
    /// - Complexity: linear in the layout, times the width.
    func rendered(width: Int) -> [UInt8] {
        var renderer = LayoutRenderer(width: width)
        renderer.render(self)
        return renderer.output
    }
}

/// Decides line by line which groups break.
private struct LayoutRenderer {
    private struct Command {
        let indentation: Int
        let isFlat: Bool
        let layout: Layout
    }

    private(set) var output: [UInt8] = []
    private let width: Int
    private var column = 0
    private var isLineOpen = false
    private var blanks = 0
    private var commands: [Command] = []
    /// What is still to be measured; rows are entered only as far as a line goes.
    private var pending: [ArraySlice<Layout>] = []

    init(width: Int) { self.width = width }

    mutating func render(_ layout: Layout) {
        commands.append(Command(indentation: 0, isFlat: false, layout: layout))
        while let command = commands.popLast() {
            let (indentation, isFlat) = (command.indentation, command.isFlat)
            switch command.layout.content {
            case .text(let bytes): write(bytes, command.layout.flatWidth ?? 0)
            case .newline: breakLine(command)
            case .line(let blank):
                if !isFlat {
                    breakLine(command)
                } else if blank {
                    blanks += 1
                    column += 1
                }
            case .row(let parts):
                for part in parts.reversed() {
                    commands.append(Command(indentation: indentation, isFlat: isFlat, layout: part))
                }
            case .nested(let count, let inner):
                let further = Command(indentation: indentation + count, isFlat: isFlat, layout: inner)
                commands.append(further)
            case .group(let inner):
                let fits = isFlat || fits(inner)
                commands.append(Command(indentation: indentation, isFlat: fits, layout: inner))
            }
        }
    }

    /// Whether a group can stand on the current line, with what follows it up to where the line may end.
    private mutating func fits(_ group: Layout) -> Bool {
        guard let groupWidth = group.flatWidth, column + groupWidth <= width else { return false }
        var column = column + groupWidth
        var below = commands.count
        pending.removeAll(keepingCapacity: true)
        while column <= width {
            let layout: Layout
            if let row = pending.popLast(), let next = row.first {
                if row.count > 1 { pending.append(row.dropFirst()) }
                layout = next
            } else if below > 0 {
                below -= 1
                layout = commands[below].layout
            } else {
                return true
            }
            switch layout.content {
            case .text: column += layout.flatWidth ?? 0
            case .newline, .line: return true
            case .row(let parts): pending.append(parts[...])
            case .nested(_, let inner), .group(let inner): pending.append([inner])
            }
        }
        return false
    }

    /// A new line, indented as what follows is, which may be less than where the break was asked for.
    private mutating func breakLine(_ command: Command) {
        column = commands.last?.indentation ?? command.indentation
        isLineOpen = false
        blanks = column
    }

    private mutating func write(_ bytes: ArraySlice<UInt8>, _ width: Int) {
        column += width
        guard bytes.first != UInt8(ascii: " ") else {
            blanks += 1
            return
        }
        if !isLineOpen {
            if output.isEmpty { blanks = 0 } else { output.append(0x0A) }
            isLineOpen = true
        }
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: blanks))
        blanks = 0
        output += bytes
    }
}
