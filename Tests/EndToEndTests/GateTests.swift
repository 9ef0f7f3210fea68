import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// What clients meet with, each with curl over mutual TLS against the real program.
@Suite(.serialized) struct GateTests {
    private static let searched: JSONValue = [
        "CollectionId": "mugshots", "Image": ["Bytes": "/9j/4AAQSkZJRg=="], "FaceMatchThreshold": 99,
    ]

    @Test func collectionsAreCreatedListedAndRecorded() async throws {
        try await serving { gate in
            let ngo = gate.client("icmec")
            let created = try ngo.call("CreateCollection", ["CollectionId": "missing-children"])
            #expect(created.status == 200)
            let listed = try ngo.call("ListCollections", [:])
            #expect(listed.body?["CollectionIds"] == ["missing-children"])
            let again = try ngo.call("CreateCollection", ["CollectionId": "missing-children"])
            #expect(again.errorType == "ResourceAlreadyExistsException")
            let decision = try gate.entries.entry(try #require(created.decision))
            #expect(decision["ruling"]?["decision"] == "allow")
            #expect(try gate.entries.outcome(of: try #require(created.decision))["released"] != nil)
        }
    }

    @Test func policeWithoutAWarrantAreToldTheRule() async throws {
        try await serving { gate in
            let refused = try gate.client("metro-police").call(
                "SearchFacesByImage",
                Self.searched,
                fields: [("Abeyance-Purpose", "identify_suspect"), ("Abeyance-Image-Source", "cctv")]
            )
            #expect(refused.status == 400)
            #expect(refused.errorType == "AccessDeniedException")
            #expect(refused.message.hasPrefix("moratorium_police: forbidden by rule `moratorium-police`: "))
            let entry = try gate.entries.entry(try #require(refused.decision))
            #expect(entry["ruling"]?["decision"] == "deny")
            #expect(entry["ruling"]?["determining"]?.array?.contains("moratorium-police") == true)
            let bare = try gate.client("metro-police").call("SearchFacesByImage", Self.searched)
            #expect(bare.errorType == "AccessDeniedException", "leaving out the facts is not better")
        }
    }

    @Test func strangersAreTurnedAwayAndSummarisedInTheLog() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let gate = try RunningGate.start(in: folder)
            defer { gate.kill() }
            let unregistered = try gate.client("unregistered").call("ListCollections", [:])
            #expect(unregistered.errorType == "AccessDeniedException")
            #expect(unregistered.message.hasPrefix("unknown_client: "))
            let fingerprint = try #require(unregistered.message.split(separator: " ").last.map(String.init))
            let untrusted = try gate.client("untrusted").call("ListCollections", [:])
            #expect([35, 56].contains(try #require(untrusted.failure)), "\(untrusted)")
            #expect(untrusted.message.contains("alert unknown ca"))
            let anonymous = CurlClient(
                endpoint: "https://127.0.0.1:\(gate.port)/",
                authority: "\(folder)/certs/server-ca.pem",
                certificate: nil,
                folder: folder
            )
            let refused = try anonymous.call("ListCollections", [:])
            #expect([35, 56].contains(try #require(refused.failure)), "\(refused)")
            #expect(refused.message.contains("alert certificate required"))
            #expect(try gate.client("icmec").call("Nonsense", [:]).errorType == "UnknownOperationException")

            #expect(gate.stop() == 0)
            let summaries = try gate.entries.entries("refusals")
            let strangers = try #require(summaries.first { $0["organisation"] == nil })
            #expect(strangers["reasons"] == [["count": 3, "reason": "unknown_client"]])
            #expect(strangers["others"] == 1)
            let seen = strangers["fingerprints"]?.array?.compactMap { $0["certificate"]?.string?.value } ?? []
            #expect(seen.count == 2)
            #expect(seen.contains(fingerprint))
            let known = try #require(summaries.first { $0["organisation"] == "icmec" })
            #expect(known["reasons"] == [["count": 1, "reason": "unknown_operation"]])
            #expect(try gate.entries.entries("decision").isEmpty, "none of them was decided")
        }
    }

    @Test func whatCannotBeUnderstoodIsRefusedInPlainWords() async throws {
        try await serving { gate in
            let ngo = gate.client("icmec")
            let twice = try ngo.call(
                "ListCollections",
                [:],
                fields: [("Abeyance-Purpose", "missing_child"), ("Abeyance-Purpose", "identify_suspect")]
            )
            #expect(twice.status == 400)
            #expect(twice.message.contains("`abeyance-purpose` is sent twice"))
            for (body, words): (JSONValue, String) in [
                (["Nonsense": 1], "unknown member `Nonsense`"),
                (["MaxResults": "many"], "/MaxResults: an integer was expected"),
                (.array([]), "the body"),
            ] {
                let refused = try ngo.call("ListCollections", body)
                #expect(refused.status == 400)
                #expect(refused.message.contains(words), "\(refused.message)")
                let entry = try gate.entries.entry(try #require(refused.decision))
                #expect(entry["facts"]?["fault"]?["reason"] == "invalid_request")
            }
            let purpose = try ngo.call("ListCollections", [:], fields: [("Abeyance-Purpose", "curiosity")])
            #expect(purpose.status == 400)
            #expect(purpose.message.contains("curiosity"))
            #expect(try ngo.call("ListCollections", [:]).status == 200)
        }
    }

    @Test func aDeniedCertificateIsRefusedAtOnceOnItsOpenConnectionToo() async throws {
        try await serving { gate in
            let held = try HeldConnection(to: gate, as: "icmec")
            try held.send("ListCollections", [:])
            #expect(try held.answer()?.status == 200)
            let denied = try gate.command([
                "cert", "deny", "\(gate.folder)/certs/icmec.pem", "--reason", "the key was lost",
            ])
            #expect(denied.status == 0, "\(denied.errors)")
            let before = try gate.entries.entries("decision").count
            try held.send("ListCollections", [:])
            let answer = try held.answer()
            #expect(answer == nil || answer?.status == 403, "\(String(describing: answer))")
            #expect(try held.answer() == nil, "the connection is closed")
            let fresh = try gate.client("icmec").call("ListCollections", [:])
            #expect([35, 56].contains(try #require(fresh.failure)), "\(fresh)")
            #expect(try gate.entries.entries("decision").count == before, "nothing was decided any more")
            #expect(try gate.client("thorn").call("ListCollections", [:]).status == 200)
            #expect(try gate.entries.entries("certificate").count == 1)
        }
    }

    private func serving(_ body: (RunningGate) throws -> Void) async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let gate = try RunningGate.start(in: folder)
            defer { gate.kill() }
            try body(gate)
        }
    }
}
