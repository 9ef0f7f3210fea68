/// The protocol's error names that this gate answers with.
///
/// A policy refusal is `AccessDeniedException`, which no SDK retries; only rate limits and faults get names that are.
package enum RekognitionErrorType: String, Sendable, Hashable, CaseIterable {
    case accessDenied = "AccessDeniedException"
    case imageTooLarge = "ImageTooLargeException"
    case internalServerError = "InternalServerError"
    case invalidImageFormat = "InvalidImageFormatException"
    case invalidPaginationToken = "InvalidPaginationTokenException"
    case invalidParameter = "InvalidParameterException"
    case invalidS3Object = "InvalidS3ObjectException"
    case resourceAlreadyExists = "ResourceAlreadyExistsException"
    case resourceNotFound = "ResourceNotFoundException"
    case serviceQuotaExceeded = "ServiceQuotaExceededException"
    case throttling = "ThrottlingException"
    case unknownOperation = "UnknownOperationException"

    /// The HTTP status: 500 for a fault of the gate or a core, 400 for everything else, as the service itself does.
    package var status: Int { self == .internalServerError ? 500 : 400 }
}
