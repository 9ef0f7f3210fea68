/// What is kept of a face beside its template.
///
/// No picture is.
package struct EnrolledFace: Hashable, Sendable {
    /// A box as ratios of the picture, in millionths.
    package struct Box: Hashable, Sendable {
        package var left: Int64
        package var top: Int64
        package var width: Int64
        package var height: Int64

        /// A box in millionths of the picture's width and height.
        package init(left: Int64, top: Int64, width: Int64, height: Int64) {
            self.left = left
            self.top = top
            self.width = width
            self.height = height
        }
    }

    /// The face's identifier, a UUID.
    package let faceID: String
    /// The identifier of the picture that it was found in; faces of one picture share it.
    package let imageID: String
    /// The client's own name for the picture.
    package let externalImageID: String?
    /// Where it was in the picture.
    package let box: Box
    /// How sure the detector was, in millionths of a percent.
    package let confidence: Int64

    /// A face about to be enrolled, or as read back.
    package init(faceID: String, imageID: String, externalImageID: String?, box: Box, confidence: Int64) {
        self.faceID = faceID
        self.imageID = imageID
        self.externalImageID = externalImageID
        self.box = box
        self.confidence = confidence
    }
}

/// A collection as it is described.
package struct CollectionDescription: Hashable, Sendable {
    /// Its name.
    package let name: CollectionName
    /// Microseconds since 1970, UTC.
    package let created: Int64
    /// The model of all its templates.
    package let model: FaceModel
    /// Its faces.
    package let faceCount: Int
}

/// A face found by search.
package struct FaceCandidate: Hashable, Sendable {
    /// Who it is said to be.
    package let face: EnrolledFace
    /// Cosine between the probe and the template, -1 to 1.
    package let cosine: Double
}
