import ArgumentParser
import Cedar
import StrictJSON

extension Policy {
    /// Translates between Cedar's syntax and JSON.
    struct Translate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Translate policies or a schema from Cedar's syntax to JSON, or back.",
            discussion: """
                What is JSON becomes Cedar, and what is Cedar becomes JSON. A file named `*.cedarschema` or \
                `*.cedarschema.json` is a schema; for any other, and for `-`, say `--schema`. Comments have no place in \
                JSON. A policy's name is its `@id`; links of templates have no form in Cedar's syntax and are refused.

                Exit codes: 0 translated, 1 the text has problems or cannot be translated, 2 it could not be read, \
                64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("The file, or `-`.", valueName: "file"))
        var file: String

        @Flag(help: "The file is a schema.")
        var schema = false

        func run() async throws {
            try await Terminal.reporting {
                let input = try PolicyInput(file)
                do {
                    if isSchema {
                        let schema = try input.schema()
                        if input.isJSON {
                            Terminal.print(text: schema.text)
                        } else {
                            Terminal.print(readable: schema.json)
                        }
                    } else if input.isJSON {
                        let set = try PolicySet(json: input.bytes, file: file, templates: .kept)
                        Terminal.print(text: try CedarText(set).text(file: file))
                    } else {
                        let set = try PolicySet.parse(try input.text(), file: file, templates: .kept)
                        Terminal.print(readable: set.json)
                    }
                } catch let error as CedarError {
                    let text = input.isJSON ? nil : try input.text()
                    for line in error.diagnostics.flatMap({ PolicyProblem($0, in: text).lines }) {
                        Terminal.say(line)
                    }
                    throw ExitCode(1)
                } catch let error as PolicyJSONError {
                    Terminal.complain("\(file): \(error)")
                    throw ExitCode(1)
                } catch let error as CedarText.Untranslatable {
                    Terminal.complain("\(file): \(error)")
                    throw ExitCode(1)
                }
            }
        }

        private var isSchema: Bool {
            schema || file.hasSuffix(".cedarschema") || file.hasSuffix(".cedarschema.json")
        }
    }
}
