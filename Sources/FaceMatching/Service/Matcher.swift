/// What the service can do about pictures: everything, or say why nothing.
package enum Matcher: Sendable {
    /// A model and the scale that was published for it.
    case ready(any FacePipeline, any SimilarityScale)
    /// No model: collections can be made, listed and deleted; operations with pictures answer this sentence.
    case missing(reason: String)

    /// The model that collections are made for.
    var model: FaceModel {
        switch self {
        case .ready(let pipeline, _): pipeline.model
        case .missing: FaceModel(name: "none", version: "0")
        }
    }
}
