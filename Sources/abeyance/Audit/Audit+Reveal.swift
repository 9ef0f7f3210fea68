import ArgumentParser
import AuditLog
import Broker
import Cryptography
import Decisions
import StrictJSON

extension Audit {
    /// Opens an entry's personal values.
    struct Reveal: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Open the personal values of an entry with an overseer's key, and check them against the entry.",
            discussion: """
                Works on a state folder or a copy of its `audit.sqlite`: exports have no personal values. Each value is \
                printed with its salt, so that others can check it against the entry's commitment: HMAC-SHA-256, keyed \
                with the salt, over the name, a zero byte and the value.

                Exit codes: 0 opened, 1 a value is not what the entry commits to, 2 there is none, or it is for another \
                key, 64 wrong usage.
                """
        )

        @Argument(help: "The log: a state folder or a copy of `audit.sqlite`.")
        var path: String

        @Argument(help: "The entry's number.")
        var index: Int64

        @Option(help: ArgumentHelp("The overseer's private key.", valueName: "file"))
        var key: String

        @Flag(help: "Print one JSON object for each value.")
        var json = false

        func run() async throws {
            try await Terminal.reporting {
                let source = try OpenedLog.at(path)
                guard let database = source as? SQLiteSource else {
                    throw AuditLogError(.wrongFormat, "\(path): an export has no personal values")
                }
                let key = try privateKey()
                let revealed: RevealedPersonal
                do {
                    revealed = try RevealedPersonal(at: index, in: database, key: key)
                } catch let error as AuditLogError where error.code == .damaged {
                    Terminal.complain("\(error)")
                    throw ExitCode(1)
                }
                for value in revealed.values {
                    let salt = Hex.encode(value.salt)
                    if json {
                        let object: JSONObject = [
                            "name": .string(value.name), "value": .string(value.value),
                            "salt": .string(ExactString(salt)),
                        ]
                        Terminal.print(JSONValue.object(object).serialized())
                    } else {
                        Terminal.print(
                            "\(Printable.text(value.name.value)): \(Printable.text(value.value.value, limit: 4_000))  (salt \(salt))"
                        )
                    }
                }
            }
        }

        private func privateKey() throws -> X25519Key {
            do throws(CryptographyError) {
                return try X25519Key(pem: content())
            } catch {
                throw UnusableInput(
                    description: "\(key): \(error); expected an overseer's private key"
                )
            }
        }

        private func content() throws(CryptographyError) -> [UInt8] {
            do throws(FileBytes.Failure) { return try FileBytes.read(key, atMost: 65_536) } catch {
                throw CryptographyError(.malformedPEM, "\(error)")
            }
        }
    }
}
