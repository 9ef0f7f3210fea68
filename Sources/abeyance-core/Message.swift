import Glibc

/// Messages for the operator, one line each, on standard error: the only output there is.
enum Message {
    /// Writes one line.
    static func write(_ text: String) {
        var line = Array("abeyance-core: \(text)\n".utf8)
        _ = unsafe line.withUnsafeMutableBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
