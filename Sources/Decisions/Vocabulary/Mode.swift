/// Whether faces are searched in recordings or as they pass.
package enum Mode: String, ClosedVocabulary {
    case retrospective
    case live
}

extension Mode {
    /// How an operation on an image of a stated source counts: faces of a live stream are searched as they pass.
    package init(of operation: Operation, imageSource: ImageSource?) {
        let isMatching = operation.group == .match || operation.group == .live
        self = isMatching && imageSource == .liveStream ? .live : .retrospective
    }
}
