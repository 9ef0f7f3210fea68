internal import Cryptography

/// Turns the three published files into one model file.
package enum ModelConverter {
    /// The name of the model, part of every answer.
    package static let modelName = "dlib-resnet-29"
    /// The version of the model: raised when conversion or pre-processing changes any number.
    package static let modelVersion = "1"
    /// Under which terms the numbers may be used.
    package static let licence =
        "network and landmarks: CC0 1.0 (public domain, Davis E. King); detector: Boost Software License 1.0 (dlib)"
    /// What the model must not be trusted with.
    package static let limits =
        "a reference core: at a false-match rate of 2e-6 it finds 35 to 45 % of true matches on wild photographs, "
        + "with rates that differ between groups of people; a match is a lead to be reviewed, never a reason to arrest"

    /// The bytes of the model file; each part must already have its pinned digest.
    package static func convert(
        network: [UInt8],
        landmarks: [UInt8],
        detector: [UInt8]
    ) throws(ModelError) -> [UInt8] {
        let sources = [
            (Artifact.network, network), (Artifact.landmarks, landmarks), (Artifact.detector, detector),
        ]
        for (artifact, bytes) in sources { try artifact.check(bytes, place: artifact.name) }
        var builder = ModelBuilder(
            header: ModelHeader(
                name: modelName,
                version: modelVersion,
                licence: licence,
                limits: limits,
                sources: sources.map { ModelHeader.Source(name: $0.0.name, digest: $0.0.digest) }
            )
        )
        var networkReader = NetworkReader(network, name: Artifact.network.name)
        try networkReader.read(into: &builder)
        var landmarkReader = LandmarkReader(landmarks, name: Artifact.landmarks.name)
        try landmarkReader.read(into: &builder)
        var detectorReader = DetectorReader(detector, name: Artifact.detector.name)
        try detectorReader.read(into: &builder)
        return builder.file()
    }
}
