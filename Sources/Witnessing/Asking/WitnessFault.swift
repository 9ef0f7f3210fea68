/// Why a witness could not be asked, or did not cosign.
package struct WitnessFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for a program to tell cases apart.
    package let code: Code
    /// In plain words; lowercase, without a full stop.
    package let detail: String

    /// The kinds of failure.
    package enum Code: String, Hashable, Sendable {
        /// The address is none.
        case address
        /// The witness cannot be reached, or does not answer in time.
        case unreachable
        /// The answer is not what the protocol says.
        case answer
        /// The witness refused; the status is in the words.
        case refused
        /// The witness has cosigned a larger tree than the log has: entries were lost, or two logs bear one name.
        case ahead
        /// The witness has cosigned a tree that this log does not continue.
        case forked
        /// The log itself cannot be read or is not signed.
        case log
        /// What was received cannot be stored.
        case storage
    }

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    /// Whether it is evidence that the log was rolled back or forked, rather than a failure of the network.
    package var isEvidence: Bool { code == .ahead || code == .forked }

    /// The words.
    package var description: String { detail }
}
