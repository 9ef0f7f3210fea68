import Cedar
import Cryptography
import Decisions
import PolicyControl
import StrictJSON

/// Everything that a check found in one folder, or in some files.
struct PolicyFindings {
    /// The problems, file by file.
    private(set) var list: [PolicyProblem] = []
    /// What was checked, in one line; nil when it has errors.
    private(set) var summary: String?
    /// Whether a whole set was checked.
    let isSet: Bool
    /// The set's name, version and digest; nil for files, and when it has errors.
    private(set) var bundle: Bundle?

    var errors: Int { list.count { !$0.isWarning } }
    var warnings: Int { list.count - errors }

    /// Checks a policy set exactly as the gate does before it takes one.
    init(set folder: String) throws {
        isSet = true
        let files = try PolicyFolder.files(at: folder)
        var texts: [String: String] = [:]
        for file in files { texts[file.path.value] = String(decoding: file.bytes, as: UTF8.self) }
        do throws(BundleError) {
            let bundle = try Bundle(files: files)
            _ = try Engine(bundle)
            self.bundle = bundle
            list = bundle.schema.validate(bundle.policies).map {
                PolicyProblem($0, in: texts[$0.file], folder: "\(folder)/")
            }
            summary =
                "\(bundle.about.name) \(bundle.about.version): \(Amount.of(bundle.files.count, "file")), "
                + "\(Amount.of(bundle.registry.organisations.count, "organisation")), digest \(bundle.digest.hex)"
        } catch {
            let spans = Self.spans(in: files, texts)
            list = error.problems.map { problem in
                PolicyProblem(
                    problem,
                    in: texts[problem.file],
                    folder: folder,
                    covering: spans[problem.description]
                )
            }
        }
    }

    /// Checks files of policies and templates; their types only under a schema.
    init(files: [String], schema: String?) throws {
        isSet = false
        var texts: [String: String] = [:]
        var policies = LoadedPolicies()
        for name in files {
            let input = try PolicyInput(name)
            if !input.isJSON { texts[name] = try input.text() }
            policies.add(input)
        }
        policies.finish()
        list = policies.problems.map { problem in problem.finding(texts) }
        var declared: Schema?
        if let schema {
            let input = try PolicyInput(schema)
            do {
                declared = try input.schema()
            } catch let error as CedarError {
                let text = input.isJSON ? nil : try input.text()
                list += error.diagnostics.map { PolicyProblem($0, in: text) }
            }
        }
        guard list.isEmpty else { return }
        let set = policies.set
        if let declared { list = declared.validate(set).map { PolicyProblem($0, in: texts[$0.file]) } }
        guard errors == 0 else { return }
        summary =
            "\(Amount.of(set.policies.count, "policy", "policies")), "
            + "\(Amount.of(set.templates.count, "template"))"
            + (declared == nil ? ", not checked against a schema" : " valid under \(schema ?? "")")
    }

    /// How many bytes each problem of a set's policies and schema covers.
    ///
    /// A set's problems carry no spans, so its texts are read once more.
    private static func spans(in files: [BundleFile], _ texts: [String: String]) -> [String: Int] {
        var found: [CedarDiagnostic] = []
        var policies: PolicySet?
        var schema: Schema?
        let named = files.filter { $0.role == .policy }.map { ($0.path.value, texts[$0.path.value] ?? "") }
        do throws(CedarError) {
            policies = try PolicySet.parse(files: named)
        } catch { found += error.diagnostics }
        do throws(CedarError) {
            schema = try texts["schema.cedarschema"].map { text throws(CedarError) in
                try Schema.parse(text, file: "schema.cedarschema")
            }
        } catch { found += error.diagnostics }
        if let policies, let schema { found += schema.validate(policies) }
        return found.reduce(into: [:]) { $0[$1.description] = Int($1.span.end - $1.span.start) }
    }
}
