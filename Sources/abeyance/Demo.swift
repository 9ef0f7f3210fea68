import ArgumentParser
import Dispatch
import Glibc
import Provisioning

/// The whole story, on real photographs.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell the whole story on real photographs, with the real programs.",
        discussion: """
            Makes a demonstration root, serves from it on loopback, speaks to it with curl, audits what the log says, and \
            leaves the folder behind for you to look at. Photographs and face model are fetched once, as \
            `abeyance core install --photographs` does.

            Exit codes: 0 every step came out as it should, 1 one did not, 2 the story could not be told, 64 wrong usage.
            """
    )

    @Option(
        help: ArgumentHelp("The working folder to make; it must not exist, or be empty.", valueName: "dir")
    )
    var folder: String?

    @Flag(inversion: .prefixedNo, help: "Leave the folder, with log and keys, where it is.")
    var keep = true

    func run() async throws {
        try await Terminal.reporting {
            let demonstration = Demonstration(
                Demonstration.Settings(
                    program: Terminal.program,
                    calledAs: CommandLine.arguments.first ?? "abeyance",
                    folder: folder,
                    keepsFolder: keep,
                    cache: InstalledModel.folder ?? ""
                )
            )
            let interruption = Self.onInterruption { demonstration.abandon() }
            defer { interruption.cancel() }
            guard try demonstration.tell() else { throw ExitCode(1) }
        }
    }

    /// Ctrl-C ends the gate too, and then this process.
    private static func onInterruption(_ clean: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
        signal(SIGINT, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
        source.setEventHandler {
            clean()
            Glibc.exit(130)
        }
        source.resume()
        return source
    }
}
