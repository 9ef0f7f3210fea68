import Cryptography
import Decisions
import Foundation
import PolicyControl
import StrictJSON
import Support
import Testing

@Suite("Proposed policy sets")
struct ProposedSetTests {
    private let pin = SHA256Digest.of(Array("another key".utf8))

    @Test("what is added stands at the list's end, and nothing else of the file changes")
    func register() async throws {
        try await withSet { folder in
            let before = try text("organisations", in: folder)
            var set = try ProposedSet(at: folder)
            try set.register(harbour)
            try set.save()
            let after = try text("organisations", in: folder)
            let added = "    {\n      \"name\": \"harbour\""
            let place = try #require(after.range(of: added))
            let end = try #require(after.range(of: "\n    }", range: place.lowerBound..<after.endIndex))
            var without = after
            without.removeSubrange(place.lowerBound..<end.upperBound)
            #expect(without.replacingOccurrences(of: "},\n\n  ]", with: "}\n  ]") == before)
            #expect(try ProposedSet(at: folder).organisations().last == harbour)
            var again = try ProposedSet(at: folder)
            try again.remove("harbour")
            try again.save()
            #expect(try text("organisations", in: folder) == before)
        }
    }

    @Test("a layout that is not the house's stays as its owner wrote it")
    func layout() async throws {
        try await withSet { folder in
            let written = try text("organisations", in: folder)
                .replacingOccurrences(of: "\n  ", with: "\r\n\t ").replacingOccurrences(
                    of: "\": ",
                    with: "\"  :\t"
                )
            try TestFiles.write(Array(written.utf8), toPath: "\(folder)/organisations.json")
            var set = try ProposedSet(at: folder)
            try set.pin(pin, for: "thorn")
            try set.save()
            #expect(try ProposedSet(at: folder).organisations()[1].identities.last == .pin(pin))
            let changed = try text("organisations", in: folder)
            #expect(changed.utf8.count > written.utf8.count)
            var back = try ProposedSet(at: folder)
            try back.unpin(pin, of: "thorn")
            try back.save()
            #expect(try text("organisations", in: folder) == written)
        }
    }

    @Test("an array on one line stays on one line")
    func oneLine() async throws {
        try await withSet { folder in
            let value = try JSONValue.parse(TestFiles.bytes(atPath: "\(folder)/organisations.json"))
            try TestFiles.write(value.serialized(), toPath: "\(folder)/organisations.json")
            var set = try ProposedSet(at: folder)
            try set.pin(pin, for: "state-auditor")
            try set.pin(SHA256Digest.of([1]), for: "metro-police")
            try set.save()
            #expect(try !text("organisations", in: folder).contains("\n"))
            let organisations = try ProposedSet(at: folder).organisations()
            #expect(organisations.last?.identities.last == .pin(pin))
            #expect(organisations.first?.identities.count == 2)
        }
    }

    @Test("brackets, quotes and escapes within strings do not mislead the editor")
    func strings() async throws {
        try await withSet { folder in
            let title = #"Harbour ]}\" , {\"identities\": [ \\"#
            var set = try ProposedSet(at: folder)
            try set.register(organisation("harbour", title: ExactString(title)))
            try set.register(organisation("lighthouse", title: "é \u{1F6A2} \\"))
            try set.pin(pin, for: "lighthouse")
            try set.remove("thorn")
            try set.save()
            let organisations = try ProposedSet(at: folder).organisations()
            #expect(organisations.map(\.name).suffix(2) == ["harbour", "lighthouse"])
            #expect(organisations.first { $0.name == "harbour" }?.title.value == title)
            #expect(organisations.last?.identities.last == .pin(pin))
            #expect(!organisations.contains { $0.name == "thorn" })
        }
    }

    @Test("whatever the gate would refuse is not written, and says every problem")
    func refused() async throws {
        try await withSet { folder in
            let files = try PolicyFolder.files(at: folder)
            var owner = try ProposedSet(at: folder)
            try owner.remove("metro-police")
            try owner.remove("icmec")
            do {
                try owner.save()
                Issue.record("saved")
            } catch let error as BundleError {
                #expect(error.problems.count == 2)
                #expect("\(error)".contains("the owner `metro-police` is not registered"))
            }
            var last = try ProposedSet(at: folder)
            let thorn = try #require(DemonstrationBundle.pins[.thorn])
            try last.unpin(thorn, of: "thorn")
            #expect(throws: BundleError.self) { try last.save() }
            var shared = try ProposedSet(at: folder)
            try shared.pin(thorn, for: "icmec")
            #expect(throws: BundleError.self) { try shared.save() }
            #expect(try PolicyFolder.files(at: folder) == files)
        }
    }

