import Foundation
import PolicyTesting
import Support

/// A small folder of policies with tests, written out for one test.
enum Sample {
    static let policies = """
        @id("permit-all")
        permit (principal, action, resource);

        @id("no-police")
        @reason("moratorium_police")
        @notice("no")
        @source("a test")
        forbid (principal in Class::"police", action in Action::"Match", resource)
        when { context has purpose && context.purpose == "research" };
        """

    /// What a file of tests begins with; its cases follow.
    static let head = """
        policies: ../rules.cedar
        with: [../schema.cedarschema, ../registry]
        defaults: { now: 2026-11-21, operation: SearchFacesByImage, collection: mugshots, image_source: phone }
        cases:

        """

    /// Cases that see every part of ``policies`` both ways.
    static let complete = """
          - name: police for research
            who: metro-police
            purpose: research
            expect: deny
            rules: no-police
            reasons: moratorium_police
          - name: police for something else
            who: metro-police
            purpose: [audit, absent]
            expect: allow
            rules: permit-all
          - name: others
            who: shop-chain
            purpose: research
            expect: allow
            rules: permit-all
          - name: no matching
            who: metro-police
            operation: IndexFaces
            purpose: research
            expect: allow
            rules: permit-all

        """

    /// Runs tests in a folder of their own; `text` is the whole file.
    static func run(_ text: String, policies: String = policies) async throws -> TestRun {
        try await TestFiles.withTemporaryFolder { folder in
            try TestFiles.fill(folder)
            try TestFiles.write(Array(policies.utf8), toPath: "\(folder)/rules.cedar")
            try TestFiles.write(Array(text.utf8), toPath: "\(folder)/tests/cases.yaml")
            return try TestRun.of(paths: [folder])
        }
    }

    /// What is wrong with a file of tests that cannot be read or run.
    static func faults(_ text: String, policies: String = policies) async throws -> [String] {
        do {
            _ = try await run(text, policies: policies)
            return []
        } catch let error as TestFaults {
            // Without the folder, which has another name each time.
            return error.faults.map { fault in
                let name = fault.file.split(separator: "/").last.map(String.init) ?? fault.file
                return TestFault(name, fault.place, fault.message).description
            }
        }
    }

    /// What is wrong with a single case that is written so.
    static func faults(case text: String) async throws -> [String] { try await faults(head + text) }
}

extension TestFiles {
    /// The schema and the registry of the library's tests, and a folder for tests.
    fileprivate static func fill(_ folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: "\(folder)/registry",
            withIntermediateDirectories: true
        )
        try FileManager.default.createDirectory(atPath: "\(folder)/tests", withIntermediateDirectories: true)
        for (from, to) in [
            ("schema.cedarschema", "schema.cedarschema"),
            ("tests/registry/organisations.json", "registry/organisations.json"),
            ("tests/registry/collections.json", "registry/collections.json"),
            ("tests/registry/delegations.json", "registry/delegations.json"),
        ] {
            try write(bytes(atPath: "policies/\(from)"), toPath: "\(folder)/\(to)")
        }
    }
}
