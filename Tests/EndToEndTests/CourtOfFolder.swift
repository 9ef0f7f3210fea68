import Foundation
import Provisioning
import Support

/// The court that `init` made, through the commands that its clerk has.
struct CourtOfFolder {
    let folder: String
    /// The name of the gate's log, which the warrant is for.
    let origin: String

    /// A warrant for the police department, for two searches of a collection with one image at 99 or higher.
    func warrant(forSearchOf collection: String, image: [UInt8]) throws -> String {
        let (probe, order, description) = (
            "\(folder)/probe.jpg", "\(folder)/order.pdf", "\(folder)/order.json"
        )
        try TestFiles.write(image, toPath: probe)
        try TestFiles.write(Array("%PDF-1.7 an order".utf8), toPath: order)
        let sum = try Subprocess.run("sha256sum", [probe]).output
        let digest = String(decoding: sum.prefix(64), as: UTF8.self)
        let day = ISO8601DateFormatter()
        let text = """
            {"sub": "urn:agency:ori:OR0340000", "aud": "\(origin)",
             "nbf": "\(day.string(from: Date(timeIntervalSinceNow: -3_600)))",
             "exp": "\(day.string(from: Date(timeIntervalSinceNow: 86_400)))",
             "status": {"uri": "https://court.demonstration.invalid/status/1", "idx": 7},
             "warrant": {"kind": "search_warrant", "court": "The demonstration's court (invented)",
               "docket": "26-SW-0001", "judge": "A. Judge (invented)", "judge_id": "judge-1",
               "jurisdiction": "US-OR", "standard": "probable_cause",
               "findings": ["probable_cause", "relevance"],
               "offence": {"statute": "invented", "class": "violent_felony"},
               "applicant": {"name": "D. Detective (invented)", "id": "badge-1", "agency_ori": "OR0340000"},
               "sealed": false},
             "search": {"actions": ["SearchFacesByImage"], "collections": ["\(collection)"],
               "purpose": "identify_suspect", "image_sources": ["cctv"], "probes": [{"sha256": "\(digest)"}],
               "min_similarity": 99, "max_searches": 9, "max_results": 5}}
            """
        try TestFiles.write(Array(text.utf8), toPath: description)
        let minted = try Subprocess.run(
            Programs.abeyance,
            [
                "warrant", "issue", "--description", description, "--order", order, "--certificate",
                "\(folder)/certs/metro-police.pem", "--key", "\(folder)/court/court.key", "--issuer",
                "https://court.demonstration.invalid", "--kid", "court-1",
            ]
        )
        guard minted.status == 0 else { throw RunningGate.Failure(description: minted.errors) }
        return String(decoding: minted.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
