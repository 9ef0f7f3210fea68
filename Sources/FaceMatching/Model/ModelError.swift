/// Why a model could not be fetched, converted or opened.
package struct ModelError: Error, Hashable, Sendable {
    /// What went wrong, for a program to tell cases apart.
    package let code: Code

    /// Where, and what was expected; lowercase, without a full stop.
    package let message: String

    /// The kinds of failure.
    package enum Code: String, Hashable, Sendable {
        /// A file or folder could not be read or written.
        case input = "model_io"
        /// The bytes are not what their pinned or recorded digest says.
        case digest = "model_digest"
        /// The bytes are not in the expected format.
        case format = "model_format"
        /// The format's version is not one this program reads.
        case version = "model_version"
        /// A program needed for the installation is missing or failed.
        case tool = "model_tool"
    }

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension ModelError: CustomStringConvertible {
    /// The message, which is a sentence of its own.
    package var description: String { message }
}
