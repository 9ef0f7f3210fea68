/// A text with places where lines may break, after Wadler's "A prettier printer".
///
/// Within a group either no place breaks, because everything up to the next certain break fits the line, or
/// all places do that are not in an inner group.
indirect enum Layout: Sendable {
    /// Nothing at all.
    case nothing
    /// Bytes written as they are; a raw line feed in a string is one of them.
    case text(ArraySlice<UInt8>, width: Int)
    /// A new line, whatever fits.
    case newline
    /// A new line, or when the group stays on one line a blank or nothing.
    case line(blank: Bool)
    /// One after the other.
    case sequence([Layout])
    /// New lines within begin further to the right.
    case nested(Int, Layout)
    /// Laid out on one line if that fits.
    case group(Layout)

    /// One blank.
    static let blank = text([UInt8(ascii: " ")], width: 1)
    /// A blank or a new line.
    static let line = line(blank: true)
    /// Nothing or a new line.
    static let softBreak = line(blank: false)

    /// Bytes of the source.
    static func text(_ bytes: ArraySlice<UInt8>) -> Layout {
        bytes.isEmpty ? .nothing : .text(bytes, width: DisplayWidth.of(bytes))
    }

    /// The parts in a row; those that are nothing leave no trace, on which the indentation of lines depends.
    static func row(_ parts: Layout...) -> Layout { row(parts) }

    /// The parts in a row.
    static func row(_ parts: [Layout]) -> Layout {
        let parts = parts.filter { !$0.isNothing }
        return parts.count > 1 ? .sequence(parts) : parts.first ?? .nothing
    }

    /// The layout further to the right.
    func nested(by count: Int) -> Layout { isNothing ? self : .nested(count, self) }

    /// The layout as a group.
    var grouped: Layout {
        switch self {
        case .nothing, .text, .group: self
        default: .group(self)
        }
    }

    var isNothing: Bool {
        if case .nothing = self { true } else { false }
    }
}
