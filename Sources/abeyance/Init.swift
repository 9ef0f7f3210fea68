import ArgumentParser
import Broker
import Provisioning

/// Makes a working folder with throw-away keys.
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Make a working folder: certificates, keys, a court, a policy set and a log (demonstration root)."
    )

    @Argument(help: ArgumentHelp("The folder to make; it must not exist, or be empty.", valueName: "dir"))
    var folder: String

    @Option(help: ArgumentHelp("The folder of the policies to start with.", valueName: "dir"))
    var policies: String?

    func run() async throws {
        try await Terminal.reporting {
            let library =
                if let policies { try PolicyLibrary(folder: policies) } else {
                    try PolicyLibrary.near(program: Terminal.program)
                }
            let root = try DemonstrationRoot.make(in: folder, policies: library, now: WallClock.now)
            do {
                try await StateKeys.foundLog(
                    in: StatePaths("\(root.folder)/state"),
                    checkpointCopy: "\(root.folder)/checkpoint.copy",
                    origin: root.origin,
                    bundle: root.bundle,
                    now: { WallClock.now }
                )
            } catch {
                throw StartError(
                    "\(error); when that is mended, remove \(root.folder) and run `abeyance init` again"
                )
            }
            Terminal.say(
                "demonstration root: one person holds every key, and changes need no second signature"
            )
            Terminal.say("made \(root.folder); the log is \(root.origin)")
            Terminal.say("next: abeyance serve --config \(root.folder)/abeyance.yaml")
        }
    }
}
