internal import Cedar
internal import StrictJSON

/// One attempt at reading files as a bundle: everything is looked at, and every problem noted.
struct BundleReading {
    private let files: [BundleFile]
    private(set) var problems: [BundleProblem] = []

    /// What a bundle is made of.
    struct Parts {
        let about: BundleAbout
        let registry: Registry
        let policies: PolicySet
        let schema: Schema
    }

    init(_ files: [BundleFile]) { self.files = files.sorted { $0.path < $1.path } }

    /// The parts, or nil when there are problems.
    mutating func parts() -> Parts? {
        checkPaths()
        guard problems.isEmpty else { return nil }
        let registry = registry()
        let about = about()
        let policies = policies()
        let schema = schema()
        if let registry { problems += HolderChecks(registry, policies).problems }
        if let policies, let schema { validate(policies, schema) }
        guard problems.isEmpty, let registry, let about, let policies, let schema else { return nil }
        return Parts(about: about, registry: registry, policies: policies, schema: schema)
    }

    private mutating func checkPaths() {
        if files.count > Bundle.Limits.files {
            problems.append(
                BundleProblem("", "\(files.count) files, at most \(Bundle.Limits.files) were expected")
            )
        }
        if files.reduce(0, { $0 + $1.bytes.count }) > Bundle.Limits.bytes {
            problems.append(BundleProblem("", "more than \(Bundle.Limits.bytes) bytes in all"))
        }
        for (file, next) in zip(files, files.dropFirst()) where file.path == next.path {
            problems.append(BundleProblem(file.path.value, " the path occurs twice"))
        }
        for file in files where file.role == nil {
            let wish = Suggestion.clause(for: file.path, among: BundleFile.Role.fixed.keys)
            problems.append(BundleProblem(file.path.value, " no bundle has such a file\(wish)"))
        }
        for (path, role) in BundleFile.Role.fixed.sorted(by: { $0.key < $1.key })
        where !role.isOptional && !files.contains(where: { $0.path == path }) {
            problems.append(BundleProblem(path.value, " the file is missing"))
        }
        if !files.contains(where: { $0.role == .policy }) {
            problems.append(BundleProblem("", "no policies: at least one `.cedar` file was expected"))
        }
    }

    private func file(_ role: BundleFile.Role) -> BundleFile? { files.first { $0.role == role } }

    private mutating func about() -> BundleAbout? {
        guard let file = file(.about) else { return nil }
        var reader = RegistryReader()
        let about: BundleAbout? = reader.record(file)
        problems += reader.problems
        return about
    }

    private mutating func registry() -> Registry? {
        guard let organisations = file(.organisations), let collections = file(.collections),
            let authorities = file(.authorities), let courts = file(.courts), let facts = file(.facts)
        else { return nil }
        var reader = RegistryReader()
        let registry = Registry(
            organisations: reader.records(organisations, "organisations"),
            collections: reader.records(collections, "collections"),
            authorities: reader.records(authorities, "authorities"),
            courts: reader.plainObject(courts) ?? [:],
            facts: reader.facts(facts),
            delegations: file(.delegations).map { reader.records($0, "delegations") } ?? [],
            overseers: file(.overseers).map { reader.records($0, "overseers") } ?? []
        )
        problems += reader.problems
        // Between parts that were not read whole, every check would only repeat what is already said.
        guard reader.problems.isEmpty else { return nil }
        problems += RegistryChecks(registry).problems
        return registry
    }

    private mutating func policies() -> PolicySet? {
        var texts: [(name: String, text: String)] = []
        for file in files where file.role == .policy {
            guard let text = text(of: file) else { continue }
            texts.append((file.path.value, text))
        }
        do throws(CedarError) {
            let policies = try PolicySet.parse(files: texts)
            if policies.policies.isEmpty {
                problems.append(BundleProblem("", "the policy files hold no policy"))
            }
            problems += PolicyChecks(policies).problems
            return policies
        } catch {
            problems += error.diagnostics.map(Self.problem)
            return nil
        }
    }

    private mutating func schema() -> Schema? {
        guard let file = file(.schema), let text = text(of: file) else { return nil }
        do throws(CedarError) {
            return try Schema.parse(text, file: file.path.value)
        } catch {
            problems += error.diagnostics.map(Self.problem)
            return nil
        }
    }

    /// Strict validation: afterwards no policy can fail for its types on a request that fits the schema.
    private mutating func validate(_ policies: PolicySet, _ schema: Schema) {
        problems += schema.validate(policies).filter { $0.severity == .error }.map(Self.problem)
    }

    private static func problem(_ diagnostic: CedarDiagnostic) -> BundleProblem {
        BundleProblem(diagnostic.file, "\(diagnostic.line):\(diagnostic.column): \(diagnostic.message)")
    }

    private mutating func text(of file: BundleFile) -> String? {
        let text = String(decoding: file.bytes, as: UTF8.self)
        // Decoding replaces what is not UTF-8, and only then are the bytes not the same.
        guard text.utf8.elementsEqual(file.bytes) else {
            problems.append(BundleProblem(file.path.value, " the file is not UTF-8"))
            return nil
        }
        return text
    }
}
