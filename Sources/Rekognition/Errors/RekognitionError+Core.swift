package import CoreProtocol
internal import StrictJSON

extension RekognitionError {
    /// What a core's failure is to the client that asked.
    ///
    /// A core is not trusted: its sentence is shown only where it is about the client's own input, cut and made printable.
    package init(_ failure: CoreFailure, for request: RekognitionRequest) {
        let sentence = Printable.text(failure.message, limit: 300)
        let collection = request.collection.map { "`\($0)`" } ?? "named"
        switch failure.code {
        case .collectionNotFound:
            self.init(.resourceNotFound, "the collection \(collection) does not exist")
        case .collectionExists:
            self.init(.resourceAlreadyExists, "the collection \(collection) exists already")
        case .faceNotFound:
            self.init(.invalidParameter, "/FaceId: the face was not found in the collection \(collection)")
        case .noFace:
            self.init(.invalidParameter, "there is no face in the image that can be used: \(sentence)")
        case .imageFormat:
            self.init(.invalidImageFormat, "the image cannot be read: \(sentence)")
        case .imageTooLarge:
            self.init(.imageTooLarge, "the image is too large: \(sentence)")
        case .imageTooSmall:
            self.init(.invalidParameter, "the image is too small: \(sentence)")
        case .quotaExceeded:
            self.init(.serviceQuotaExceeded, "there is no room for more: \(sentence)")
        case .otherModel:
            self.init(
                .invalidParameter,
                "the collection \(collection) was made with another model: \(sentence)"
            )
        case .unsupported:
            self.init(.invalidParameter, "the core does not do this: \(sentence)")
        case .notReady:
            self.init(.internalServerError, "the matching core is not ready")
        case .invalidRequest, .internalError:
            self.init(.internalServerError, "the matching core failed")
        }
    }

    /// An answer of a core that does not fit what was asked.
    static let unfittingAnswer = RekognitionError(
        .internalServerError,
        "the matching core gave an answer that does not fit the request"
    )
}
