import Glibc

extension Terminal {
    /// Asks a question on standard error; the answer is typed on the same line.
    static func ask(_ question: String) {
        let bytes = Array(question.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
