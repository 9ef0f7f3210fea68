import Glibc

/// Why a worker cannot be started or spoken to.
struct WorkerError: Error, CustomStringConvertible {
    let description: String

    /// An error with its sentence.
    init(_ description: String) {
        self.description = description
    }

    /// The system's words for an error number.
    static func message(_ number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }
}
