package import Cedar
package import StrictJSON

/// What the reference engine said of one test's policies, entities and requests under its schema.
package struct ReferenceVerdicts {
    private let json: JSONValue
    private let test: JSONValue

    /// The verdicts of a `.validation.json` file on the test of its name.
    package init(_ json: JSONValue, test: JSONValue) {
        self.json = json
        self.test = test
    }

    /// Everything in which this implementation disagrees.
    package func mismatches(schema: Schema, policies: PolicySet, entities bytes: [UInt8]) -> [String] {
        policyMismatches(schema, policies) + entityMismatches(schema, bytes) + requestMismatches(schema)
    }

    private func policyMismatches(_ schema: Schema, _ policies: PolicySet) -> [String] {
        var wrong: [String] = []
        let verdicts = json["policyValidation"]
        for mode in ValidationMode.allCases {
            let name = ExactString(mode.rawValue)
            let errors = schema.validate(policies, mode: mode).filter { $0.severity == .error }
            if let whole = verdicts?[name]?.bool, whole != errors.isEmpty {
                wrong.append("\(mode) validation: expected \(whole), found \(errors)")
            }
            for (id, verdict) in verdicts?["perPolicy"]?.object?.members ?? [] {
                guard let policy = policies[PolicyID(id)], let expected = verdict[name]?.bool else {
                    wrong.append("\(mode) validation: no policy or no verdict `\(id)`")
                    continue
                }
                let own = errors.filter { Self.belongs($0, to: policy) }
                guard own.isEmpty != expected else { continue }
                wrong.append("\(mode) validation of \(id): expected \(expected), found \(own)")
            }
        }
        return wrong
    }

    /// Every problem points into the policy it is about.
    private static func belongs(_ problem: CedarDiagnostic, to policy: Policy) -> Bool {
        problem.span.start >= policy.span.start && problem.span.start < policy.span.end
    }

    private func entityMismatches(_ schema: Schema, _ bytes: [UInt8]) -> [String] {
        let verdicts = json["entityValidation"]?["perEntity"]?.object?.members ?? []
        let refused = verdicts.filter { $0.value["errors"] != nil }.map(\.name.value)
        do {
            let entities = try Entities(json: bytes, schema: schema)
            guard refused.isEmpty else { return ["entities: \(refused) should be refused"] }
            let known = Set(entities.all.map { "\($0.uid.type)::\($0.uid.id)" })
            let missing = verdicts.map(\.name.value).filter { !known.contains($0) }
            return missing.isEmpty ? [] : ["entities: \(missing) are missing"]
        } catch {
            // The message names the entity to blame, or the place in the text where it could not be read.
            return refused.isEmpty ? ["entities: \(error)"] : []
        }
    }

    private func requestMismatches(_ schema: Schema) -> [String] {
        let verdicts = json["requestValidation"]?.array ?? []
        let requests = test["requests"]?.array ?? []
        guard verdicts.count == requests.count else { return ["a verdict for each request is expected"] }
        return zip(requests, verdicts).enumerated().compactMap { index, pair in
            var problem: String?
            do { try schema.check(try CorpusRunner.request(pair.0, schema)) } catch { problem = "\(error)" }
            // Requests have no modes: the two verdicts are one.
            let expected = [pair.1["strict"]?.bool, pair.1["permissive"]?.bool]
            guard expected != [problem == nil, problem == nil] else { return nil }
            return "request \(index): expected \(expected), found \(problem ?? "no problem")"
        }
    }
}
