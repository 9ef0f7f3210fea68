import Foundation
import Support

/// A clerk at the demonstration's court: an order, its description, and the commands that mint and revoke.
struct Clerk {
    let place: Workplace
    let order: String
    let description: String

    /// A clerk with an order for one search by the invented police department.
    init(_ place: Workplace) throws {
        self.place = place
        order = try place.write("%PDF-1.7 an order", to: "order.pdf")
        let day = ISO8601DateFormatter()
        let text = """
            {"sub": "urn:agency:ori:OR0340000", "aud": "\(try place.origin)",
             "nbf": "\(day.string(from: Date(timeIntervalSinceNow: -3_600)))",
             "exp": "\(day.string(from: Date(timeIntervalSinceNow: 86_400)))",
             "status": {"uri": "https://court.demonstration.invalid/status/1", "idx": 7},
             "warrant": {"kind": "search_warrant", "court": "Riverton County Court (invented)", "docket": "26-CR-17",
               "judge": "Hon. A. Example", "judge_id": "J-1", "jurisdiction": "US-WA", "standard": "probable_cause",
               "findings": ["relevant_to_ongoing_criminal_investigation"],
               "offence": {"statute": "RCW 9A.32.030", "class": "violent_felony"},
               "applicant": {"name": "Det. B. Example", "id": "1234", "agency_ori": "XX0000001"}, "sealed": false},
             "search": {"actions": ["SearchFacesByImage"], "collections": ["mugshots"], "purpose": "identify_suspect",
               "image_sources": ["cctv"], "probes": [{"sha256": "\(String(repeating: "ab", count: 32))"}],
               "min_similarity": 99, "max_searches": 1, "max_results": 5}}
            """
        description = try place.write(text, to: "order.json")
    }

    /// Mints a token; arguments given replace those of a good call.
    func issue(_ replaced: [String: String] = [:], without: String? = nil) throws -> Outcome {
        try Program.run(Program.abeyance, ["warrant", "issue"] + arguments(replaced, without: without))
    }

    /// The arguments of `warrant issue`.
    func arguments(_ replaced: [String: String] = [:], without: String? = nil) -> [String] {
        let usual = [
            "--description": description, "--order": order,
            "--certificate": place.certificate("metro-police"),
            "--key": "\(place.folder)/court/court.key", "--issuer": "https://court.demonstration.invalid",
            "--kid": "court-1",
        ]
        return usual.merging(replaced) { $1 }.filter { $0.key != without }.sorted { $0.key < $1.key }
            .flatMap { [$0.key, $0.value] }
    }

    /// A file with a fresh token.
    func token() throws -> String {
        let minted = try issue()
        guard minted.code == 0 else { throw Workplace.Unusable(description: minted.errors) }
        return try place.write(minted.output, to: "token.jwt")
    }

    /// Verifies a token as the demonstration's gate would.
    func verify(_ token: String, certificate: String = "metro-police") throws -> Outcome {
        try Program.run(
            "warrant",
            "verify",
            token,
            "--courts",
            "\(place.policies)/courts.json",
            "--certificate",
            place.certificate(certificate),
            "--audience",
            try place.origin,
            "--list",
            place.statusList
        )
    }

    /// Revokes an index.
    func revoke(
        _ index: Int,
        key: String = "court/status.key",
        kid: String = "court-status-1"
    ) throws -> Outcome {
        try Program.run(
            "warrant",
            "revoke",
            "--list",
            place.statusList,
            "--index",
            "\(index)",
            "--key",
            "\(place.folder)/\(key)",
            "--issuer",
            "https://court.demonstration.invalid",
            "--kid",
            kid
        )
    }
}
