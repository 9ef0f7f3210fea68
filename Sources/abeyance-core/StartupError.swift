/// Why the worker cannot start or go on; printed after `error: `.
struct StartupError: Error, CustomStringConvertible {
    let description: String

    /// An error with its sentence.
    init(_ description: String) {
        self.description = description
    }
}
