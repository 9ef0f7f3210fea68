import CoreProtocol

extension CoreFailure {
    /// A picture that was refused: before anything was matched.
    init(_ error: ImageError, _ which: String) {
        let code: Code =
            switch error.code {
            case .tooManyBytes, .tooManyPixels, .tooManyScans: .imageTooLarge
            case .tooSmall: .imageTooSmall
            case .empty, .unknownFormat, .unsupported, .malformed, .damaged: .imageFormat
            }
        self.init(code, "\(which): \(error.message)", beforeMatching: true)
    }

    /// A collection that did not do what was asked.
    init(_ error: CollectionError, beforeMatching: Bool) {
        let code: Code =
            switch error.code {
            case .notFound: .collectionNotFound
            case .alreadyExists: .collectionExists
            case .faceNotFound: .faceNotFound
            case .full: .quotaExceeded
            case .otherModel: .otherModel
            case .invalid: .internalError
            case .storage: .notReady
            }
        // A failed commit may yet have reached the disk: nothing is certain then.
        self.init(code, error.message, beforeMatching: beforeMatching && error.code != .storage)
    }
}
