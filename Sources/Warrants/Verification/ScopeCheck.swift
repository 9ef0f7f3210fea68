import Decisions
import StrictJSON

/// Check 18: whether a request stays within what an order allows.
struct ScopeCheck {
    let search: AuthorizedSearch

    func check(_ request: WarrantScope) throws(WarrantFault) {
        guard search.operations.contains(request.operation) else {
            throw outside("the operation `\(request.operation)`")
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
        if let count = request.maximumResults, count > search.maximumResults {
            throw outside("more than \(search.maximumResults) results")
        }
    }

    private func checkImages(_ request: WarrantScope) throws(WarrantFault) {
        if request.operation.name == AuthorizedSearch.comparison {
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
        if case .probes(let probes) = search.subject {
            guard !request.probes.isEmpty, request.probes.allSatisfy(probes.contains) else {
                throw outside("the probe image")
            }
        }
    }

    private func outside(_ what: String) -> WarrantFault {
        WarrantFault(.outOfScope, "the warrant does not cover \(what)")
    }
}
