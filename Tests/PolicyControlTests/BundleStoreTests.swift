import Cryptography
import Decisions
import Foundation
import PolicyControl
import Support
import Testing

@Suite("Bundles on disk")
struct BundleStoreTests {
    @Test("what is kept comes back to the byte, and keeping it twice changes nothing")
    func roundTrip() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let store = BundleStore(path: folder + "/bundles")
            let bundle = try DemonstrationBundle.bundle()
            #expect(!store.contains(bundle.digest))
            try store.keep(bundle)
            try store.keep(bundle)
            #expect(store.contains(bundle.digest))
            #expect(try store.bundle(bundle.digest).files == bundle.files)
        }
    }

    @Test("a changed byte, an added file and a missing file are each found")
    func alterations() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let bundle = try DemonstrationBundle.bundle()
            let store = BundleStore(path: folder + "/bundles")
            try store.keep(bundle)
            let place = store.folder(of: bundle.digest)
            let facts = try TestFiles.bytes(atPath: place + "/facts.json")
            try TestFiles.write(facts + [0x20], toPath: place + "/facts.json")
            #expect(throws: BundleStoreError.self) { try store.bundle(bundle.digest) }
            #expect(throws: BundleStoreError.self) { try store.keep(bundle) }
            try TestFiles.write(facts, toPath: place + "/facts.json")
            _ = try store.bundle(bundle.digest)
            try TestFiles.write([0x0A], toPath: place + "/policies/README.md")
            #expect(throws: BundleStoreError.self) { try store.bundle(bundle.digest) }
            try FileManager.default.removeItem(atPath: place + "/policies/README.md")
            try FileManager.default.removeItem(atPath: place + "/policies/live.cedar")
            #expect(throws: BundleStoreError.self) { try store.bundle(bundle.digest) }
        }
    }

    @Test("a bundle that was never kept is missed with its path")
    func missing() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let store = BundleStore(path: folder)
            do throws(BundleStoreError) {
                _ = try store.bundle(DemonstrationBundle.authority)
                Issue.record("found")
            } catch {
                #expect("\(error)".hasPrefix(store.folder(of: DemonstrationBundle.authority)))
                #expect("\(error)".contains("No such file"))
            }
        }
    }

    @Test("a folder is read in the order of paths, `policies` below it included")
    func reading() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let files = try DemonstrationBundle.files()
            try write(files, to: folder)
            #expect(try PolicyFolder.files(at: folder) == files.sorted { $0.path < $1.path })
        }
    }

    @Test("symbolic links, pipes and further folders refuse the whole folder")
    func strangers() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try write(try DemonstrationBundle.files(), to: folder)
            let manager = FileManager.default
            for (name, target) in [("link.cedar", "/etc/hostname"), ("policies/link.cedar", "live.cedar")] {
                try manager.createSymbolicLink(atPath: folder + "/" + name, withDestinationPath: target)
                expectRefusal(folder, "symbolic links are not followed")
                try manager.removeItem(atPath: folder + "/" + name)
            }
            try manager.createDirectory(atPath: folder + "/more", withIntermediateDirectories: false)
            expectRefusal(folder, "only `policies` was expected")
            try manager.removeItem(atPath: folder + "/more")
            try manager.createDirectory(atPath: folder + "/policies/more", withIntermediateDirectories: false)
            expectRefusal(folder, "only `policies` was expected")
            try manager.removeItem(atPath: folder + "/policies/more")
            try manager.moveItem(atPath: folder + "/policies", toPath: folder + "-elsewhere")
            defer { try? manager.removeItem(atPath: folder + "-elsewhere") }
            try manager.createSymbolicLink(
                atPath: folder + "/policies",
                withDestinationPath: folder + "-elsewhere"
            )
            expectRefusal(folder, "symbolic links are not followed")
        }
    }

    @Test("an empty folder and a missing one are told apart")
    func emptyFolder() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            expectRefusal(folder, "the folder is empty")
            expectRefusal(folder + "/none", "No such file or directory")
        }
    }

    private func expectRefusal(_ folder: String, _ words: String) {
        do throws(FolderError) {
            _ = try PolicyFolder.files(at: folder)
            Issue.record("the folder was read")
        } catch {
            #expect(error.description.contains(words), "\(error)")
        }
    }

    private func write(_ files: [BundleFile], to folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder + "/policies",
            withIntermediateDirectories: true
        )
        for file in files { try TestFiles.write(file.bytes, toPath: "\(folder)/\(file.path)") }
    }
}
