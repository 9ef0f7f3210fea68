package import Cryptography
import Decisions
import PolicyControl
package import StrictJSON
package import Warrants

/// The demonstration's court: its keys, its status list, and the tokens it mints.
package struct Court {
    /// The court's URI, as the trust list has it.
    package static let uri: ExactString = "https://court.demonstration.invalid"
    /// The URI of its one status list.
    package static let statusList: ExactString = "https://court.demonstration.invalid/status/1"
    /// The names of its keys.
    package static let (warrantKey, statusKey): (ExactString, ExactString) = ("court-1", "court-status-1")

    /// The trust list with this one court, as a bundle has it.
    let trustList: JSONObject

    /// Makes the court's keys and its first status list, with nothing revoked.
    static func found(in tree: WorkingTree, now: Timestamp) throws -> Court {
        let (warrants, statuses) = (try PrivateKey.generate(.es256), try PrivateKey.generate(.ed25519))
        try tree.write(warrants, to: "court/court.key")
        try tree.write(statuses, to: "court/status.key")
        let list = try StatusList(uri: statusList, issuedAt: Timestamp(seconds: now.seconds), capacity: 1_024)
        let token = try list.signed(issuer: uri, keyID: statusKey, key: statuses)
        try tree.write(Array(token.utf8), to: "state/status/court.jwt")
        let trust = try TrustList([
            TrustedIssuer(
                uri: uri,
                title: "The demonstration's court (invented)",
                keys: [
                    CourtKey(keyID: warrantKey, publicKey: warrants.publicKey),
                    CourtKey(keyID: statusKey, use: .statusLists, publicKey: statuses.publicKey),
                ],
                status: .key(statusKey),
                kinds: .only(["search_warrant"]),
                jurisdictions: .only(["US"])
            )
        ])
        return Court(trustList: trust.json)
    }
}

extension Court {
    /// The order behind a warrant of the demonstration; everybody in it is invented.
    package static func order(docket: ExactString, instrument: SHA256Digest) -> CourtOrder {
        CourtOrder(
            kind: "search_warrant",
            court: "The demonstration's court (invented)",
            docket: docket,
            judge: "A. Judge (invented)",
            judgeID: "judge-1",
            jurisdiction: "US-OR",
            standard: "probable_cause",
            findings: ["probable_cause", "relevance"],
            statute: "invented",
            offenceClass: "violent_felony",
            applicantName: "D. Detective (invented)",
            applicantID: "badge-1",
            applicantAgency: "OR0340000",
            instrument: instrument,
            isSealed: false
        )
    }

    /// What such a warrant allows: to search the mugshots with one picture of a camera, at a similarity (in millionths of
    /// 100) or higher.
    ///
    /// - Throws: `DemonstrationRoot.Failure` when the catalogue of operations lacks the search.
    package static func search(
        for image: [UInt8],
        atLeast similarity: Int64,
        searches: Int64,
        results: Int64
    ) throws -> AuthorizedSearch {
        guard let operation = OperationCatalogue.operation(named: "SearchFacesByImage") else {
            throw DemonstrationRoot.Failure(
                description: "the catalogue of operations lacks `SearchFacesByImage`"
            )
        }
        return AuthorizedSearch(
            operations: [operation],
            collections: [DemonstrationRegistry.mugshots],
            targets: [],
            purpose: .identifySuspect,
            imageSources: [.closedCircuitTelevision],
            mode: .retrospective,
            subject: .probes([.of(image)]),
            minimumSimilarity: similarity,
            maximumSearches: searches,
            maximumResults: results
        )
    }
}
