package import Decisions
internal import StrictJSON

/// The operations that a core can carry out; the other operations of the protocol are known and refused.
package enum ServedOperation: String, Sendable, Hashable, CaseIterable {
    case compareFaces = "CompareFaces"
    case createCollection = "CreateCollection"
    case deleteCollection = "DeleteCollection"
    case deleteFaces = "DeleteFaces"
    case describeCollection = "DescribeCollection"
    case detectFaces = "DetectFaces"
    case indexFaces = "IndexFaces"
    case listCollections = "ListCollections"
    case listFaces = "ListFaces"
    case searchFaces = "SearchFaces"
    case searchFacesByImage = "SearchFacesByImage"

    /// The served operation that a known one is, if it is one.
    package init?(_ operation: Operation) {
        guard let served = Self.allCases.first(where: { ExactString($0.rawValue) == operation.name }) else {
            return nil
        }
        self = served
    }
}
