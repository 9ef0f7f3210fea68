package import StrictJSON

/// A line and a column of a text, both counted from 1.
package struct YAMLPlace: Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    package let line: Int
    /// The column, from 1.
    package let column: Int

    /// A place.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// `line:column`.
    package var description: String { "\(line):\(column)" }
}

/// A value as YAML has it before anybody guesses types: `no` is a text of two letters, and so is a date a text.
package struct YAMLValue: Hashable, Sendable {
    /// Where it begins.
    package let place: YAMLPlace
    /// What it is.
    package let content: Content

    /// The three shapes.
    package indirect enum Content: Hashable, Sendable {
        case text(ExactString)
        case list([YAMLValue])
        case mapping([Member])
    }

    /// One key with its value; keys are unique in their mapping.
    package struct Member: Hashable, Sendable {
        /// The key.
        package let key: ExactString
        /// Where the key stands.
        package let place: YAMLPlace
        /// The value.
        package let value: YAMLValue
    }

    /// The text, if it is one.
    var text: ExactString? { if case .text(let text) = content { text } else { nil } }

    /// The elements, if it is a list.
    var list: [YAMLValue]? { if case .list(let list) = content { list } else { nil } }

    /// The shape in words, for messages.
    var kind: String {
        switch content {
        case .text(let text): text.isEmpty ? "nothing" : "`\(text)`"
        case .list: "a list"
        case .mapping: "keys of its own"
        }
    }
}
