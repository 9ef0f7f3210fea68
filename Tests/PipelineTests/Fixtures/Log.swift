import CoreProtocol
import Cryptography
import Decisions
import Pipeline
import StrictJSON

/// What a log would say to a draft, fed to the machine by hand.
enum Log {
    static let checkpoint = "gate.example/log\n8\nbm90IGEgcm9vdA==\n\n— gate.example/log c2lnbmF0dXJl\n"

    /// The receipt for a draft that became the entry of a number.
    static func receipt(for draft: EntryDraft, at index: Int64) throws -> Receipt {
        Receipt(
            index: index,
            leafHash: .of(Array("leaf \(index)".utf8)),
            bodyDigest: .of(try JSONValue.object(draft.body).canonical()),
            checkpoint: checkpoint,
            warrantUse: draft.warrantUse.map { CountedUse(number: 1, maximum: $0.maximum) }
        )
    }

    static func taken(_ draft: EntryDraft, at index: Int64) throws -> Result<Receipt, AppendRefusal> {
        .success(try receipt(for: draft, at: index))
    }

    /// Every refusal that a log knows.
    static let refusals: [AppendRefusal] = [
        .backpressure, .diskLow, .unavailable("the disk is gone"), .usesExhausted,
        .bundleNotInForce(current: .of([1])), .clockUntrusted,
    ]
}

/// What a core would say to an order, fed to the machine by hand.
enum Core {
    static let model = ModelIdentity(core: "abeyance-core", name: "resnet", version: "1.0")

    static func reply(
        _ result: Result<CoreResult, CoreFailure>,
        to request: CoreRequest
    ) -> CoreResponse {
        response(.success(CoreReply(id: request.id, model: model, result: result)))
    }

    static func response(_ result: Result<CoreReply, CoreUnavailable>) -> CoreResponse {
        CoreResponse(result: result, receivedAt: House.noon.adding(seconds: 1), duration: 250_000)
    }

    /// A search's result with faces of the given similarities, in millionths of a percent.
    static func matches(_ similarities: Int64...) -> Result<CoreResult, CoreFailure> {
        .success(
            .matches(
                SearchResult(
                    searched: DetectedFace(box: box, confidence: 99_900_000),
                    matches: similarities.enumerated().map { number, similarity in
                        FaceMatch(
                            similarity: similarity,
                            cosine: 960_000,
                            face: StoredFace(
                                faceID: ExactString("\(11_111_111 + number)-2222-3333-4444-55555555abcd"),
                                imageID: "99999999-2222-3333-4444-55555555abcd",
                                externalImageID: "person-a",
                                box: box,
                                confidence: 99_900_000
                            )
                        )
                    },
                    comparisons: 25_000
                )
            )
        )
    }

    private static let box = BoundingBox(left: 100_000, top: 200_000, width: 250_000, height: 333_333)
}
