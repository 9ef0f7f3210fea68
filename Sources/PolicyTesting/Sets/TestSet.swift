package import Decisions
package import StrictJSON

/// The bundle that a file of tests is run against, put together from the files it names.
package struct TestSet: Sendable {
    /// The files, under the paths that a bundle has them at.
    package let files: [BundleFile]
    /// Where each file was found.
    package let origins: [ExactString: String]
    /// The bundle paths of the policies under test; what else is there only helps.
    package let tested: Set<ExactString>

    /// Gathers what a file of tests names.
    ///
    /// A folder stands for the bundle's files directly in it and in its `policies`: rules, schema and registers;
    /// anything else in it is left alone. Without `bundle.json`, `courts.json`, `authorities.json` or `facts.json`
    /// among them an empty one is taken.
    ///
    /// - Throws: for whatever cannot be found, and for two files of one name.
    package init(_ test: TestFile) throws(TestFaults) {
        var gathering = Gathering(test: test.path)
        for path in test.policies { try gathering.add(path.value, isTested: true) }
        for path in test.with { try gathering.add(path.value, isTested: false) }
        guard !gathering.tested.isEmpty else {
            throw TestFaults([TestFault(test.path, nil, "`policies` names no `.cedar` file")])
        }
        files = gathering.files + Self.usual.filter { gathering.origins[$0.path] == nil }
        origins = gathering.origins
        tested = gathering.tested
    }

    /// The same set with other facts.
    func files(with facts: [ExactString: Bool]?) -> [BundleFile] {
        guard let facts else { return files }
        let other = Registry(facts: facts).files().filter { $0.role == .facts }
        return files.filter { $0.role != .facts } + other
    }

    /// What a bundle cannot go without, and a test can.
    private static let usual: [BundleFile] =
        Registry().files().filter { [.authorities, .courts, .facts, .collections].contains($0.role) }
        + [BundleAbout(name: "tested", version: 1, isDemonstration: true).file]

    private struct Gathering {
        let test: String
        var files: [BundleFile] = []
        var origins: [ExactString: String] = [:]
        var tested: Set<ExactString> = []

        init(test: String) { self.test = test }

        mutating func add(_ relative: String, isTested: Bool) throws(TestFaults) {
            let path = TestFolder.path(relative, from: TestFolder.folder(of: test))
            switch TestFolder.kind(of: path) {
            case .file:
                try add(file: path, as: String(path.split(separator: "/").last ?? ""), isTested: isTested)
            case .folder:
                for (folder, prefix) in [(path, ""), ("\(path)/policies", "policies/")] {
                    for name in TestFolder.names(in: folder) where Self.belongs(prefix + name) {
                        let file = "\(folder)/\(name)"
                        guard TestFolder.kind(of: file) == .file else { continue }
                        try add(file: file, as: prefix + name, isTested: isTested)
                    }
                }
            case nil:
                throw TestFaults([TestFault(test, nil, "`\(relative)`: no such file or folder (\(path))")])
            }
        }

        private mutating func add(file: String, as path: String, isTested: Bool) throws(TestFaults) {
            // Tested on its own and helping as a part of its folder, a file is still one file.
            guard !origins.values.contains(where: { $0.utf8.elementsEqual(file.utf8) }) else { return }
            let name = ExactString(path)
            if let other = origins[name] {
                throw TestFaults([
                    TestFault(test, nil, "`\(other)` and `\(file)` have one name in a bundle")
                ])
            }
            let entry = BundleFile(path: name, bytes: try TestFolder.bytes(of: file))
            origins[name] = file
            files.append(entry)
            if isTested, entry.role == .policy { tested.insert(name) }
        }

        /// Whether a file of a folder is part of a bundle; a README has nothing to say here.
        private static func belongs(_ path: String) -> Bool {
            let role = BundleFile(path: ExactString(path), bytes: []).role
            return role != nil && role != .readme
        }
    }
}
