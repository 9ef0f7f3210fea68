package import StrictJSON

/// A closed list of words, each an ASCII identifier that stands in policies, entries and headers.
package protocol ClosedVocabulary: CaseIterable, RawRepresentable<String>, Hashable, Sendable {}

extension ClosedVocabulary {
    /// The case whose word has exactly these bytes, or nil.
    ///
    /// Never `init(rawValue:)` on text from outside: Swift's `==` takes the Kelvin sign for a `K`.
    package init?(exact word: ExactString) {
        guard let found = Self.allCases.first(where: { ExactString($0.rawValue) == word }) else { return nil }
        self = found
    }

    /// The case's word.
    package var word: ExactString { ExactString(rawValue) }

    /// The case's word as a JSON string.
    package var json: JSONValue { .string(word) }
}

extension ClosedObject {
    /// A word of a closed list that must be present.
    package mutating func word<V: ClosedVocabulary>(
        _ name: ExactString,
        of _: V.Type = V.self
    ) throws(JSONError) -> V {
        try known(string(name), at: name)
    }

    /// A word of a closed list that may be absent.
    package mutating func optionalWord<V: ClosedVocabulary>(
        _ name: ExactString,
        of _: V.Type = V.self
    ) throws(JSONError) -> V? {
        guard let text = try optionalString(name) else { return nil }
        return try known(text, at: name)
    }

    /// An array of words of a closed list that must be present, each at most once.
    package mutating func words<V: ClosedVocabulary>(
        _ name: ExactString,
        of _: V.Type = V.self
    ) throws(JSONError) -> [V] {
        var result: [V] = []
        for text in try strings(name) {
            let word: V = try known(text, at: name)
            guard !result.contains(word) else { throw fault(.outOfRange, at: name, "`\(text)` stands twice") }
            result.append(word)
        }
        return result
    }

    private func known<V: ClosedVocabulary>(_ text: ExactString, at name: ExactString) throws(JSONError) -> V
    {
        guard let word = V(exact: text) else {
            let wish = Suggestion.clause(for: text, among: V.allCases.map(\.word))
            throw fault(.outOfRange, at: name, "unknown word `\(text)`\(wish)")
        }
        return word
    }
}
