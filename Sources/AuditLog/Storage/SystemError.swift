internal import Glibc

/// Words for what the C library reported.
enum SystemError {
    /// The text of an `errno` value.
    static func text(_ number: CInt) -> String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }
}
