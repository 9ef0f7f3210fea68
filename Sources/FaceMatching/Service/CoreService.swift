package import CoreProtocol
import StrictJSON
import Synchronization

/// Answers the gate's requests out of the collections and the model.
///
/// Safe to call from several threads. After a failure of the storage it answers nothing more (`hasFailed`): the
/// process must end and read the database anew.
package final class CoreService: Sendable {
    let store: CollectionStore
    let matcher: Matcher
    let decoder: ImageDecoder
    /// The clock: microseconds since 1970, UTC.
    private let now: @Sendable () -> Int64
    private let failed = Mutex(false)

    /// A service over opened collections.
    package init(
        store: CollectionStore,
        matcher: Matcher,
        decoder: ImageDecoder = ImageDecoder(),
        now: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.matcher = matcher
        self.decoder = decoder
        self.now = now
    }

    /// Whether the storage has failed.
    package var hasFailed: Bool { failed.withLock { $0 } }

    /// Brings everything into the database file before the process ends; not needed for durability.
    package func settle() throws(CollectionError) { try store.settle() }

    /// Who answers.
    package var identity: ModelIdentity {
        let model = matcher.model
        return ModelIdentity(
            core: "abeyance-core",
            name: ExactString(model.name),
            version: ExactString(model.version)
        )
    }

    /// The reply to a request; every error is a failure inside it.
    package func answer(_ request: CoreRequest) -> CoreReply {
        var notes: [ExactString] = []
        let result: Result<CoreResult, CoreFailure>
        do throws(CoreFailure) {
            guard !hasFailed else {
                throw CoreFailure(.notReady, "the collections' storage failed", beforeMatching: true)
            }
            result = .success(try perform(request.operation, &notes))
        } catch {
            result = .failure(error)
        }
        return CoreReply(id: request.id, model: identity, result: result, warnings: notes)
    }

    private func perform(
        _ operation: CoreOperation,
        _ notes: inout [ExactString]
    ) throws(CoreFailure) -> CoreResult {
        switch operation {
        case .health: return .health(health)
        case .createCollection(let id):
            let name = try name(id)
            let made = try stored { () throws(CollectionError) in
                try store.create(name, model: matcher.model, now: now())
            }
            return .collectionCreated(summary(made))
        case .deleteCollection(let id):
            let name = try name(id)
            try stored { () throws(CollectionError) in try store.delete(name) }
            return .collectionDeleted
        case .describeCollection(let id):
            let name = try name(id)
            return .collection(summary(try stored { () throws(CollectionError) in try store.describe(name) }))
        case .listCollections: return .collections(store.list().map(summary))
        case .listFaces(let id, let after, let limit, let faceIDs):
            return .faces(try page(name(id), after: after, limit: limit, only: faceIDs))
        case .deleteFaces(let id, let faceIDs): return .facesDeleted(try delete(faceIDs, in: name(id)))
        case .indexFaces(let id, let image, let external, let most, let filter):
            return .facesIndexed(
                try enrol(image, in: name(id), external: external, most: most, filter: filter)
            )
        case .searchFaces(let id, let faceID, let threshold, let most):
            return .matches(try search(name(id), faceID: faceID, threshold: threshold, most: most))
        case .searchFacesByImage(let id, let image, let threshold, let most, let filter):
            let question = Question(threshold: threshold, most: most, filter: filter)
            return .matches(try search(name(id), image: image, question, &notes))
        case .compareFaces(let source, let target, let threshold, let filter):
            let question = Question(threshold: threshold, most: Self.mostFaces, filter: filter)
            return .comparison(try compare(source, target, question, &notes))
        case .detectFaces(let image):
            let picture = try faces(in: image, for: .probe, filter: .none, "image", &notes)
            return .facesDetected(picture.faces.map(\.detail))
        }
    }

    /// Whether pictures can be matched, and how much is held.
    package var health: CoreHealth {
        let (collections, faces) = (Int64(store.list().count), Int64(store.faceCount))
        switch matcher {
        case .ready: return CoreHealth(isReady: true, collections: collections, faces: faces)
        case .missing(let reason):
            return CoreHealth(
                isReady: false,
                collections: collections,
                faces: faces,
                reason: ExactString(reason)
            )
        }
    }

    /// Runs a piece of work on the collections and gives its error the protocol's name.
    func stored<R>(
        beforeMatching: Bool = true,
        _ body: () throws(CollectionError) -> R
    ) throws(CoreFailure) -> R {
        do {
            return try body()
        } catch {
            if error.code == .storage { failed.withLock { $0 = true } }
            throw CoreFailure(error, beforeMatching: beforeMatching)
        }
    }

    func name(_ id: ExactString) throws(CoreFailure) -> CollectionName {
        guard let name = CollectionName(id.value) else {
            throw CoreFailure(.invalidRequest, "the collection's name is not valid", beforeMatching: true)
        }
        return name
    }

    private func summary(_ collection: CollectionDescription) -> CollectionSummary {
        CollectionSummary(
            id: ExactString(collection.name.text),
            faceCount: Int64(collection.faceCount),
            created: collection.created,
            modelVersion: ExactString(collection.model.version)
        )
    }

    /// Faces of one picture that are looked at, by the protocol.
    static let mostFaces = 100
}

/// What a search asks for.
struct Question {
    /// Similarity in millionths of a percent.
    let threshold: Int64
    /// Matches at most.
    let most: Int
    let filter: QualityFilter
}
