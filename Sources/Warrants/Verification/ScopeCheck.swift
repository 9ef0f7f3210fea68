import Decisions
import StrictJSON

/// Check 18: whether a request stays within what an order allows.
struct ScopeCheck {
    let search: AuthorizedSearch
    /// Whether the order is for continuing surveillance, which alone may describe a person instead of naming pictures.
    let isContinuingSurveillance: Bool

    func check(_ request: WarrantScope) throws(WarrantFault) {
        guard search.operations.contains(request.operation) else {
            throw outside("the operation `\(request.operation)`")
        }
        guard request.operation.name != Self.searchByFace else {
            throw outside(
                "searching by a face's identifier, which could be any face that was enrolled before"
            )
        }
        try checkImages(request)
        guard request.purpose == search.purpose else { throw outside("the purpose") }
        guard search.imageSources.contains(request.imageSource ?? .unknown) else {
            throw outside("the image source")
        }
        guard request.mode == search.mode else { throw outside("the mode") }
        guard let threshold = request.similarityThreshold, threshold >= search.minimumSimilarity else {
            throw outside(
                "a similarity threshold below \(JSONNumber(units: search.minimumSimilarity, places: 4).lexeme)"
            )
        }
        // CompareFaces cannot say how many: it counts as asking for all there can be.
        let most = request.maximumResults ?? (isComparison(request) ? Self.mostCompared : nil)
        if let count = most, count > search.maximumResults {
            throw outside("more than \(search.maximumResults) results")
        }
    }

    private func checkImages(_ request: WarrantScope) throws(WarrantFault) {
        if isComparison(request) {
            guard !request.targets.isEmpty, request.targets.allSatisfy(search.targets.contains) else {
                throw outside("a target image")
            }
        } else {
            guard let collection = request.collection, search.collections.contains(collection) else {
                throw outside("the collection")
            }
        }
        // Without a probe in the request there is nothing that a probe-bound order could be compared with: a face that was
        // enrolled before could be any face.
        switch search.subject {
        case .probes(let probes):
            guard !request.probes.isEmpty, request.probes.allSatisfy(probes.contains) else {
                throw outside("the probe image")
            }
        case .description:
            guard isContinuingSurveillance else {
                throw outside("any picture: only an order for continuing surveillance may describe a person")
            }
        }
    }

    private func isComparison(_ request: WarrantScope) -> Bool {
        request.operation.name == AuthorizedSearch.comparison
    }

    private static let searchByFace: ExactString = "SearchFaces"
    /// The most matches that a comparison can give.
    private static let mostCompared: Int64 = 100

    private func outside(_ what: String) -> WarrantFault {
        WarrantFault(.outOfScope, "the warrant does not cover \(what)")
    }
}
