internal import Glibc

/// What the operating system says about an error number.
enum SystemFailure {
    /// The system's text for an error number, in lowercase where the system gives a word.
    static func text(_ number: Int32) -> String {
        guard let words = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: words).lowercased()
    }
}
