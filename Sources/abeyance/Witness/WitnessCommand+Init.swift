import ArgumentParser
import Cryptography
import TransparencyLog
import Witnessing

extension WitnessCommand {
    /// Makes a witness's folder.
    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a witness: a folder with a key of its own, and what it knows of each log.",
            discussion: """
                Prints the witness's public key, which whoever relies on the witness needs.

                Exit codes: 0 made, 2 could not be made, 64 wrong usage.
                """
        )

        @Argument(help: ArgumentHelp("The folder to make; nothing may be there yet.", valueName: "dir"))
        var folder: String

        @Option(
            help: ArgumentHelp(
                "The witness's name, such as `witness.example/w1`: no white space, no `+`.",
                valueName: "name"
            )
        )
        var name: String

        @Option(
            help: ArgumentHelp(
                "The key of a log to watch, from its operator: the file `log.vkey` or its one line. May be repeated.",
                valueName: "file|vkey"
            )
        )
        var log: [String] = []

        func run() async throws {
            try await Terminal.reporting {
                let logs = try log.map { try LogKey.read($0) }
                try WitnessFolder.make(folder, name: name, key: .generate(.ed25519))
                let made = try WitnessFolder(folder)
                for log in logs { try made.add([log]) }
                Terminal.print(made.signer.verifier.vkey)
                Terminal.say("made \(folder), watching \(Amount.of(logs.count, "log"))")
                Terminal.say("next: abeyance witness serve \(folder) --port 8080")
            }
        }
    }

    /// Adds a log to a witness.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Watch one more log; the witness must not be running.",
            discussion: "Exit codes: 0 added, 2 could not be added, 64 wrong usage."
        )

        @Argument(help: ArgumentHelp("The witness's folder.", valueName: "dir"))
        var folder: String

        @Option(
            help: ArgumentHelp(
                "The log's key, from its operator; several when the log may sign with any of them.",
                valueName: "file|vkey"
            )
        )
        var log: [String]

        func run() async throws {
            try await Terminal.reporting {
                let keys = try log.map { try LogKey.read($0) }
                try WitnessFolder(folder).add(keys)
                Terminal.say("watching \(keys.first?.name ?? "")")
            }
        }
    }

    /// Prints a witness's public key.
    struct Key: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a witness's public key, also while it is running.",
            discussion: "Exit codes: 0 printed, 2 could not be read, 64 wrong usage."
        )

        @Argument(help: ArgumentHelp("The witness's folder.", valueName: "dir"))
        var folder: String

        func run() async throws {
            try await Terminal.reporting {
                Terminal.print(try WitnessKey.read("\(folder)/\(WitnessFolder.publicKeyFile)").vkey)
            }
        }
    }
}
