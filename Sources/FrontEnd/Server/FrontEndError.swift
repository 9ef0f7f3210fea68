/// Why the front end could not begin to listen.
package struct FrontEndError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address, then the system's reason; lowercase, without a full stop.
    package let description: String
}
