/// What the service can do about pictures: everything, or say why nothing.
package enum Matcher: Sendable {
    /// A model whose scores the published table explains.
    case ready(any FacePipeline)
    /// No model: collections can be made, listed and deleted; operations with pictures answer this sentence.
    case missing(reason: String)

    /// The model that collections are made for.
    var model: FaceModel {
        switch self {
        case .ready(let pipeline): pipeline.model
        case .missing: FaceModel(name: "none", version: "0")
        }
    }
}
