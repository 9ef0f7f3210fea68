package import CoreProtocol
package import Decisions
package import StrictJSON

/// A request of the protocol, read strictly, with every default filled in.
package struct RekognitionRequest: Sendable {
    /// The operation.
    package let operation: Operation
    /// What it asks for, by kind; nil for an operation that no core here serves.
    package let call: Call?
    /// The collection named, for operations on one.
    package let collection: ExactString?

    /// What a served operation asks for; thresholds are in ten-thousandths of a percent.
    package enum Call: Sendable, Hashable {
        case compareFaces(source: [UInt8], target: [UInt8], threshold: Int64, qualityFilter: QualityFilter)
        case createCollection(ExactString)
        case deleteCollection(ExactString)
        case deleteFaces(ExactString, faceIDs: [ExactString])
        case describeCollection(ExactString)
        case detectFaces(image: [UInt8])
        case indexFaces(
            ExactString,
            image: [UInt8],
            externalImageID: ExactString?,
            maxFaces: Int?,
            qualityFilter: QualityFilter
        )
        case listCollections(after: PagePosition?, limit: Int)
        case listFaces(ExactString, after: ExactString?, limit: Int, faceIDs: [ExactString])
        case searchFaces(ExactString, faceID: ExactString, threshold: Int64, maxFaces: Int)
        case searchFacesByImage(
            ExactString,
            image: [UInt8],
            threshold: Int64,
            maxFaces: Int,
            qualityFilter: QualityFilter
        )
    }
}

extension RekognitionRequest {
    /// What the core is asked; nil for an operation that no core here serves.
    package var coreOperation: CoreOperation? {
        switch call {
        case nil: nil
        case .compareFaces(let source, let target, let threshold, let filter):
            .compareFaces(source: source, target: target, threshold: threshold * 100, qualityFilter: filter)
        case .createCollection(let id): .createCollection(id: id)
        case .deleteCollection(let id): .deleteCollection(id: id)
        case .deleteFaces(let id, let faceIDs): .deleteFaces(collection: id, faceIDs: faceIDs)
        case .describeCollection(let id): .describeCollection(id: id)
        case .detectFaces(let image): .detectFaces(image: image)
        case .indexFaces(let id, let image, let externalImageID, let maxFaces, let filter):
            .indexFaces(
                collection: id,
                image: image,
                externalImageID: externalImageID,
                maxFaces: maxFaces,
                qualityFilter: filter
            )
        case .listCollections: .listCollections
        case .listFaces(let id, let after, let limit, let faceIDs):
            .listFaces(collection: id, after: after, limit: limit, faceIDs: faceIDs)
        case .searchFaces(let id, let faceID, let threshold, let maxFaces):
            .searchFaces(collection: id, faceID: faceID, threshold: threshold * 100, maxFaces: maxFaces)
        case .searchFacesByImage(let id, let image, let threshold, let maxFaces, let filter):
            .searchFacesByImage(
                collection: id,
                image: image,
                threshold: threshold * 100,
                maxFaces: maxFaces,
                qualityFilter: filter
            )
        }
    }

    /// The similarity asked for, in ten-thousandths of a percent; nil for operations without one.
    package var similarityThreshold: Int64? {
        switch call {
        case .compareFaces(_, _, let threshold, _), .searchFaces(_, _, let threshold, _),
            .searchFacesByImage(_, _, let threshold, _, _):
            threshold
        default: nil
        }
    }

    /// The most results asked for; for CompareFaces, which cannot say, the most there are; nil for other operations.
    package var maximumResults: Int64? {
        switch call {
        case .searchFaces(_, _, _, let most), .searchFacesByImage(_, _, _, let most, _): Int64(most)
        case .listCollections(_, let limit), .listFaces(_, _, let limit, _): Int64(limit)
        case .indexFaces(_, _, _, let most, _): Int64(most ?? RequestLimits.maxIndexedFaces)
        case .compareFaces: Int64(RequestLimits.maxComparedFaces)
        default: nil
        }
    }

    /// The images that are searched with or looked at.
    package var probes: [[UInt8]] {
        switch call {
        case .compareFaces(let source, _, _, _): [source]
        case .searchFacesByImage(_, let image, _, _, _), .detectFaces(let image): [image]
        default: []
        }
    }

    /// The images that are compared against, now or, once enrolled, later.
    package var targets: [[UInt8]] {
        switch call {
        case .compareFaces(_, let target, _, _): [target]
        case .indexFaces(_, let image, _, _, _): [image]
        default: []
        }
    }
}
