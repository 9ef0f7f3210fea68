/// Why bytes did not become a picture: a code of a closed list and a sentence for whoever sent them.
package struct ImageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong.
    package let code: Code
    /// Lowercase, no full stop, place first where there is one.
    package let message: String

    /// An error with its sentence.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// The closed list of reasons.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// No bytes at all.
        case empty
        /// More bytes than `ImageLimits.maxBytes`.
        case tooManyBytes
        /// More columns, rows or pixels than allowed.
        case tooManyPixels
        /// A side shorter than `ImageLimits.minSide`.
        case tooSmall
        /// More scans than `ImageLimits.maxScans`.
        case tooManyScans
        /// Neither JPEG nor PNG.
        case unknownFormat
        /// A kind of JPEG or PNG that is known and not served (CMYK, 12 bits, interlaced and such).
        case unsupported
        /// The file contradicts its format.
        case malformed
        /// The decoder warned, and this use refuses a picture that is only partly what the file says.
        case damaged
    }

    /// Whether the protocol's name for it is `ImageTooLargeException`; every other is `InvalidImageFormatException`.
    package var isTooLarge: Bool {
        switch code {
        case .tooManyBytes, .tooManyPixels, .tooManyScans: true
        case .empty, .tooSmall, .unknownFormat, .unsupported, .malformed, .damaged: false
        }
    }
}
