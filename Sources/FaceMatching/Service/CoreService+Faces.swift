import CoreProtocol
import StrictJSON

/// The faces of one picture: those that pass the filter and those that do not, each largest first.
struct FacesOfPicture {
    let image: RGBImage
    let faces: [MeasuredFace]
    let refused: [MeasuredFace]
    let pipeline: any FacePipeline

    /// The template of one of the faces.
    func template(_ face: MeasuredFace) -> [Float] { pipeline.template(of: face.face, in: image) }
}

extension CoreService {
    /// Decodes a picture, finds its faces and filters them; a decoder's warning is added to `notes`.
    func faces(
        in bytes: [UInt8],
        for use: ImageDecoder.Use,
        filter: QualityFilter,
        _ which: String,
        _ notes: inout [ExactString]
    ) throws(CoreFailure) -> FacesOfPicture {
        guard case .ready(let pipeline) = matcher else { throw missingModel }
        let image: RGBImage
        do throws(ImageError) {
            let decoded = try decoder.decode(bytes, for: use)
            image = decoded.image
            if let warning = decoded.warning { notes.append(ExactString("\(which): \(warning)")) }
        } catch {
            throw CoreFailure(error, which)
        }
        let found = pipeline.detect(in: image, limit: Self.mostFaces)
            .map { MeasuredFace($0, in: image, filter: filter) }
        return FacesOfPicture(
            image: image,
            faces: found.filter(\.reasons.isEmpty),
            refused: found.filter { !$0.reasons.isEmpty },
            pipeline: pipeline
        )
    }

    /// The largest face that passes the filter; without one nothing is matched, and the failure says which.
    func largest(_ picture: FacesOfPicture, _ which: String) throws(CoreFailure) -> MeasuredFace {
        if let face = picture.faces.first { return face }
        guard let refused = picture.refused.first else {
            throw CoreFailure(.noFace, "\(which): no face was found", beforeMatching: true)
        }
        let reasons = refused.reasons.map(\.rawValue).joined(separator: ", ")
        throw CoreFailure(
            .noFace,
            "\(which): no face passes the quality filter (\(reasons))",
            beforeMatching: true
        )
    }

    private var missingModel: CoreFailure {
        guard case .missing(let reason) = matcher else {
            return CoreFailure(.internalError, "the model is there", beforeMatching: true)
        }
        return CoreFailure(.notReady, reason, beforeMatching: true)
    }
}
