import Cedar
import Cryptography
import Decisions
import Foundation
import PolicyControl
import StrictJSON
import Support

extension Benchmark {
    /// The gate's engine with the working set of policies.
    static let decision = Benchmark(
        name: "decision",
        summary: "the engine on policies/active with the demonstration's registry: one request decided"
    ) { surroundings in
        let set = try WorkingSet(policies: surroundings.policies)
        var allowed = 0
        let permitted = Samples(20_000, warmUp: 2_000) { _ in if set.decide(set.permitted) { allowed += 1 } }
        let refused = Samples(5_000, warmUp: 500) { _ in if set.decide(set.refused) { allowed += 1 } }
        guard allowed == 22_000 else {
            throw WrongAnswer("of 27,500 requests \(allowed) were allowed, not 22,000")
        }
        let note = "\(set.policyCount) policies, \(set.organisationCount) organisations"
        return [
            Figure("allowed, median", permitted.median, "µs", note: note),
            Figure("allowed, 99 of 100", permitted.percentile(99), "µs"),
            Figure("refused, with reasons and remedies, median", refused.median, "µs"),
        ]
    }
}

/// The policies in `policies/active`, the demonstration's registry, and two requests.
struct WorkingSet {
    /// The files of the bundle.
    let files: [BundleFile]
    /// The engine that decides by them.
    let engine: Engine
    /// A search of an exempt organisation in its own collection.
    let permitted: RequestFacts
    /// A search of the police department without a warrant.
    let refused: RequestFacts
    /// The requests' clock.
    static let noon = Timestamp(seconds: 1_800_000_000)

    private let bundle: Decisions.Bundle

    /// Reads the policies below a folder like the repository's `policies`.
    init(policies folder: String) throws {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/active")
        guard let names, !names.isEmpty else {
            throw NotAvailable("no policies in \(folder)/active; run it in the repository or give --policies")
        }
        let registry = DemonstrationRegistry(
            clientAuthority: .of(Array("authority".utf8)),
            pins: Dictionary(
                uniqueKeysWithValues: DemonstrationRegistry.Member.allCases.map {
                    ($0, SHA256Digest.of($0.word.bytes))
                }
            ),
            courts: ["issuers": [:]]
        )
        var files = registry.registry.files() + [DemonstrationRegistry.about.file]
        files.append(try Self.file("schema.cedarschema", at: "\(folder)/schema.cedarschema"))
        for name in names.sorted() where name.hasSuffix(".cedar") {
            files.append(try Self.file("policies/\(name)", at: "\(folder)/active/\(name)"))
        }
        self.files = files
        bundle = try Decisions.Bundle(files: files)
        engine = try Engine(bundle)
        permitted = try Self.search(
            by: DemonstrationRegistry.Member.icmec.word,
            in: DemonstrationRegistry.missingChildren,
            purpose: .missingChild
        )
        refused = try Self.search(
            by: DemonstrationRegistry.policeName,
            in: DemonstrationRegistry.mugshots,
            purpose: .identifySuspect
        )
    }

    /// How many policies decide.
    var policyCount: Int { bundle.policies.policies.count }
    /// How many organisations are registered.
    var organisationCount: Int { bundle.registry.organisations.count }
    /// What entries call the bundle.
    var reference: BundleReference { bundle.reference }

    /// Whether the engine allows a request.
    func decide(_ facts: RequestFacts) -> Bool {
        switch engine.decide(facts) {
        case .permitted: true
        case .refused: false
        }
    }

    private static func search(
        by organisation: ExactString,
        in collection: ExactString,
        purpose: Purpose
    ) throws -> RequestFacts {
        guard let operation = OperationCatalogue.operation(named: "SearchFacesByImage") else {
            throw WrongAnswer("the catalogue has no SearchFacesByImage")
        }
        return RequestFacts(
            now: noon,
            organisation: organisation,
            certificate: .of(Array("certificate".utf8)),
            operation: operation,
            collection: collection,
            purpose: purpose,
            imageSource: .phone,
            similarityThreshold: 990_000,
            maximumResults: 5,
            probes: [.of(Array("probe".utf8))],
            clientAddress: "192.0.2.7"
        )
    }

    private static func file(_ path: String, at place: String) throws -> BundleFile {
        BundleFile(path: ExactString(path), bytes: try TestFiles.bytes(atPath: place))
    }
}

/// What was measured did not do what it should, so its speed means nothing.
struct WrongAnswer: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
