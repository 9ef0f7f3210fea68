import Cryptography
import Decisions
import Foundation
import Provisioning
import StrictJSON
import Support
import Testing
import Warrants

/// One organisation acts for another: both are asked, the order is the other's, and the other can see what was done.
@Suite(.serialized) struct OnBehalfTests {
    @Test(
        "whoever acts for police needs the order that police need, in the department's name and for its own certificate",
        .enabled(if: TestWorker.isPresent, "python3 is not installed")
    )
    func bothAreAsked() async throws {
        try await servingWarrants { gate, court in
            let ngo = gate.client("icmec")
            func compare(
                _ token: String?,
                for other: String? = "metro-police",
                with target: [UInt8] = Self.target
            ) throws -> CurlClient.Response {
                try ngo.call("CompareFaces", Self.comparison(with: target), fields: Self.fields(token, other))
            }
            let order = try Self.order(court, holder: "icmec")
            #expect(try compare(nil, for: nil).status == 200, "for itself it needs none")
            let undelegated = try compare(court.token(order))
            #expect(undelegated.message.hasPrefix("on_behalf_unknown: "), "\(undelegated.message)")

            let set = try gate.nextPolicySet { folder in
                let list = #"{"delegations": [{"from": "icmec", "for": "metro-police"}]}"#
                try TestFiles.write(Array(list.utf8), toPath: "\(folder)/delegations.json")
            }
            let activated = try gate.command(["policy", "activate", set])
            #expect(activated.status == 0, "\(activated.errors)")

            let bare = try compare(nil)
            #expect(bare.message.contains("moratorium-police"), "\(bare.message)")
            let allowed = try compare(court.token(order))
            #expect(allowed.status == 200, "\(allowed.message)")
            let decision = try #require(allowed.decision)
            let entry = try gate.entries.entry(decision)
            #expect(entry["principals"]?.array?.compactMap { $0["name"] } == ["icmec", "metro-police"])
            #expect(
                Set(entry["ruling"]?["determining"]?.array ?? []) == [
                    "exempt-icmec", "police-compare-under-warrant",
                ]
            )
            #expect(entry["use"] == ["n": 1, "of": 10])

            let elsewhere = try compare(court.token(order), with: PoliceSearch.image(3))
            #expect(elsewhere.message.hasPrefix("warrant_out_of_scope: "), "the order names its targets")

            // The order is the department's and the certificate the sender's: neither can be exchanged.
            var own = order
            own.subject = "urn:agency:icmec"
            #expect(try compare(court.token(own)).message.hasPrefix("warrant_binding_mismatch: "))
            let police = try court.token(Self.order(court, holder: "metro-police"))
            #expect(try compare(police).message.hasPrefix("warrant_binding_mismatch: "))
            #expect(try compare(court.token(order), for: nil).message.hasPrefix("warrant_binding_mismatch: "))

            // Whoever was acted for finds it among its own.
            for (name, isFound) in [("metro-police", true), ("icmec", true), ("thorn", false)] {
                let found = try Subprocess.run(
                    Programs.abeyance,
                    [
                        "audit", "find", "\(gate.folder)/state", "--organisation", name, "--type", "decision",
                        "--allowed", "--jsonl",
                    ]
                )
                #expect(found.status == 0, "\(found.errors)")
                let indices = try found.output.split(separator: 0x0a).map {
                    try JSONValue.parse(Array($0))["index"]?.integer
                }
                #expect(indices.contains(Int64(decision)) == isFound, "\(name)")
            }
            #expect(gate.stop() == 0)
            let replayed = try gate.entries.replay()
            #expect(replayed.isGood, "\(replayed.words)")
        }
    }

    private static let (source, target) = (PoliceSearch.image(1), PoliceSearch.image(2))

    private static func comparison(with target: [UInt8]) -> JSONValue {
        [
            "SourceImage": ["Bytes": .string(ExactString(Base64.encode(source)))],
            "TargetImage": ["Bytes": .string(ExactString(Base64.encode(target)))], "SimilarityThreshold": 99,
        ]
    }

    private static func fields(_ token: String?, _ other: String?) -> [(String, String)] {
        var fields = [("Abeyance-Purpose", "missing_child"), ("Abeyance-Image-Source", "social_media")]
        if let token { fields.append(("Abeyance-Warrant", token)) }
        if let other { fields.append(("Abeyance-On-Behalf-Of", other)) }
        return fields
    }

    /// An order for the department to compare one picture with another.
    private static func order(_ court: Courthouse, holder: String) throws -> WarrantDescription {
        var order = try court.order(for: source, holder: holder)
        order.search.operations = [try Courthouse.operation("CompareFaces")]
        order.search.collections = []
        order.search.targets = [.of(target)]
        order.search.purpose = .missingChild
        order.search.imageSources = [.socialMedia]
        order.search.maximumResults = 100
        return order
    }
}
