import Broker
import Glibc
import Support
import Testing

/// Small files, read and written whole.
@Suite struct FileBytesTests {
    @Test func whatIsWrittenIsReadAndNothingIsLeftBeside() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let path = "\(folder)/file"
            let content = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
            try FileBytes.replace(path, with: [1, 2, 3])
            try FileBytes.replace(path, with: content)
            #expect(try FileBytes.read(path) == content)
            #expect(FileBytes.names(in: folder) == ["file"])
        }
    }

    @Test func anEmptyFileIsEmpty() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try FileBytes.replace("\(folder)/file", with: [])
            #expect(try FileBytes.read("\(folder)/file") == [])
        }
    }

    @Test func aSecretIsReadableByItsOwnerOnly() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try FileBytes.replace("\(folder)/key", with: [1], mode: 0o600)
            var status = Glibc.stat()
            try #require(unsafe stat("\(folder)/key", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func aFileAtTheLimitIsReadAndALargerOneIsRefused() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let path = "\(folder)/file"
            try FileBytes.replace(path, with: [UInt8](repeating: 7, count: 1_000))
            #expect(try FileBytes.read(path, atMost: 1_000).count == 1_000)
            let failure = try #require(throws: FileBytes.Failure.self) {
                _ = try FileBytes.read(path, atMost: 999)
            }
            #expect(failure.description == "\(path): larger than 999 bytes")
        }
    }

    @Test func aFailureNamesThePathAndTheSystemsReason() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            let missing = try #require(throws: FileBytes.Failure.self) {
                _ = try FileBytes.read("\(folder)/missing")
            }
            #expect(missing.description == "\(folder)/missing: cannot be opened: No such file or directory")
            let directory = try #require(throws: FileBytes.Failure.self) { _ = try FileBytes.read(folder) }
            #expect(directory.description == "\(folder): cannot be read: Is a directory")
            let nowhere = try #require(throws: FileBytes.Failure.self) {
                try FileBytes.replace("\(folder)/no/file", with: [1])
            }
            #expect(
                nowhere.description == "\(folder)/no/file.new: cannot be created: No such file or directory"
            )
        }
    }

    @Test func foldersAreCreatedWithTheFoldersAboveThem() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            try FileBytes.createFolder("\(folder)/a/b/c", mode: 0o700)
            try FileBytes.createFolder("\(folder)/a/b/c", mode: 0o700)
            var status = Glibc.stat()
            try #require(unsafe stat("\(folder)/a/b/c", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o700)
            try FileBytes.replace("\(folder)/file", with: [])
            let failure = try #require(throws: FileBytes.Failure.self) {
                try FileBytes.createFolder("\(folder)/file/below")
            }
            #expect(failure.description.hasSuffix("cannot be created: Not a directory"))
        }
    }

    @Test func namesAreSortedByTheirBytesAndAMissingFolderHasNone() async throws {
        try await TestFiles.withTemporaryFolder { folder in
            for name in ["b", "a", "Z", "é", ".hidden"] {
                try FileBytes.replace("\(folder)/\(name)", with: [])
            }
            #expect(FileBytes.names(in: folder) == [".hidden", "Z", "a", "b", "é"])
            #expect(FileBytes.names(in: "\(folder)/missing") == nil)
        }
    }

    @Test(arguments: [("/a/b", "/a"), ("/a", "/"), ("a", "."), ("a/b", "a"), ("a/", "a"), ("", ".")])
    func theFolderOfAPathIsWhatStandsBeforeItsLastSlash(path: String, folder: String) {
        #expect(FileBytes.folder(of: path) == folder)
    }
}
