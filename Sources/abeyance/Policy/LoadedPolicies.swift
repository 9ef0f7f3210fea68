import Cedar
import StrictJSON

/// Policies and templates of several files, in Cedar and in JSON, as one set; problems are kept and not thrown.
struct LoadedPolicies {
    /// What is wrong, in the order of the files.
    private(set) var problems: [Problem] = []
    /// The set; empty until ``finish()``, and when there are problems.
    private(set) var set = PolicySet.empty
    private var texts: [(name: String, text: String)] = []
    private var translated: [(name: String, json: JSONObject)] = []

    /// One problem of one file.
    enum Problem: Error {
        case inText(CedarDiagnostic)
        case inFile(String, String)

        /// With the line of the text that it is in.
        func finding(_ texts: [String: String]) -> PolicyProblem {
            switch self {
            case .inText(let diagnostic): PolicyProblem(diagnostic, in: texts[diagnostic.file])
            case .inFile(let file, let message): PolicyProblem(file: file, message: message)
            }
        }
    }

    /// Adds a file.
    mutating func add(_ input: PolicyInput) {
        guard input.isJSON else {
            do { texts.append((input.name, try input.text())) } catch {
                problems.append(.inFile(input.name, "not UTF-8 text"))
            }
            return
        }
        do throws(PolicyJSONError) {
            let set = try PolicySet(json: input.bytes, file: input.name, templates: .kept)
            if let object = set.json.object { translated.append((input.name, object)) }
        } catch {
            problems.append(.inFile(input.name, "\(error)"))
        }
    }

    /// Makes one set of all files and of links that stand in a further one: `[{"templateId", "newId", "values"}]`.
    mutating func finish(links: PolicyInput? = nil) {
        var read = PolicySet.empty
        do throws(CedarError) {
            read = try PolicySet.parse(files: texts, templates: .kept)
        } catch {
            problems += error.diagnostics.map(Problem.inText)
        }
        guard problems.isEmpty else { return }
        guard !translated.isEmpty || links != nil else {
            set = read
            return
        }
        do {
            set = try joined(read, links)
        } catch let problem as Problem {
            problems.append(problem)
        } catch {
            problems.append(.inFile(links?.name ?? translated.first?.name ?? "", "\(error)"))
        }
    }

    /// What was read from Cedar's syntax stays as read, so that messages point into it; the rest is added as JSON.
    private func joined(_ read: PolicySet, _ links: PolicyInput?) throws -> PolicySet {
        var whole = read.json.object ?? JSONObject()
        for (name, part) in translated {
            for member in ["staticPolicies", "templates"] as [ExactString] {
                var all = whole[member]?.object ?? JSONObject()
                for (id, policy) in part[member]?.object?.members ?? [] {
                    guard all.append(id, policy) else {
                        throw Problem.inFile(name, "policy id `\(id)` is already used")
                    }
                }
                whole.set(member, .object(all))
            }
            whole.set(
                "templateLinks",
                .array((whole["templateLinks"]?.array ?? []) + (part["templateLinks"]?.array ?? []))
            )
        }
        if let links {
            let more = try JSONValue.parse(links.bytes, limits: .cedarPolicies)
            guard let more = more.array else {
                throw Problem.inFile(
                    links.name,
                    "expected an array of `{\"templateId\", \"newId\", \"values\"}`"
                )
            }
            whole.set("templateLinks", .array((whole["templateLinks"]?.array ?? []) + more))
        }
        return try PolicySet(json: whole.serialized(), file: links?.name ?? "policies", templates: .kept)
    }
}