    @Test("what is there is not added, and what is not there is not taken out")
    func contradictions() async throws {
        try await withSet { folder in
            var set = try ProposedSet(at: folder)
            #expect(throws: ProposalError.self) { try set.register(organisation("thorn", title: "Thorn")) }
            let thorn = try #require(DemonstrationBundle.pins[.thorn])
            #expect(throws: ProposalError.self) { try set.pin(thorn, for: "thorn") }
            #expect(throws: ProposalError.self) { try set.unpin(pin, of: "thorn") }
            do {
                try set.remove("thor")
                Issue.record("removed")
            } catch { #expect("\(error)".hasSuffix("no organisation `thor`, did you mean `thorn`?")) }
            let known = ClientAuthority(
                name: "other",
                key: DemonstrationBundle.authority,
                uriPrefix: "spiffe://other.example/org/"
            )
            #expect(throws: ProposalError.self) { try set.trust(known) }
            #expect(throws: ProposalError.self) { try set.distrust("other") }
            #expect(set.differences.isEmpty)
        }
    }

    @Test(
        "an authority is added and taken out again, but not while an organisation is known by a name below it"
    )
    func authorities() async throws {
        try await withSet { folder in
            let before = try text("authorities", in: folder)
            let authority = ClientAuthority(
                name: "clients",
                key: pin,
                uriPrefix: "spiffe://gate.example/org/"
            )
            var set = try ProposedSet(at: folder)
            try set.trust(authority)
            try set.save()
            #expect(try ProposedSet(at: folder).authorities().last == authority)
            try set.distrust("client-authority")
            #expect(throws: BundleError.self) { try set.save() }
            var back = try ProposedSet(at: folder)
            try back.distrust("clients")
            try back.save()
            #expect(try text("authorities", in: folder) == before)
        }
    }

    @Test("the difference shows what goes, what comes, and three lines around")
    func difference() {
        let old = Array("a\nb\nc\nd\ne\nf\ng\nh\n".utf8)
        let new = Array("a\nb\nc\nd\nE\nE\nf\ng\nh\n".utf8)
        #expect(
            LineDifference(from: old, to: new, file: "x").lines == [
                "--- x", "+++ x", "@@ -2,7 +2,8 @@", " b", " c", " d", "-e", "+E", "+E", " f", " g", " h",
            ]
        )
        #expect(LineDifference(from: old, to: old, file: "x").lines.isEmpty)
        let grown = LineDifference(from: Array("a\n".utf8), to: Array("a\na\n".utf8), file: "x").lines
        #expect(grown.suffix(3) == ["@@ -1,1 +1,2 @@", " a", "+a"])
    }

    @Test("a bundle that the gate keeps is never edited")
    func kept() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let store = BundleStore(path: folder + "/bundles")
            let bundle = try DemonstrationBundle.bundle()
            try store.keep(bundle)
            for ending in ["", "/"] {
                var set = try ProposedSet(at: store.folder(of: bundle.digest) + ending)
                #expect(throws: ProposalError.self) { try set.pin(pin, for: "thorn") }
                #expect(throws: ProposalError.self) { try set.remove("thorn") }
                #expect(try set.organisations().count == 5)
            }
        }
    }

    @Test("a folder without a set, and a file that is not strict JSON, are refused with their place")
    func unreadable() async throws {
        try await withSet { folder in
            try TestFiles.write(
                Array("{\"organisations\": [],}".utf8),
                toPath: "\(folder)/organisations.json"
            )
            var set = try ProposedSet(at: folder)
            do {
                try set.register(harbour)
                Issue.record("registered")
            } catch { #expect("\(error)".hasPrefix("\(folder)/organisations.json:1:")) }
            try FileManager.default.removeItem(atPath: "\(folder)/organisations.json")
            #expect(throws: ProposalError.self) { try ProposedSet(at: folder).organisations() }
            #expect(throws: FolderError.self) { try ProposedSet(at: "\(folder)/nowhere") }
        }
    }

    private var harbour: Organisation { organisation("harbour", title: "Harbour for Children") }

    private func organisation(_ name: ExactString, title: ExactString) -> Organisation {
        Organisation(
            name: name,
            title: title,
            classes: [.childProtection],
            jurisdiction: "US-OR",
            identities: [.pin(SHA256Digest.of(name.bytes))]
        )
    }

    private func text(_ list: String, in folder: String) throws -> String {
        String(decoding: try TestFiles.bytes(atPath: "\(folder)/\(list).json"), as: UTF8.self)
    }

    private func withSet(_ body: (String) throws -> Void) async throws {
        try await TestFiles.withTemporaryFolder { parent in
            let folder = "\(parent)/set"
            try FileManager.default.createDirectory(
                atPath: "\(folder)/policies",
                withIntermediateDirectories: true
            )
            for file in try DemonstrationBundle.bundle().files {
                try TestFiles.write(file.bytes, toPath: "\(folder)/\(file.path)")
            }
            try body(folder)
        }
    }
}
