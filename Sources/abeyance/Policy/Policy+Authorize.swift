import ArgumentParser
import Cedar
import StrictJSON

extension Policy {
    /// Decides any request by any policies, as the language says and nothing beyond it.
    struct Authorize: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide a request by any Cedar policies, and print the decision as JSON.",
            discussion: """
                This is the language alone: a policy that cannot be evaluated is skipped and reported in `errors`, where \
                the gate refuses the request. With a schema, policies, entities and request must fit it. One of the \
                files may be `-`.

                Exit codes: 0 allow, 2 deny, 1 it could not be decided, 64 wrong usage.
                """
        )

        @Option(help: ArgumentHelp("Policies, in Cedar or JSON; may be given again.", valueName: "file"))
        var policies: [String]

        @Option(
            help: ArgumentHelp(
                "Links of templates, as JSON: `[{\"templateId\", \"newId\", \"values\"}]`.",
                valueName: "file"
            )
        )
        var links: String?

        @Option(help: ArgumentHelp("The entities, as JSON; without, there are none.", valueName: "file"))
        var entities: String?

        @Option(
            help: ArgumentHelp("A schema, in Cedar or JSON, that everything must fit.", valueName: "file")
        )
        var schema: String?

        @Option(help: ArgumentHelp("Who asks, such as `User::\"alice\"`.", valueName: "entity"))
        var principal: String?

        @Option(help: ArgumentHelp("What is to be done, such as `Action::\"view\"`.", valueName: "entity"))
        var action: String?

        @Option(help: ArgumentHelp("On what, such as `Photo::\"one\"`.", valueName: "entity"))
        var resource: String?

        @Option(help: ArgumentHelp("The context, as a JSON object; without, it is empty.", valueName: "file"))
        var context: String?

        @Option(
            help: ArgumentHelp(
                "All four of these as JSON: `{\"principal\", \"action\", \"resource\", \"context\"}`.",
                valueName: "file"
            )
        )
        var request: String?

        func validate() throws {
            let parts = [principal, action, resource]
            if request != nil {
                guard parts.allSatisfy({ $0 == nil }), context == nil else {
                    throw ValidationError("`--request` holds the whole request, nothing stands beside it")
                }
            } else {
                guard parts.allSatisfy({ $0 != nil }) else {
                    throw ValidationError(
                        "expected `--principal`, `--action` and `--resource`, or `--request`"
                    )
                }
            }
            let inputs = policies + [links, entities, schema, context, request].compactMap(\.self)
            guard inputs.count(where: { $0 == "-" }) <= 1 else {
                throw ValidationError("standard input can be one file only")
            }
        }

        func run() async throws {
            do {
                let result = try authorize()
                Terminal.print(readable: result.json)
                if result.decision == .deny { throw ExitCode(2) }
            } catch let code as ExitCode {
                throw code
            } catch {
                Terminal.complain("\(error)")
                throw ExitCode(1)
            }
        }

        private func authorize() throws -> AuthorizationResult {
            let schema = try self.schema.map { try PolicyInput($0).schema() }
            let set = try loaded(schema)
            let entities = try known(schema)
            let asked =
                if let request { try AskedRequest(PolicyInput(request)) } else {
                    try AskedRequest(
                        principal: entity(principal, "principal"),
                        action: entity(action, "action"),
                        resource: entity(resource, "resource"),
                        context: context.map { try PolicyInput($0) }
                    )
                }
            let whole: CedarRequest
            do { whole = try asked.request(under: schema) } catch {
                throw UnusableInput(description: "\(request ?? "the request"): \(error)")
            }
            return Authorizer().authorize(whole, policies: set, entities: entities)
        }

        private func loaded(_ schema: Schema?) throws -> PolicySet {
            var loaded = LoadedPolicies()
            var texts: [String: String] = [:]
            for name in policies {
                let input = try PolicyInput(name)
                if !input.isJSON { texts[name] = try? input.text() }
                loaded.add(input)
            }
            loaded.finish(links: try links.map { try PolicyInput($0) })
            var problems = loaded.problems.map { $0.finding(texts) }
            problems += (schema?.validate(loaded.set) ?? []).map { PolicyProblem($0, in: texts[$0.file]) }
            for line in problems.flatMap(\.lines) { Terminal.say(line) }
            guard problems.allSatisfy(\.isWarning) else { throw ExitCode(1) }
            return loaded.set
        }

        private func known(_ schema: Schema?) throws -> Entities {
            guard let entities else {
                return if let schema { try Entities(schema.actionEntities) } else { .empty }
            }
            let bytes = try PolicyInput(entities).bytes
            do {
                return if let schema { try Entities(json: bytes, schema: schema) } else {
                    try Entities(json: bytes)
                }
            } catch {
                throw UnusableInput(description: "\(entities): \(error)")
            }
        }

        private func entity(_ text: String?, _ name: String) throws -> EntityUID {
            guard let uid = EntityUID(written: text ?? "") else {
                throw UnusableInput(
                    description:
                        "--\(name): `\(Printable.text(text ?? ""))` is no entity, expected one such as `User::\"alice\"`"
                )
            }
            return uid
        }
    }
}

extension AuthorizationResult {
    /// The decision, the policies that made it, and those that could not be evaluated.
    fileprivate var json: JSONValue {
        [
            "decision": .string(ExactString(decision.rawValue)),
            "determining": .array(determining.sorted().map { .string($0.name) }),
            "errors": .array(
                errors.sorted { $0.policy < $1.policy }.map {
                    ["policy": .string($0.policy.name), "message": .string(ExactString("\($0.error)"))]
                }
            ),
        ]
    }
}
