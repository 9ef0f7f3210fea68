/// What further archives say of a corpus's tests.
package struct CorpusCompanions {
    /// The verdicts of the reference engine's validator on a test, by the test's name without folder and suffix.
    package var verdicts: ((String) throws -> [UInt8])?
    /// The schema of a test in JSON, as the reference engine writes it.
    package var schemas: ((String) throws -> [UInt8])?

    /// Nothing further.
    package static var none: CorpusCompanions { CorpusCompanions() }

    /// What archives hold, whatever folder the files stand in.
    package init(verdicts: TarArchive? = nil, schemas: TarArchive? = nil) {
        self.verdicts = verdicts.map { Self.reader($0, ".validation.json") }
        self.schemas = schemas.map { Self.reader($0, ".cedarschema.json") }
    }

    /// Whether there is anything.
    package var isEmpty: Bool { verdicts == nil && schemas == nil }

    private static func reader(_ archive: TarArchive, _ suffix: String) -> (String) throws -> [UInt8] {
        var paths: [Substring: String] = [:]
        for path in archive.paths(suffix: suffix) {
            paths[(path.split(separator: "/").last ?? "").dropLast(suffix.count)] = path
        }
        return { [paths] name in
            guard let path = paths[name[...]] else {
                throw UnusableTest(description: "no `\(name)\(suffix)` in the archive beside it")
            }
            return try archive.bytes(path)
        }
    }
}
