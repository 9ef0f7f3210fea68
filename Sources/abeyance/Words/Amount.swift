/// Numbers of things in words: `1 entry`, `2 entries`.
enum Amount {
    /// A number with its noun; `many` is the noun's plural, which is `one` with an `s` unless given.
    static func of(_ count: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
        count == 1 ? "1 \(one)" : "\(count) \(many ?? one + "s")"
    }
}
