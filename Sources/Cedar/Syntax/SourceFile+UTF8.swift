extension SourceFile {
    /// The text of a file's bytes: they must be UTF-8, and are not repaired, because a repaired policy would not
    /// be the one that was written.
    ///
    /// - Throws: `limit` beyond the largest text, `invalidToken` with the place of the first byte that is wrong.
    package static func text(
        utf8 bytes: [UInt8],
        file: String,
        limits: SyntaxLimits = .standard
    ) throws(CedarError) -> String {
        guard bytes.count <= limits.maxBytes else {
            throw CedarError([.tooLarge(byteCount: bytes.count, in: SourceFile(name: file, text: ""), limits)]
            )
        }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let repaired = String(decoding: bytes, as: UTF8.self)
        let start = zip(repaired.utf8, bytes).prefix { $0 == $1 }.count
        let source = SourceFile(name: file, text: repaired)
        let span = SourceSpan(start: Int32(start), end: Int32(start))
        throw CedarError([
            CedarDiagnostic(.invalidToken, "not UTF-8, byte \(start) is wrong", in: source, at: span)
        ])
    }
}
