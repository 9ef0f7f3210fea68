/// A text with places where lines may break, after Wadler's "A prettier printer".
///
/// Within a group either no place breaks, because everything up to the next certain break fits the line, or
/// all places do that are not in an inner group.
struct Layout: Sendable {
    /// What the layout is.
    let content: Content
    /// How many columns it takes on one line; nil when it has a certain new line.
    let flatWidth: Int?

    /// The forms of layouts.
    indirect enum Content: Sendable {
        /// Bytes written as they are; a raw line feed in a string is one of them.
        case text(ArraySlice<UInt8>)
        /// A new line, whatever fits.
        case newline
        /// A new line, or when the group stays on one line a blank or nothing.
        case line(blank: Bool)
        /// One after the other; none is nothing at all.
        case row([Layout])
        /// New lines within begin further to the right.
        case nested(Int, Layout)
        /// Laid out on one line if that fits.
        case group(Layout)
    }

    /// Nothing at all.
    static let nothing = Layout(content: .row([]), flatWidth: 0)
    /// One blank.
    static let blank = text([UInt8(ascii: " ")])
    /// A new line, whatever fits.
    static let newline = Layout(content: .newline, flatWidth: nil)
    /// A blank or a new line.
    static let line = Layout(content: .line(blank: true), flatWidth: 1)
    /// Nothing or a new line.
    static let softBreak = Layout(content: .line(blank: false), flatWidth: 0)

    /// Bytes of the source.
    static func text(_ bytes: ArraySlice<UInt8>) -> Layout {
        Layout(content: .text(bytes), flatWidth: DisplayWidth.of(bytes))
    }

    /// The parts in a row; those that are nothing leave no trace, on which the indentation of lines depends.
    static func row(_ parts: Layout...) -> Layout { row(parts) }

    /// The parts in a row.
    static func row(_ parts: [Layout]) -> Layout {
        let parts = parts.filter { !$0.isNothing }
        if parts.count == 1 { return parts[0] }
        var width: Int? = 0
        for part in parts { width = width.flatMap { sum in part.flatWidth.map { sum + $0 } } }
        return Layout(content: .row(parts), flatWidth: width)
    }

    /// The layout further to the right.
    func nested(by count: Int) -> Layout {
        isNothing ? self : Layout(content: .nested(count, self), flatWidth: flatWidth)
    }

    /// The layout as a group.
    var grouped: Layout {
        switch content {
        case .text, .group: self
        default: isNothing ? self : Layout(content: .group(self), flatWidth: flatWidth)
        }
    }

    var isNothing: Bool {
        if case .row(let parts) = content { parts.isEmpty } else { false }
    }
}
