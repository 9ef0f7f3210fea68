import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// A policy set is in force when the log names it, and never otherwise.
@Suite(.serialized) struct ActivationTests {
    @Test func strictAmazon2021RefusesThePoliceInSpiteOfAWarrant() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let gate = try RunningGate.start(in: folder)
            defer { gate.kill() }
            let image: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]
            let court = CourtOfFolder(folder: folder, origin: try Self.origin(of: gate))
            let fields = [
                ("Abeyance-Purpose", "identify_suspect"), ("Abeyance-Image-Source", "cctv"),
                ("Abeyance-Warrant", try court.warrant(forSearchOf: "mugshots", image: image)),
            ]
            let search: JSONValue = [
                "CollectionId": "mugshots", "Image": ["Bytes": "/9j/4A=="], "FaceMatchThreshold": 99,
                "MaxFaces": 5,
            ]
            let police = gate.client("metro-police")
            let before = try police.call("SearchFacesByImage", search, fields: fields)
            let allowed = try gate.entries.entry(try #require(before.decision))
            #expect(allowed["ruling"]?["decision"] == "allow", "\(before.message)")

            let set = try Self.set(in: folder, policies: "library/amazon-2021", version: 2)
            let activated = try gate.command(["policy", "activate", set])
            #expect(activated.status == 0, "\(activated.errors)")
            let after = try police.call("SearchFacesByImage", search, fields: fields)
            #expect(after.errorType == "AccessDeniedException")
            let refused = try gate.entries.entry(try #require(after.decision))
            #expect(refused["ruling"]?["decision"] == "deny")
            #expect(refused["generation"] == 2)
            let determining = refused["ruling"]?["determining"]?.array?.compactMap { $0.string?.value } ?? []
            #expect(determining.contains { $0.contains("amazon-2021") }, "\(determining)")

            let bad = try Self.set(in: folder, policies: "library/amazon-2020", named: "bad", version: 3)
            try TestFiles.write(Array("permit(principal".utf8), toPath: "\(bad)/policies/broken.cedar")
            let rejected = try gate.command(["policy", "activate", bad])
            #expect(rejected.status == 1)
            #expect(rejected.errors.contains("broken.cedar:1"), "\(rejected.errors)")
            let still = try police.call("SearchFacesByImage", search, fields: fields)
            #expect(try gate.entries.entry(try #require(still.decision))["generation"] == 2)
            #expect(gate.stop() == 0)

            let restarted = try RunningGate.start(in: folder, initialise: false)
            defer { restarted.kill() }
            let again = try restarted.client("metro-police").call(
                "SearchFacesByImage",
                search,
                fields: fields
            )
            #expect(
                again.errorType == "AccessDeniedException",
                "the set that the log names is in force again"
            )
            #expect(restarted.stop() == 0)
            let verified = try restarted.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    @Test func activatingWhileRequestsRunLosesNone() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let gate = try RunningGate.start(in: folder)
            defer { gate.kill() }
            let sets = try ["library/amazon-2020", "library/amazon-2021", "active"].enumerated().map {
                try Self.set(in: folder, policies: $1, named: "set-\($0)", version: $0 + 2)
            }
            let client = gate.client("thorn")
            let lost = Clients.Notes()
            let ended = Clients.start(3) { _ in
                for _ in 0..<20 {
                    do {
                        let response = try client.call("ListCollections", [:])
                        if response.decision == nil { lost.note("\(response)") }
                    } catch {
                        lost.note("\(error)")
                    }
                }
            }
            for set in sets {
                let activated = try gate.command(["policy", "activate", set])
                #expect(activated.status == 0, "\(activated.errors)")
            }
            for await _ in ended {}
            #expect(lost.all == [], "requests without a decision")
            #expect(gate.stop() == 0)
            let decided = try gate.entries.entries("decision")
            #expect(decided.count == 60)
            #expect(
                try gate.entries.entries("outcome").count
                    == decided.count { $0["ruling"]?["decision"] == "allow" }
            )
            #expect(try gate.entries.entries("bundle_activated").count == 3)
            let verified = try gate.entries.verify()
            #expect(verified.isGood, "\(verified.words)")
        }
    }

    @Test func aSetThatTheLogDoesNotNameIsNeverServed() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let made = try Subprocess.run(
                Programs.abeyance,
                ["init", folder, "--policies", Programs.policies]
            )
            try #require(made.status == 0)
            let bundles = "\(folder)/state/bundles"
            let digest = try #require(try FileManager.default.contentsOfDirectory(atPath: bundles).first)
            let owners = "\(bundles)/\(digest)/policies/owners.cedar"
            let original = try TestFiles.bytes(atPath: owners)
            try TestFiles.write(original + Array("// harmless\n".utf8), toPath: owners)
            let altered = try serve(folder)
            #expect(altered.status == 2)
            #expect(altered.errors.contains("`\(digest)` has been altered"), "\(altered.errors)")
            #expect(altered.output.isEmpty, "it never said that it listens")
            try FileManager.default.removeItem(atPath: "\(bundles)/\(digest)")
            let missing = try serve(folder)
            #expect(missing.status == 2)
            #expect(missing.errors.contains(digest), "\(missing.errors)")
        }
    }

    private func serve(_ folder: String) throws -> Subprocess {
        try Subprocess.run(
            Programs.abeyance,
            ["serve", "--config", "\(folder)/abeyance.yaml", "--port", "0"]
        )
    }

    private static func origin(of gate: RunningGate) throws -> String {
        let genesis = try gate.entries.entries("genesis")
        return try #require(genesis.first?["origin"]?.string?.value)
    }

    /// The registers of the working set with other policies.
    private static func set(
        in folder: String,
        policies: String,
        named name: String = "set",
        version: Int
    ) throws -> String {
        let set = "\(folder)/\(name)"
        let files = FileManager.default
        try files.copyItem(atPath: "\(folder)/policies", toPath: set)
        try files.removeItem(atPath: "\(set)/policies")
        try files.createDirectory(atPath: "\(set)/policies", withIntermediateDirectories: true)
        for file in try files.contentsOfDirectory(atPath: "\(Programs.policies)/\(policies)")
        where file.hasSuffix(".cedar") {
            try files.copyItem(
                atPath: "\(Programs.policies)/\(policies)/\(file)",
                toPath: "\(set)/policies/\(file)"
            )
        }
        let name = policies.split(separator: "/").last ?? "set"
        let about = #"{"name": "\#(name)", "version": \#(version), "demonstration": true}"#
        try TestFiles.write(Array(about.utf8), toPath: "\(set)/bundle.json")
        return set
    }
}
